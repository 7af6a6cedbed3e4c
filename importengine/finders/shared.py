"""Find what an engine shares, where the search has come to its end."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from importengine._standard_library import STANDARD_LIBRARY_DIRECTORIES
from importengine._state import engine_or_default
from importengine.abc import EngineState


__all__ = ["SharedFinder"]


class SharedFinder(MetaPathFinder):
    """A meta path finder for shared names that nothing before it has found.

    What else is in the folders of the standard library loads privately: a module that is not
    offered any more, because the engine has had it and dropped it (ie-0001 S4), and what
    `sys.stdlib_module_names` leaves out, such as `test`.
    """

    def __init__(self, engine: EngineState | None = None) -> None:
        self.engine = engine_or_default(engine)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return the spec that shares the top-level module `fullname`, or None."""
        if path is not None:
            return None
        shared = self.engine.shared_spec(fullname)
        if shared is not None:
            return shared
        return PathFinder.find_spec(fullname, STANDARD_LIBRARY_DIRECTORIES, target)
