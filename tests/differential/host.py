"""The state of the host process, which an engine must leave as it was."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from typing import Any


_LIBRARY_PATHS = tuple(path for path in sys.path if "site-packages" not in path)


class HostState:
    """A record of what `sys` and `builtins` held when it was made."""

    def __init__(self) -> None:
        self._modules = dict(sys.modules)
        self._lists = {name: list(getattr(sys, name)) for name in _LISTS}
        self._list_objects = {name: getattr(sys, name) for name in _LISTS}
        self._cache_keys = set(sys.path_importer_cache)
        self._builtins = dict(vars(builtins))
        self._lazy_names = _lazy_names()

    def changes(self) -> Iterator[str]:
        """Say what is different now.

        Modules of the standard library may have been added, for engines share the host's; and
        modules of the project itself.
        """
        yield from self._changed_modules()
        for name in _LISTS:
            now = getattr(sys, name)
            if now is not self._list_objects[name] or now != self._lists[name]:
                yield f"sys.{name} is {now!r}"
        for key in sorted(set(sys.path_importer_cache) - self._cache_keys, key=str):
            if not str(key).startswith(_LIBRARY_PATHS):
                yield f"sys.path_importer_cache has {key!r}"
        for name in sorted(_lazy_names() - self._lazy_names):
            if name.partition(".")[0] not in sys.stdlib_module_names:
                yield f"sys.lazy_modules has {name!r}"
        yield from self._changed_builtins()

    def _changed_modules(self) -> Iterator[str]:
        for key in sys.modules.keys() - self._modules.keys():
            if key.partition(".")[0] not in {*sys.stdlib_module_names, "importengine"}:
                yield f"sys.modules has {key!r}"
        for key, module in self._modules.items():
            if sys.modules.get(key, _ABSENT) is not module:
                yield f"sys.modules[{key!r}] was replaced or removed"

    def _changed_builtins(self) -> Iterator[str]:
        now = vars(builtins)
        for name in now.keys() | self._builtins.keys():
            if name != "_" and now.get(name, _ABSENT) is not self._builtins.get(name, _ABSENT):
                yield f"builtins.{name} changed"


def _lazy_names() -> set[str]:
    """Return what waits for its first use in the host (PEP 810), before 3.15 nothing."""
    return set(getattr(sys, "lazy_modules", ()))


_ABSENT: Any = object()
_LISTS = ("path", "meta_path", "path_hooks")
