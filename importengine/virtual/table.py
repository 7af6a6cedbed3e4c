"""Make an engine's version of a standard module, as its row says."""

from __future__ import annotations

import zipimport
from collections.abc import Callable
from importlib import import_module, machinery
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from importengine import _host_import
from importengine._journey import Engine, import_fullname
from importengine.finders.path import STANDARD_LIBRARY_DIRECTORIES
from importengine.loaders.bound import bound_loader
from importengine.loaders.source import SourceLoader
from importengine.virtual.importlib import bootstrap_external_view, bootstrap_view
from importengine.virtual.multiprocessing import spawning, starting_servers
from importengine.virtual.rows import is_own, row_of
from importengine.virtual.views import SharedPackage, bound_view


def virtual_spec(engine: Engine, fullname: str) -> ModuleSpec | None:
    """Return the spec of the engine's own version of a standard module; None for shared ones."""
    row = row_of(fullname)
    if row is None or row.kind == "shared":
        return None
    if row.kind in {"view", "package"}:
        return ModuleSpec(fullname, _ViewLoader(engine))
    parent = fullname.rpartition(".")[0]
    path = engine.modules[parent].__path__ if parent else STANDARD_LIBRARY_DIRECTORIES
    spec = machinery.PathFinder.find_spec(fullname, path)
    if spec is not None and fullname in _REPLACED and spec.origin is not None:
        spec.loader = _CopyLoader(fullname, spec.origin, engine)
    return spec


# what stands in a copy or view in place of the interpreter's own, beside the functions of a view
_REPLACED: dict[str, Callable[[Any, dict[str, Any]], dict[str, object]]] = {
    "importlib": lambda engine, _: {"reload": engine.reload},
    "importlib.util": lambda engine, _: {"find_spec": engine.find_spec},
    "multiprocessing.spawn": spawning,
    "multiprocessing.util": starting_servers,
    "zipimport": lambda engine, _: {"zipimporter": bound_loader(engine, zipimport.zipimporter)},
}


class _CopyLoader(SourceLoader):
    """Execute a copy and put in it what the engine has of its own."""

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module."""
        super().exec_module(module)
        vars(module).update(_REPLACED[self.name](self.engine, vars(module)))


class _ViewLoader(Loader):
    """Put a view in the place of the module being loaded."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def create_module(self, spec: ModuleSpec) -> None:
        """Ask for the default module, a stand-in."""

    def exec_module(self, module: ModuleType) -> None:
        """Replace `module` by the view."""
        fullname = module.__name__
        if fullname in self.engine.own_modules:
            self.engine.modules[fullname] = self.engine.own_modules[fullname]
        elif fullname.startswith("_frozen_importlib"):
            self._make_twins()
        else:
            self.engine.modules[fullname] = self._view_of(fullname)

    def _make_twins(self) -> None:
        """Make both modules under `importlib`, as they refer to each other."""
        bootstrap = bootstrap_view(self.engine)
        self.engine.modules["_frozen_importlib"] = bootstrap
        self.engine.modules["_frozen_importlib_external"] = bootstrap_external_view(
            self.engine, bootstrap
        )

    def _view_of(self, fullname: str) -> ModuleType:
        """Bind the host's module to the engine's versions of the modules that it uses."""
        with _host_import.answered_by(None):
            original = import_module(fullname)
        row = row_of(fullname)
        if row is None or row.kind == "package":
            return SharedPackage(original)
        for used in row.uses:
            import_fullname(self.engine, used, fullname)
        replacements: dict[str, object] = {"__builtins__": self.engine.builtins_for_code()}
        if fullname in _REPLACED:
            replacements |= _REPLACED[fullname](self.engine, vars(original))
        for name, value in vars(original).items():
            if type(value) is ModuleType and is_own(value.__name__):
                replacements[name] = import_fullname(self.engine, value.__name__, fullname)
            elif _is_copied(value):
                home = import_fullname(self.engine, value.__module__, fullname)
                replacements[name] = getattr(home, name, value)
        return bound_view(original, replacements, only_readers=True)


def _is_copied(value: object) -> bool:
    """Say whether `value` is a class of a module that engines have copies of."""
    row = row_of(value.__module__) if type(value) is type else None
    return row is not None and row.kind == "copy"
