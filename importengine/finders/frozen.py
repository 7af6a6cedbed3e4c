"""Find modules that are frozen into the interpreter."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import FrozenImporter, ModuleSpec
from types import ModuleType

from importengine._state import engine_or_default
from importengine.abc import EngineState


__all__ = ["FrozenFinder"]


class FrozenFinder(MetaPathFinder):
    """A meta path finder for frozen modules; shared ones are taken from their donor."""

    def __init__(self, engine: EngineState | None = None) -> None:
        self.engine = engine_or_default(engine)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return the spec of the frozen module `fullname`, or None."""
        spec = FrozenImporter.find_spec(fullname, path, target)
        if spec is None:
            return None
        shared = self.engine.shared_spec(fullname)
        if shared is None:
            return spec
        shared.origin, shared.loader_state = spec.origin, spec.loader_state
        return shared
