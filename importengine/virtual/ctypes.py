"""What an engine's view of ctypes does in another way: it opens the engine's own libraries."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from importengine._libraries import link_surroundings, opened_library
from importengine.abc import EngineState
from importengine.loaders.bound import as_in_host


def opening_libraries(engine: EngineState, names: Mapping[str, Any]) -> dict[str, object]:
    """Return what stands in `ctypes`, whose names are `names`: the libraries and their loaders."""
    original = names["CDLL"]

    class CDLL(original):  # type: ignore[misc,valid-type] # it is whatever the host's is
        def __init__(self, name: Any, *args: Any, **kwargs: Any) -> None:
            opened = _opened(engine, name)
            if opened is not None:
                try:
                    super().__init__(opened, *args, **kwargs)
                except OSError:
                    # from there, it may not find the libraries that it needs
                    if not link_surroundings(os.fspath(name), opened):
                        raise
                    super().__init__(opened, *args, **kwargs)
                self._name = os.fspath(name)
            else:
                super().__init__(name, *args, **kwargs)

    kinds = {
        name: as_in_host(value, CDLL if value is original else type(name, (CDLL, value), {}), {})
        for name, value in names.items()
        if isinstance(value, type) and issubclass(value, original)
    }
    loader = names["LibraryLoader"]
    loaders = {
        name: loader(kinds[value._dlltype.__name__])
        for name, value in names.items()
        if isinstance(value, loader)
    }
    return {**kinds, **loaders}


def _opened(engine: EngineState, name: Any) -> str | None:
    """Return the engine's own file of the library that is meant by a path; None for others."""
    try:
        path = os.fspath(name)
    except TypeError:
        # the process itself, or what is no name
        return None
    if not isinstance(path, str) or os.sep not in path or not os.path.isfile(path):
        return None
    opened = opened_library(engine, os.path.abspath(path))
    return None if opened == os.path.abspath(path) else opened
