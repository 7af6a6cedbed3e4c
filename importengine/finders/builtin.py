"""Find modules that are compiled into the interpreter."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import BuiltinImporter, ModuleSpec
from types import ModuleType

from importengine._state import engine_or_default
from importengine.abc import EngineState
from importengine.loaders.builtin import BuiltinLoader


__all__ = ["BuiltinFinder"]


class BuiltinFinder(MetaPathFinder):
    """A meta path finder for builtin modules; shared ones are taken from their donor."""

    def __init__(self, engine: EngineState | None = None) -> None:
        self.engine = engine_or_default(engine)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return the spec of the builtin module `fullname`, or None."""
        spec = BuiltinImporter.find_spec(fullname, path, target)
        if spec is None:
            return None
        shared = self.engine.shared_spec(fullname)
        if shared is not None:
            return shared
        spec.loader = BuiltinLoader(self.engine)
        return spec
