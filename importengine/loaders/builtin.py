"""Load a module that is compiled into the interpreter, for one engine."""

from __future__ import annotations

from importlib.abc import Loader
from importlib.machinery import BuiltinImporter, ModuleSpec
from types import ModuleType

from importengine._state import engine_or_default
from importengine.abc import EngineState


__all__ = ["BuiltinLoader"]


class BuiltinLoader(Loader):
    """Initialise a builtin module while the engine's state is in place.

    The initialisation of a single-phase module writes into the interpreter's modules dict, and
    on the second time returns what it finds there.
    """

    def __init__(self, engine: EngineState | None = None) -> None:
        self.engine = engine_or_default(engine)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Create the module."""
        with self.engine.substituted():
            return BuiltinImporter.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module."""
        with self.engine.substituted():
            BuiltinImporter.exec_module(module)

    def get_code(self, fullname: str) -> None:
        """Return None, as there is no code object."""
        BuiltinImporter.get_code(fullname)

    def get_source(self, fullname: str) -> None:
        """Return None, as there is no source."""
        BuiltinImporter.get_source(fullname)

    def is_package(self, fullname: str) -> bool:
        """Return False, as builtin modules are never packages."""
        return BuiltinImporter.is_package(fullname)
