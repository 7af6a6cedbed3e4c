"""Load an extension module, whose C code sees nothing but the process-global import state."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, suppress
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from types import ModuleType
from weakref import ref

from importengine._locks import DeadlockError, ModuleLocks
from importengine._namespace import namespace_of
from importengine._state import default_engine, engine_or_default, exact_name
from importengine.abc import EngineState


__all__ = ["ExtensionLoader"]

_Identity = tuple[int, int, str]

# every extension file that an engine has loaded, for good: C code is never unloaded, and most of
# it cannot be initialised twice. One entry holds the first module that was made of the file.
_loaded: dict[_Identity, ModuleType] = {}
# one thread at a time makes the first module of a file, over all engines
_locks = ModuleLocks()


class ExtensionLoader(ExtensionFileLoader):
    """An extension file's loader.

    In an engine, a file that the process has loaded already is shared, the same module object;
    another file, another version for instance, is loaded for the engine alone (ie-0001 X1).
    Its C code runs with the engine's state substituted for the process-global one.
    """

    def __init__(self, fullname: str, path: str, engine: EngineState | None = None) -> None:
        super().__init__(fullname, path)
        # the module is kept for good, and this loader with it; the engine need not be
        self._engine = ref(engine_or_default(engine))
        self._claim = ExitStack()
        self._shared: tuple[ModuleType, ModuleSpec | None] | None = None

    @property
    def engine(self) -> EngineState:
        """The engine that the module is loaded for; `sysengine` where that is gone."""
        return self._engine() or default_engine()

    def __eq__(self, other: object) -> bool:
        # the base class compares all attributes, which here are more than what it is for
        if not isinstance(other, ExtensionLoader):
            return NotImplemented
        return (self.name, self.path, self.engine) == (other.name, other.path, other.engine)

    def __hash__(self) -> int:
        return hash((self.name, self.path))

    def _identity(self) -> _Identity:
        status = os.stat(self.path)
        # engines with prefixes of their own share a file too
        return status.st_dev, status.st_ino, exact_name(self.engine.modules, self.name)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Create the module, or return the one that the process has of this file."""
        if self.engine is default_engine():
            return super().create_module(spec)
        # on a deadlock, the thread that makes this module waits for us: C code has the say
        with suppress(DeadlockError):
            self._claim.enter_context(_locks.loading(self._identity()))
        known = _already_loaded(self._identity(), self.path)
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
                first = _loaded.setdefault(self._identity(), module)
                if first is not module:
                    # made meanwhile by the thread that waited for this one
                    self.engine.modules[self.name] = first

    if sys.version_info < (3, 15):

        def load_module(self, fullname: str | None = None) -> ModuleType:
            """Load by the name alone, into the engine (PEP 302; until CPython 3.14)."""
            with self.engine.substituted():
                return super().load_module(fullname)

    def __del__(self) -> None:
        # where the module was created and never executed
        self._claim.close()


def _already_loaded(identity: _Identity, path: str) -> ModuleType | None:
    known = _loaded.get(identity)
    if known is not None:
        return known
    host = sys.modules.get(identity[-1])
    origin = getattr(namespace_of(host).get("__spec__"), "origin", None)
    if isinstance(origin, str) and os.path.exists(origin) and os.path.samefile(origin, path):
        return host
    return None
