"""Which standard modules an engine does not simply share, one row each, with the reason."""

from __future__ import annotations

from importlib import machinery
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Literal

from attrs import frozen

from importengine._journey import Engine
from importengine.finders.path import STANDARD_LIBRARY_DIRECTORIES
from importengine.virtual.importlib import bootstrap_external_view, bootstrap_view

Kind = Literal["shared", "copy", "view"]


@frozen
class Row:
    """How an engine gets one standard module.

    *shared*: the host's own; *copy*: the interpreter's source executed again in the engine;
    *view*: the host's objects, with functions over the engine's state.
    """

    kind: Kind
    reason: str


_ROWS = {
    "_frozen_importlib": Row("view", "imports by its own functions"),
    "_frozen_importlib_external": Row("view", "makes loaders and path entry finders"),
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

_REST_OF_IMPORTLIB = Row("shared", "abstract classes and readers, which must keep their identity")


def row_of(fullname: str) -> Row | None:
    """Return the row of `fullname`; None for a module that is shared with no row of its own."""
    row = _ROWS.get(fullname)
    if row is None and fullname.startswith("importlib."):
        return _REST_OF_IMPORTLIB
    return row


def is_own(fullname: str) -> bool:
    """Say whether every engine has a version of its own of the module `fullname`."""
    row = row_of(fullname)
    return fullname in {"sys", "builtins"} or (row is not None and row.kind != "shared")


def virtual_spec(engine: Engine, fullname: str) -> ModuleSpec | None:
    """Return the spec of the engine's own version of a standard module; None for shared ones."""
    row = row_of(fullname)
    if row is None or row.kind == "shared":
        return None
    if row.kind == "view":
        return ModuleSpec(fullname, _ViewLoader(engine))
    parent = fullname.rpartition(".")[0]
    path = engine.modules[parent].__path__ if parent else STANDARD_LIBRARY_DIRECTORIES
    return machinery.PathFinder.find_spec(fullname, path)


class _ViewLoader:
    """Put a view in the place of the module being loaded."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def create_module(self, spec: ModuleSpec) -> None:
        """Ask for the default module, a stand-in."""

    def exec_module(self, module: ModuleType) -> None:
        """Replace `module` by the view, made together with its twin."""
        modules = self.engine.modules
        bootstrap = bootstrap_view(self.engine)
        external = bootstrap_external_view(self.engine, bootstrap)
        for name, view in (("_bootstrap", bootstrap), ("_bootstrap_external", external)):
            modules[f"_frozen_importlib{name.removeprefix('_bootstrap')}"] = view
            modules[f"importlib.{name}"] = view
