"""Which standard modules an engine does not simply share, one row each, with the reason."""

from __future__ import annotations

from importlib import import_module, machinery
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Literal

from attrs import frozen

from importengine import _host_import
from importengine._journey import Engine, import_fullname
from importengine.finders.path import STANDARD_LIBRARY_DIRECTORIES
from importengine.loaders.source import SourceLoader
from importengine.virtual.importlib import bootstrap_external_view, bootstrap_view
from importengine.virtual.views import bound_view


Kind = Literal["shared", "copy", "view"]


@frozen
class Row:
    """How an engine gets one standard module.

    *shared*: the host's own; *copy*: the interpreter's source executed again in the engine;
    *view*: the host's objects, with functions over the engine's state.
    """

    kind: Kind
    reason: str
    # own modules that the interpreter's version has imported, and uses as attributes
    uses: tuple[str, ...] = ()


_ROWS = {
    "builtins": Row("view", "what code adds to it is its engine's; has the engine's __import__"),
    "dataclasses": Row("view", "looks string annotations up in sys.modules[cls.__module__]"),
    "inspect": Row(
        "view",
        "getmodule and signature look modules up; its classes are compared",
        uses=("importlib.machinery",),
    ),
    "pickle": Row("copy", "its pickler in Python looks classes up in sys.modules"),
    "pkgutil": Row("copy", "imports and walks packages by name"),
    "runpy": Row("copy", "runs modules by name"),
    "unittest": Row("copy", "discovers, loads and patches modules by name"),
    "sys": Row("view", "is the import state"),
    "typing": Row("view", "looks forward references up in sys.modules; its classes are compared"),
    "_frozen_importlib": Row("view", "imports by its own functions"),
    "_frozen_importlib_external": Row("view", "makes loaders and path entry finders"),
    "gettext": Row("copy", "install() adds to builtins"),
    "importlib": Row("copy", "import_module, reload"),
    "importlib._bootstrap": Row("view", "the same module as _frozen_importlib"),
    "importlib._bootstrap_external": Row("view", "the same module as _frozen_importlib_external"),
    "importlib.machinery": Row("copy", "re-exports finders and loaders"),
    "importlib.metadata": Row("copy", "searches sys.path and sys.meta_path"),
    "importlib.resources": Row("copy", "re-exports functions that import packages"),
    "importlib.resources._common": Row("copy", "imports packages by name"),
    "importlib.resources._functional": Row("copy", "imports packages by name"),
    "importlib.resources._legacy": Row("copy", "imports packages by name"),
    "importlib.util": Row("copy", "find_spec, LazyLoader"),
}

_UNITTEST = Row("copy", "a part of unittest")
_REST_OF_IMPORTLIB = Row("shared", "abstract classes and readers, which must keep their identity")


def row_of(fullname: str) -> Row | None:
    """Return the row of `fullname`; None for a module that is shared with no row of its own."""
    row = _ROWS.get(fullname)
    if row is None and fullname.startswith("importlib."):
        return _REST_OF_IMPORTLIB
    if row is None and fullname.startswith("unittest."):
        return _UNITTEST
    return row


def is_own(fullname: str) -> bool:
    """Say whether every engine has a version of its own of the module `fullname`."""
    row = row_of(fullname)
    return row is not None and row.kind != "shared"


def virtual_spec(engine: Engine, fullname: str) -> ModuleSpec | None:
    """Return the spec of the engine's own version of a standard module; None for shared ones."""
    row = row_of(fullname)
    if row is None or row.kind == "shared":
        return None
    if row.kind == "view":
        return ModuleSpec(fullname, _ViewLoader(engine))
    parent = fullname.rpartition(".")[0]
    path = engine.modules[parent].__path__ if parent else STANDARD_LIBRARY_DIRECTORIES
    spec = machinery.PathFinder.find_spec(fullname, path)
    if spec is not None and fullname in _REPLACED and spec.origin is not None:
        spec.loader = _CopyLoader(fullname, spec.origin, engine)
    return spec


# functions of copies that are the engine's own methods, as they do more there
_REPLACED = {"importlib": "reload", "importlib.util": "find_spec"}


class _CopyLoader(SourceLoader):
    """Execute a copy and put the engine's own method in it."""

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module."""
        super().exec_module(module)
        name = _REPLACED[self.name]
        setattr(module, name, getattr(self.engine, name))


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
        elif "_bootstrap" in fullname or fullname.startswith("_frozen_importlib"):
            self._make_twins()
        else:
            self.engine.modules[fullname] = self._view_of(fullname)

    def _make_twins(self) -> None:
        """Make both modules under `importlib`, as they refer to each other."""
        modules = self.engine.modules
        bootstrap = bootstrap_view(self.engine)
        external = bootstrap_external_view(self.engine, bootstrap)
        for suffix, view in (("", bootstrap), ("_external", external)):
            modules[f"_frozen_importlib{suffix}"] = view
            modules[f"importlib._bootstrap{suffix}"] = view

    def _view_of(self, fullname: str) -> ModuleType:
        """Bind the host's module to the engine's versions of the modules that it uses."""
        with _host_import.answered_by(None):
            original = import_module(fullname)
        for used in _ROWS[fullname].uses:
            import_fullname(self.engine, used, fullname)
        replacements: dict[str, object] = {}
        for name, value in vars(original).items():
            if type(value) is ModuleType and is_own(value.__name__):
                replacements[name] = import_fullname(self.engine, value.__name__, fullname)
        return bound_view(original, replacements, only_readers=True)
