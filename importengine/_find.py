"""Find: from the fullname to the spec, by asking the meta path finders in order."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any

from importengine._signature import takes_engine
from importengine.abc import EngineState


def find_spec(
    engine: EngineState,
    fullname: str,
    path: Sequence[str] | None,
    target: ModuleType | None = None,
) -> ModuleSpec | None:
    """Return the spec of `fullname`, searched on `path` (None: top level), or None.

    `target` is the module that a reload would load again. Contract of importlib's _find_spec.
    """
    meta_path = engine.meta_path
    if meta_path is None:
        msg = "sys.meta_path is None, Python is likely shutting down"
        raise ImportError(msg)
    if not meta_path:
        warnings.warn("sys.meta_path is empty", ImportWarning, stacklevel=2)
    modules = engine.modules
    is_reload = fullname in modules
    asking = engine.locks.finding
    for finder in tuple(meta_path):
        with asking():
            spec = _ask(engine, engine.own_finder(finder), fullname, path, target)
        if spec is None:
            continue
        if not is_reload and fullname in modules:
            # the finder imported it on the way; that module's spec stands
            module = modules[fullname]
            return getattr(module, "__spec__", None) or spec
        return spec
    return None


def _ask(
    engine: EngineState,
    finder: Any,
    fullname: str,
    path: Sequence[str] | None,
    target: ModuleType | None,
) -> ModuleSpec | None:
    try:
        find = finder.find_spec
    except AttributeError:
        return _ask_legacy(finder, fullname, path)
    if takes_engine(find):
        spec: ModuleSpec | None = find(fullname, path, target, engine=engine)
    else:
        spec = find(fullname, path, target)
    return spec


def _ask_legacy(finder: Any, fullname: str, path: Sequence[str] | None) -> ModuleSpec | None:
    """Ask a PEP 302 finder, which CPython stopped doing in 3.12."""
    find_module = getattr(finder, "find_module", None) if _HAS_LEGACY_FINDERS else None
    if find_module is None:
        if _HAS_LEGACY_FINDERS:
            finder.find_module  # noqa: B018 - raises the AttributeError that CPython 3.11 raises
        return None
    warnings.warn(
        f"{_qualified_name(finder)}.find_spec() not found; falling back to find_module()",
        ImportWarning,
        stacklevel=2,
    )
    loader = find_module(fullname, path)
    return None if loader is None else spec_from_loader(fullname, loader)


_HAS_LEGACY_FINDERS = sys.version_info < (3, 12)


def _qualified_name(obj: Any) -> str:
    try:
        return str(obj.__qualname__)
    except AttributeError:
        return type(obj).__qualname__
