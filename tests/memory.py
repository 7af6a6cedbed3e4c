"""A finder and a loader of PEP 451 that know nothing of engines, over texts in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from textwrap import dedent
from types import ModuleType


__all__ = ["MemoryFinder", "MemoryLoader"]


class MemoryFinder(MetaPathFinder):
    """A meta path finder for *sources*, fullname to text; one with submodules is a package."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return the spec of *fullname*, or None."""
        if fullname not in self.sources:
            return None
        return spec_from_loader(fullname, MemoryLoader(self.sources))


class MemoryLoader(InspectLoader):
    """The loader of `MemoryFinder`."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources

    def is_package(self, fullname: str) -> bool:
        """Say whether *fullname* has submodules."""
        return any(name.startswith(fullname + ".") for name in self.sources)

    def get_source(self, fullname: str) -> str:
        """Return the text of *fullname*."""
        return dedent(self.sources[fullname])
