"""Load Python source, by way of `__pycache__` as CPython does."""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from operator import attrgetter
from types import CodeType, ModuleType

from importengine._kept_code import file_state, keep_code, kept_code
from importengine._load import give_builtins
from importengine._state import default_engine, engine_or_default
from importengine.abc import EngineState


__all__ = ["SourceLoader"]

# what a loader gets code by; somebody may have replaced it, to see or change the code of modules
_steps_of = attrgetter(
    "get_data", "path_stats", "set_data", "source_to_code", "_cache_bytecode", "get_filename"
)
_ATTRIBUTES = {"name", "path", "engine"}
_STEPS, _GET_CODE = _steps_of(SourceFileLoader), SourceFileLoader.get_code


class SourceLoader(SourceFileLoader):
    """A source file's loader.

    Reads and writes bytecode exactly as its base does: by mtime and size or by hash, checked or
    unchecked (PEP 552), silently without where it cannot be written, and not at all with
    `sys.dont_write_bytecode`. What an engine has read, others need not read again.
    """

    def __init__(self, fullname: str, path: str, engine: EngineState | None = None) -> None:
        super().__init__(fullname, path)
        self.engine = engine_or_default(engine)

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code of the module, from the file if need be; ImportError for another one."""
        if fullname != self.name or not self._reads_as_ever():
            return super().get_code(fullname)
        shared = self.engine.share_code
        code = kept_code(self.path, shared=shared)
        if code is None:
            source = file_state(self.path)
            code = super().get_code(fullname)
            if code is not None:
                keep_code(self.path, code, source, shared=shared)
        return code

    def _reads_as_ever(self) -> bool:
        """Say whether nobody wants to see how code is got, or to get other code."""
        return (
            self.engine is not default_engine()
            and SourceFileLoader.get_code is _GET_CODE
            and _steps_of(type(self)) == _STEPS
            and self.__dict__.keys() == _ATTRIBUTES
            and not sys.flags.verbose
        )

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module with the engine's builtins."""
        give_builtins(module, self.engine.builtins_for_code())
        super().exec_module(module)

    if sys.version_info < (3, 15):

        def load_module(self, fullname: str | None = None) -> ModuleType:
            """Load by the name alone, into the engine (PEP 302; until CPython 3.14)."""
            with self.engine.substituted():
                return super().load_module(fullname)
