"""What makes an engine, without its modules: to make one like it in another process (ie-0001 E9)."""

from __future__ import annotations

import zipimport
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from importengine._adopt import is_file_hook
from importengine._lazy import Filter
from importengine._qualified import Naming
from importengine.abc import PathHook
from importengine.finders import BuiltinFinder, FileFinder, FrozenFinder, PathFinder, SharedFinder
from importengine.loaders.bound import bound_loader
from importengine.policy import Policy
from importengine.share import STANDARD_LIBRARY, Share


class Configured(Protocol):
    """What is read of an engine, and set in the one that is made like it."""

    name: str
    naming: Naming
    share_code: bool
    path: list[str]
    meta_path: list[Any]
    path_hooks: list[PathHook]
    lazy_imports_filter: Filter | None

    @property
    def modules(self) -> Mapping[str, Any]: ...

    @property
    def policy(self) -> Policy | None: ...

    @property
    def shares(self) -> tuple[Share, ...]: ...

    @property
    def private_names(self) -> frozenset[str]: ...


_OWN_FINDERS = (BuiltinFinder, FrozenFinder, PathFinder, SharedFinder)
# what stands in a configuration for a path hook that is bound to its engine
_ARCHIVES, _DIRECTORIES = "archives", "directories"


def configuration(engine: Configured) -> dict[str, Any]:
    """Return what `configured` takes to make an engine like this one."""
    return {
        "path": list(engine.path),
        "name": engine.name,
        "prefix": getattr(engine.modules, "prefix", "").removesuffix("."),
        "share": [share for share in engine.shares if share is not STANDARD_LIBRARY],
        "private": sorted(engine.private_names),
        "policy": engine.policy,
        "meta_path": [_unbound(finder, engine) for finder in engine.meta_path],
        "path_hooks": [_unbound_hook(hook) for hook in engine.path_hooks],
        "naming": engine.naming,
        "share_code": engine.share_code,
        "lazy_imports_filter": engine.lazy_imports_filter,
    }


def configured(
    kind: type[Any],
    *,
    name: str,
    prefix: str,
    meta_path: Iterable[Any],
    path_hooks: Iterable[Any],
    lazy_imports_filter: Filter | None,
    **arguments: Any,
) -> Any:
    """Return a new engine of the class `kind`, with the same prefix where nothing else has it."""
    engine = kind(name=prefix or name, **arguments)
    engine.name = name
    engine.meta_path = [
        finder(engine) if finder in _OWN_FINDERS else finder for finder in meta_path
    ]
    engine.path_hooks = [_bound_hook(hook, engine) for hook in path_hooks]
    engine.lazy_imports_filter = lazy_imports_filter
    return engine


def _unbound(finder: Any, engine: Configured) -> Any:
    is_own = type(finder) in _OWN_FINDERS and finder.engine is engine
    return type(finder) if is_own else finder


def _unbound_hook(hook: Any) -> Any:
    if getattr(hook, "_host_class", None) is zipimport.zipimporter:
        return _ARCHIVES
    return _DIRECTORIES if is_file_hook(hook) else hook


def _bound_hook(hook: Any, engine: Any) -> Any:
    if hook == _ARCHIVES:
        return bound_loader(engine, zipimport.zipimporter)
    return FileFinder.path_hook(engine=engine) if hook == _DIRECTORIES else hook
