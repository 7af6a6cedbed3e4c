"""Make the interpreter's own finders and loaders the engine's, where one turns up in an engine."""

from __future__ import annotations

import zipimport
from collections.abc import Sequence
from importlib import machinery
from importlib.machinery import ModuleSpec
from typing import Any

from importengine._find import find_spec
from importengine._interpreter import bootstrap_external
from importengine._qualified import qualify
from importengine.abc import EngineState, PathHook
from importengine.finders import BuiltinFinder, FileFinder, FrozenFinder, PathFinder, SharedFinder
from importengine.loaders import NamespacePath
from importengine.loaders.bound import bound_loader


_HOOK = FileFinder.path_hook().__code__


_OWN = {
    machinery.BuiltinImporter: BuiltinFinder,
    machinery.FrozenImporter: FrozenFinder,
    machinery.PathFinder: PathFinder,
}
_BOUND = (BuiltinFinder, FrozenFinder, PathFinder, SharedFinder)


class OwnFinders(dict[Any, Any]):
    """The finders of one engine, by the interpreter's whose place they take."""

    def __init__(self, engine: EngineState) -> None:
        super().__init__()
        self._engine = engine

    def __missing__(self, finder: Any) -> Any:
        own = self[finder] = _OWN[finder](self._engine)
        return own

    def of(self, finder: Any) -> Any:
        """Return the engine's finder for `finder`, which is itself for a foreign one."""
        return self[finder] if isinstance(finder, type) and finder in _OWN else finder


def rebound(finder: Any, engine: EngineState) -> Any:
    """Return `finder` for `engine`, where it is bound to the engine that it is copied from."""
    if type(finder) is FileFinder and not finder.has_details:
        return FileFinder(finder.path, engine=engine)
    return type(finder)(engine) if type(finder) in _BOUND else finder


def is_file_hook(hook: Any) -> bool:
    """Say whether `hook` is what `FileFinder.path_hook` returns with no details of its own."""
    if getattr(hook, "__code__", None) is not _HOOK:
        return False
    values = dict(zip(_HOOK.co_freevars, hook.__closure__ or (), strict=True))
    return not values["loader_details"].cell_contents


def rebound_hook(hook: PathHook, engine: EngineState) -> PathHook:
    """Return the path hook for `engine`, as `rebound`."""
    if zipimport.zipimporter in (hook, getattr(hook, "_host_class", None)):
        return bound_loader(engine, zipimport.zipimporter)
    if is_file_hook(hook):
        return FileFinder.path_hook(engine=engine)
    return hook


def adopt_spec(engine: EngineState, spec: ModuleSpec) -> ModuleSpec:
    """Let the engine load what a foreign finder has given one of the interpreter's loaders for.

    The interpreter's extension loader would run C code over the host's state, and its namespace
    path would look parents up in the host's `sys.modules` (ie-0001 F5).
    """
    # of a finder that returns something else, that is for the loading to find out
    loader = getattr(spec, "loader", None)
    if type(loader) is machinery.ExtensionFileLoader:
        spec.loader = bound_loader(engine, type(loader))(loader.name, loader.path)
    locations: Any = getattr(spec, "submodule_search_locations", None)
    if type(locations) is bootstrap_external._NamespacePath:

        def find(fullname: str, path: Sequence[str]) -> ModuleSpec | None:
            return find_spec(engine, fullname, path)

        spec.submodule_search_locations = NamespacePath(
            spec.name, locations._path, find, engine=engine
        )
        if isinstance(loader, machinery.NamespaceLoader):
            spec.loader = None
    qualify(engine, spec)
    return spec
