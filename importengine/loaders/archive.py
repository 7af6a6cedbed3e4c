"""Load from a zip archive, for one engine."""

from __future__ import annotations

import sys
import zipimport
from types import ModuleType

from importengine._state import engine_or_default
from importengine.abc import EngineState


__all__ = ["ArchiveImporter"]


class ArchiveImporter(zipimport.zipimporter):
    """A zip archive's path entry finder and loader; ZipImportError for any other path."""

    def __init__(self, path: str, engine: EngineState | None = None) -> None:
        super().__init__(path)
        self.engine = engine_or_default(engine)

    if sys.version_info < (3, 15):

        def load_module(self, fullname: str) -> ModuleType:
            """Load by the name alone, into the engine (PEP 302; until CPython 3.14)."""
            with self.engine.substituted():
                return super().load_module(fullname)
