"""Load from a zip archive, for one engine."""

from __future__ import annotations

import sys
import zipimport
from types import ModuleType
from typing import Any

from importengine._load import give_builtins, load, reexecute
from importengine._state import engine_or_default
from importengine.abc import EngineState


__all__ = ["ArchiveImporter"]


class ArchiveImporter(zipimport.zipimporter):
    """A zip archive's path entry finder and loader; ZipImportError for any other path."""

    def __init__(self, path: str, engine: EngineState | None = None) -> None:
        super().__init__(path)
        self.engine = engine_or_default(engine)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module with the engine's builtins."""
        give_builtins(module, self.engine.builtins_for_code())
        super().exec_module(module)

    if sys.version_info < (3, 15):

        def load_module(self, fullname: str) -> Any:
            """Load by the name alone, into the engine (PEP 302; until CPython 3.14)."""
            spec = self.find_spec(fullname)
            if spec is None:
                msg = f"can't find module {fullname!r}"
                raise zipimport.ZipImportError(msg, name=fullname)
            engine = self.engine
            present = engine.modules.get(fullname)
            if present is None:
                return load(engine, spec, engine.builtins_for_code())
            return reexecute(engine, spec, present, engine.builtins_for_code())
