"""Load an extension module, whose C code sees nothing but the process-global import state."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, suppress
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from types import ModuleType

from importengine._locks import DeadlockError, ModuleLocks
from importengine._namespace import namespace_of
from importengine._state import default_engine, engine_or_default
from importengine.abc import EngineState


__all__ = ["ExtensionLoader"]

_Identity = tuple[int, int, str]

# every extension file that an engine has loaded, for good: C code is never unloaded, and most of
# it cannot be initialised twice. One entry holds the first module that was made of the file.
_loaded: dict[_Identity, ModuleType] = {}
# one thread at a time makes the first module of a file, over all engines
_locks = ModuleLocks()


def _identity(fullname: str, path: str) -> _Identity:
    status = os.stat(path)
    return status.st_dev, status.st_ino, fullname


class ExtensionLoader(ExtensionFileLoader):
    """An extension file's loader.

    In an engine, a file that the process has loaded already is shared, the same module object;
    another file, another version for instance, is loaded for the engine alone (ie-0001 X1).
    Its C code runs with the engine's state substituted for the process-global one.
    """

    def __init__(self, fullname: str, path: str, engine: EngineState | None = None) -> None:
        super().__init__(fullname, path)
        self.engine = engine_or_default(engine)
        self._claim = ExitStack()
        self._shared: tuple[ModuleType, ModuleSpec | None] | None = None

    def __eq__(self, other: object) -> bool:
        # the base class compares all attributes, which here are more than what it is for
        if not isinstance(other, ExtensionLoader):
            return NotImplemented
        return (self.name, self.path, self.engine) == (other.name, other.path, other.engine)

    def __hash__(self) -> int:
        return hash((self.name, self.path))

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Create the module, or return the one that the process has of this file."""
        if self.engine is default_engine():
            return super().create_module(spec)
        # on a deadlock, the thread that makes this module waits for us: C code has the say
        with suppress(DeadlockError):
            self._claim.enter_context(_locks.loading(_identity(self.name, self.path)))
        known = _already_loaded(self.name, self.path)
        if known is not None:
            self._claim.close()
            self._shared = known, namespace_of(known).get("__spec__")
            return known
        with ExitStack() as on_failure:
            on_failure.push(self._claim)
            with self.engine.substituted():
                module = super().create_module(spec)
            on_failure.pop_all()
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module; a shared one has been, and gets its own spec back."""
        if self._shared is not None and self._shared[0] is module:
            module.__spec__ = self._shared[1]
            return
        with self._claim, self.engine.substituted():
            super().exec_module(module)
            if self.engine is not default_engine():
                first = _loaded.setdefault(_identity(self.name, self.path), module)
                if first is not module:
                    # made meanwhile by the thread that waited for this one
                    self.engine.modules[self.name] = first
        # the module is kept for good, and this loader with it; the engine need not be
        self.engine = default_engine()

    if sys.version_info < (3, 15):

        def load_module(self, fullname: str | None = None) -> ModuleType:
            """Load by the name alone, into the engine (PEP 302; until CPython 3.14)."""
            with self.engine.substituted():
                return super().load_module(fullname)

    def __del__(self) -> None:
        # where the module was created and never executed
        self._claim.close()


def _already_loaded(fullname: str, path: str) -> ModuleType | None:
    known = _loaded.get(_identity(fullname, path))
    if known is not None:
        return known
    host = sys.modules.get(fullname)
    origin = getattr(namespace_of(host).get("__spec__"), "origin", None)
    if isinstance(origin, str) and os.path.exists(origin) and os.path.samefile(origin, path):
        return host
    return None
