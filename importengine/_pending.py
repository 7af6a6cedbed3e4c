"""Submodules that lazy imports have named: reading one from its package imports it (PEP 810)."""

from __future__ import annotations

from contextlib import suppress
from types import ModuleType
from typing import Any, Protocol

from importengine._namespace import namespace_of
from importengine._traceback import without_machinery


class Importing(Protocol):
    """What is needed of an engine."""

    @property
    def modules(self) -> dict[str, Any]: ...

    def import_module(self, name: str, package: str | None = ...) -> Any: ...


class PendingSubmodules:
    """What lazy imports in one engine have named.

    The interpreter has a registry of its own, by fullname and for the whole process. It looks
    there when a module lacks an attribute, and imports in the host. So an engine's names are kept
    from it, and a package with pending submodules gets a class with a descriptor for each: what
    is in the module's dict goes before it, and the module's own `__getattr__` comes after.
    """

    def __init__(self, engine: Importing) -> None:
        self._engine = engine
        self._children: dict[str, set[str]] = {}
        self.names: set[str] = set()

    def add(self, fullname: str) -> None:
        """Let `fullname`, and each package that it is in, be imported where it is read."""
        self.names.add(fullname)
        parent, _, child = fullname.rpartition(".")
        while parent:
            self._children.setdefault(parent, set()).add(child)
            self.attach(parent)
            parent, _, child = parent.rpartition(".")

    def attach(self, fullname: str) -> None:
        """Let the module `fullname`, if it is there, offer its pending submodules."""
        if fullname not in self._children:
            return
        module = self._engine.modules.get(fullname)
        if not isinstance(module, ModuleType):
            return
        kind = type(module)
        if not issubclass(kind, _Offering):
            kind = type(kind.__name__, (_Offering, kind), {})
            # a class of one's own may be of another layout
            with suppress(TypeError):
                module.__class__ = kind
        for child in self._children[fullname]:
            setattr(kind, child, _Submodule(self._engine, f"{fullname}.{child}"))


class _Offering(ModuleType):
    """A module with pending submodules."""


class _Submodule:
    """Import a submodule where it is read from its package."""

    def __init__(self, engine: Importing, fullname: str) -> None:
        self._engine = engine
        self._fullname = fullname

    def __get__(self, package: Any, owner: type | None = None) -> Any:
        try:
            module = self._engine.import_module(self._fullname)
        except BaseException as error:
            if isinstance(error, ModuleNotFoundError) and error.name == self._fullname:
                # the module says so in its words, or asks its own `__getattr__`
                raise AttributeError(self._fullname) from None
            error.__traceback__ = without_machinery(error)
            raise
        if getattr(namespace_of(module).get("__spec__"), "_initializing", False):
            # bound when it is loaded, as any submodule
            return module
        child = self._fullname.rpartition(".")[2]
        return namespace_of(package).setdefault(child, module)
