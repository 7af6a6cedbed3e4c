"""The path entries that an engine is given, and what depends on them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from types import ModuleType

from importengine.abc import EngineState
from importengine.loaders import NamespacePath


def path_entries(path: Iterable[str | os.PathLike[str]]) -> list[str]:
    """Return the entries of `path` as text; TypeError for a single one in place of several."""
    if isinstance(path, (str, bytes, os.PathLike)):
        msg = f"path must be a list of path entries, not {path!r}: write path=[{path!r}]"
        raise TypeError(msg)
    return [as_path(entry) for entry in path]


def as_path(path: str | os.PathLike[str]) -> str:
    """Return `path` as text; TypeError for bytes, which no path hook takes."""
    text = os.fspath(path)
    if not isinstance(text, str):
        msg = f"path must be str or os.PathLike[str], not {type(text).__name__}"
        raise TypeError(msg)
    return text


def path_changed(engine: EngineState, entry: str) -> None:
    """Update the importer cache and the namespace packages after `entry` was added or removed."""
    engine.path_importer_cache.pop(entry, None)
    for module in list(engine.modules.values()):
        # from its dict: a module's own __getattr__ is not to be run for this
        search_path = module.__dict__.get("__path__") if type(module) is ModuleType else None
        if isinstance(search_path, NamespacePath):
            search_path.refresh()
