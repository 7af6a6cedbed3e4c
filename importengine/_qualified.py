"""Qualified naming: an engine's modules under names that are unique in the process (ie-0001 Q1).

Shared frameworks and C code find a class by `sys.modules[cls.__module__]`, or import that name,
in the host. With a prefix in `__module__`, and the modules registered there under it, they do.
"""

from __future__ import annotations

import re
import sys
import zipimport
from collections.abc import Sequence
from contextlib import suppress
from importlib import machinery
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from itertools import count
from keyword import iskeyword
from types import ModuleType
from typing import Any, Literal, Protocol, get_args

from importengine._namespace import namespace_of
from importengine._standard_library import is_of_standard_library
from importengine._state import MISSING, Modules, QualifiedModules
from importengine.abc import EngineState


Naming = Literal["exact", "qualified"]


class Named(Protocol):
    """An engine, as far as its naming goes."""

    name: str
    naming: Naming

    @property
    def modules(self) -> dict[str, Any]: ...

    def import_module(self, name: str, package: str | None = ...) -> Any: ...

    def find_spec(self, name: str, package: str | None = ...) -> ModuleSpec | None: ...

    def reload(self, module: ModuleType) -> Any: ...


def modules_for(engine: Named) -> Modules:
    """Return the empty `modules` for the naming of `engine`; ValueError for an unknown one."""
    if engine.naming == "exact":
        return Modules()
    if engine.naming != "qualified":
        msg = f"naming= is one of {', '.join(get_args(Naming))}; not {engine.naming!r}"
        raise ValueError(msg)
    root = _register(engine)
    modules = QualifiedModules(root.__name__, _host_modules)
    modules[root.__name__] = root
    return modules


def qualify(engine: EngineState, spec: ModuleSpec) -> None:
    """Let the module that is made of `spec` carry the prefix of the engine, where it has one.

    Only what the interpreter's own kinds of loaders load: they do so under any name.
    """
    prefix = getattr(engine.modules, "prefix", "")
    # of a finder that returns something else, that is for the loading to find out
    loader: Any = getattr(spec, "loader", MISSING)
    if not prefix or not (loader is None or isinstance(loader, _LOADERS)):
        return
    if engine.is_standard(spec.name) and is_of_standard_library(spec.name, spec):
        return
    spec.name = prefix + spec.name.removeprefix(prefix)
    if hasattr(loader, "name"):
        setattr(loader, "name", spec.name)  # noqa: B010 - not all of them have it


_LOADERS = (
    machinery.SourceFileLoader,
    machinery.SourcelessFileLoader,
    machinery.ExtensionFileLoader,
    machinery.NamespaceLoader,
    zipimport.zipimporter,
)


def _host_modules() -> dict[str, Any]:
    # not `sys.modules`, which is an engine's for a thread that it is active in
    modules: dict[str, Any] = sys.__dict__["modules"]
    return modules


def _register(engine: Named) -> ModuleType:
    """Make the engine's modules reachable in the host; return the package that they are in.

    Its name, which nothing else has, is the prefix.
    """
    stem = "_".join(re.findall(r"\w+", engine.name)) or "engine"
    if not stem.isidentifier() or iskeyword(stem):
        stem = f"engine_{stem}"
    candidates = (f"{stem}_{number}" if number else stem for number in count())
    modules = _host_modules()
    prefix = next(name for name in candidates if _is_free(name))
    root = modules[prefix] = _Root(prefix, engine)
    _finder.engines[prefix] = engine
    meta_path = sys.__dict__["meta_path"]
    if _finder not in meta_path:
        # before the path finder, which would find the submodules of our packages for the host
        meta_path.insert(0, _finder)
    return root


def _is_free(name: str) -> bool:
    return name not in _host_modules() and find_spec(name) is None


def unregister(engine: Named) -> None:
    """Take what `modules_for` has put into the host out again."""
    for prefix in [name for name, other in _finder.engines.items() if other is engine]:
        del _finder.engines[prefix]
        _host_modules().pop(prefix, None)
    meta_path = sys.__dict__["meta_path"]
    if not _finder.engines and _finder in meta_path:
        meta_path.remove(_finder)


class _Root(ModuleType):
    """The package that an engine's modules are in, for the host."""

    def __init__(self, prefix: str, engine: Named) -> None:
        super().__init__(prefix, f"The modules of the engine {engine.name!r}.")
        self.__path__: list[str] = []
        self.__dict__["_engine"] = engine

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_engine"].modules[name]
        except KeyError:
            msg = f"module {self.__name__!r} has no attribute {name!r}"
            raise AttributeError(msg) from None

    def __dir__(self) -> list[str]:
        prefix = f"{self.__name__}."
        names = {name.removeprefix(prefix).partition(".")[0] for name in self._own_names(prefix)}
        return sorted({*super().__dir__(), *names} - {"_engine"})

    def _own_names(self, prefix: str) -> list[str]:
        return [name for name in self.__dict__["_engine"].modules if name.startswith(prefix)]


class _InEngines(MetaPathFinder):
    """The host's finder for qualified names that the host asks for first."""

    def __init__(self) -> None:
        self.engines: dict[str, Named] = {}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the protocol's
        target: ModuleType | None = None,  # noqa: ARG002 - the protocol's
    ) -> ModuleSpec | None:
        """Return a spec that has the engine import the module; None for any other name."""
        engine = self.engines.get(fullname.partition(".")[0])
        if engine is None:
            return None
        modules = engine.modules
        spec = (
            namespace_of(modules[fullname]).get("__spec__")
            if fullname in modules
            else engine.find_spec(fullname)
        )
        if spec is None or spec.name != fullname:
            # absent, or a module that does not carry the prefix
            return None
        ours = ModuleSpec(fullname, _ByEngine(engine), origin=spec.origin)
        ours.submodule_search_locations = spec.submodule_search_locations
        return ours


_finder = _InEngines()


_NOT_MADE = object()


class _ByEngine(Loader):
    """Let the engine import the module, and leave that as the engine has made it."""

    def __init__(self, engine: Named) -> None:
        self._engine = engine
        self._spec: Any = _NOT_MADE

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Import the module in the engine."""
        module: ModuleType = self._engine.import_module(spec.name)
        self._spec = namespace_of(module).get("__spec__")
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its own spec back; it has been executed, but for a reload."""
        if self._spec is _NOT_MADE:
            self._engine.reload(module)
            return
        # a module may have put anything in its place
        with suppress(AttributeError):
            module.__spec__ = self._spec
