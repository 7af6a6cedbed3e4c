"""Make an engine's version of a standard module, as its row says."""

from __future__ import annotations

import zipimport
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import partial, wraps
from importlib import import_module, machinery
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType
from typing import Any

from importengine import _host_import
from importengine._journey import Engine, import_fullname
from importengine._namespace import namespace_of
from importengine._rows import Row, is_own, row_of
from importengine._standard_library import STANDARD_LIBRARY_DIRECTORIES
from importengine._state import default_engine
from importengine.loaders.bound import bound_loader
from importengine.loaders.source import SourceLoader
from importengine.virtual.ctypes import opening_libraries
from importengine.virtual.importlib import (
    abstract_loaders,
    bootstrap_external_view,
    bootstrap_view,
    module_makers,
    submodules_at_hand,
)
from importengine.virtual.introspection import forward_references_in, signature_in, warn_in
from importengine.virtual.multiprocessing import spawning, starting_servers
from importengine.virtual.views import bound_view, proxy


def virtual_spec(engine: Engine, fullname: str) -> ModuleSpec | None:
    """Return the spec of the engine's own version of a standard module; None for shared ones."""
    row = row_of(fullname)
    if row is None or row.kind == "shared":
        return None
    if row.kind in {"view", "proxy"} and engine.modules.get(row.half, row) is not None:
        return _view_spec(engine, fullname)
    parent = fullname.rpartition(".")[0]
    path = STANDARD_LIBRARY_DIRECTORIES
    if parent:
        path = namespace_of(engine.modules[parent]).get("__path__", [])
    spec = machinery.PathFinder.find_spec(fullname, path)
    if spec is not None and type(spec.loader) is machinery.SourceFileLoader:
        loader = _CopyLoader if fullname in _REPLACED else SourceLoader
        spec.loader = loader(fullname, spec.loader.path, engine)
    return spec


def _in_place_of(original: Callable[..., Any], method: Callable[..., Any]) -> dict[str, object]:
    @wraps(original)
    def replacement(*args: Any, **kwargs: Any) -> Any:
        return method(*args, **kwargs)

    return {original.__name__: replacement}


# what stands in a copy or view in place of the interpreter's own, beside the functions of a view
_REPLACED: dict[str, Callable[[Any, Mapping[str, Any]], dict[str, object]]] = {
    "_imp": module_makers,
    "ctypes": opening_libraries,
    "importlib._abc": abstract_loaders,
    "importlib.abc": abstract_loaders,
    "importlib": lambda engine, names: {
        **_in_place_of(names["reload"], engine.reload),
        **submodules_at_hand(engine, names),
    },
    "importlib.util": lambda engine, names: _in_place_of(names["find_spec"], engine.find_spec),
    "inspect": signature_in,
    "multiprocessing.spawn": spawning,
    "multiprocessing.util": starting_servers,
    "typing": forward_references_in,
    "warnings": warn_in,
    "zipimport": lambda engine, _: {"zipimporter": bound_loader(engine, zipimport.zipimporter)},
}


class _CopyLoader(SourceLoader):
    """Execute a copy and put in it what the engine has of its own."""

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module."""
        super().exec_module(module)
        vars(module).update(_REPLACED[self.name](self.engine, vars(module)))


def _view_spec(engine: Engine, fullname: str) -> ModuleSpec | None:
    """Return the host's spec with another loader; None where the host has no such module."""
    with _host_import.answered_by(None):
        original = default_engine().find_spec(fullname)
    if original is None:
        return None
    spec = ModuleSpec(
        fullname,
        _ViewLoader(engine),
        origin=original.origin,
        loader_state=original.loader_state,
    )
    spec.submodule_search_locations = original.submodule_search_locations
    spec.has_location = original.has_location
    return spec


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
            view = self.engine.modules[fullname] = self._view_of(fullname)
            if fullname in _REPLACED:
                vars(view).update(_REPLACED[fullname](self.engine, vars(view)))
            self.engine.bring_imports_of(fullname)

    def _make_twins(self) -> None:
        """Make both modules under `importlib`, as they refer to each other."""
        bootstrap = bootstrap_view(self.engine)
        for own in self.engine.own_modules.values():
            own.__loader__ = bootstrap.BuiltinImporter
        self.engine.modules["_frozen_importlib"] = bootstrap
        self.engine.modules["_frozen_importlib_external"] = bootstrap_external_view(
            self.engine, bootstrap
        )

    def _view_of(self, fullname: str) -> ModuleType:
        """Bind the host's module to the engine's versions of what it uses."""
        with _host_import.answered_by(None):
            original = import_module(fullname)
        row = row_of(fullname) or Row("view", "")
        for used in row.uses:
            import_fullname(self.engine, used, fullname)
        replacements = dict(self._replacements(original, row))
        if row.kind == "proxy":
            made = proxy(original, replacements, partial(self._asked_for, original))
            for name in _own_submodules(original):
                # not before it is asked for: it may import this module, which is being made
                namespace_of(made).pop(name, None)
            return made
        return bound_view(original, replacements, only_readers=True)

    def _replacements(self, original: ModuleType, row: Row) -> Iterator[tuple[str, object]]:
        """Return, by name, what the engine has of its own in the place of the host's."""
        yield "__builtins__", self.engine.builtins_for_code()
        own_submodules = _own_submodules(original) if row.kind == "proxy" else set()
        for name in row.registries:
            yield name, _emptied(vars(original)[name])
        for name in _with_own_versions(original) - own_submodules - set(row.registries):
            value = vars(original)[name]
            own = self._own_version(value, original.__name__)
            if own is not value:
                yield name, own

    def _asked_for(self, original: ModuleType, name: str) -> Any:
        """Return the engine's version of an attribute of the host's, with its module at hand."""
        value, importer = getattr(original, name), original.__name__
        if type(value) is type and value.__module__ != importer:
            home: object = value.__module__
            if isinstance(home, str) and home in default_engine().modules:
                import_fullname(self.engine, home, importer)
        return self._own_version(value, importer)

    def _own_version(self, value: Any, importer: str) -> Any:
        """Return what the engine has in the place of a module, class or function of the host's."""
        home = _own_home(value, importer)
        if home is None:
            return value
        module = import_fullname(self.engine, home, importer)
        return module if type(value) is ModuleType else getattr(module, value.__name__, value)


def _own_home(value: Any, importer: str) -> str | None:
    """Return the fullname of the own module that `value` is or is from; None for what is shared."""
    home: object = None
    if type(value) is ModuleType:
        home = value.__name__
    elif isinstance(value, type | FunctionType) and value.__module__ != importer:
        home = value.__module__
    return home if isinstance(home, str) and is_own(home) else None


# by module: the names that it had, and those among them of what engines have versions of
_known: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}


def _with_own_versions(module: ModuleType) -> frozenset[str]:
    """Return the names in `module` of modules, classes and functions that engines have of their own.

    The same for every engine, and slow to tell: looked for again when there are other names.
    """
    fullname, names = module.__name__, tuple(vars(module))
    known = _known.get(fullname)
    if known is None or known[0] != names:
        values = list(vars(module).items())
        found = frozenset(name for name, value in values if _own_home(value, fullname) is not None)
        known = _known[fullname] = names, found
    return known[1]


def _own_submodules(module: ModuleType) -> set[str]:
    """Return the names in `module` of those of its submodules that engines have versions of."""
    prefix = f"{module.__name__}."
    return {
        name
        for name, value in list(vars(module).items())
        if type(value) is ModuleType and value.__name__ == prefix + name and is_own(prefix + name)
    }


def _emptied(registry: Any) -> Any:
    empty = copy(registry)
    empty.clear()
    return empty
