"""Load Python source, by way of `__pycache__` as CPython does."""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType

from importengine._load import give_builtins
from importengine._state import engine_or_default
from importengine.abc import EngineState


__all__ = ["SourceLoader"]


class SourceLoader(SourceFileLoader):
    """A source file's loader.

    Reads and writes bytecode exactly as its base does: by mtime and size or by hash, checked or
    unchecked (PEP 552), silently without where it cannot be written, and not at all with
    `sys.dont_write_bytecode`.
    """

    def __init__(self, fullname: str, path: str, engine: EngineState | None = None) -> None:
        super().__init__(fullname, path)
        self.engine = engine_or_default(engine)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module with the engine's builtins."""
        give_builtins(module, self.engine.builtins_for_code())
        super().exec_module(module)

    if sys.version_info < (3, 15):

        def load_module(self, fullname: str | None = None) -> ModuleType:
            """Load by the name alone, into the engine (PEP 302; until CPython 3.14)."""
            with self.engine.substituted():
                return super().load_module(fullname)
