"""Find modules in a directory."""

from __future__ import annotations

from collections.abc import Callable
from importlib import machinery
from typing import Any

from importengine._state import engine_or_default
from importengine.abc import EngineState
from importengine.loaders.bound import bound_loader


__all__ = ["FileFinder"]


class FileFinder(machinery.FileFinder):
    """A path entry finder for a directory.

    `loader_details` are pairs of a loader, called with a fullname and a path, and the suffixes
    that it is for; by default extensions, source and bytecode, loaded for the engine.
    """

    def __init__(
        self, path: str, *loader_details: tuple[Any, list[str]], engine: EngineState | None = None
    ) -> None:
        self.engine = engine_or_default(engine)
        self.has_details = bool(loader_details)
        super().__init__(path, *(loader_details or _default_details(self.engine)))

    @classmethod
    def path_hook(
        cls, *loader_details: tuple[Any, list[str]], engine: EngineState | None = None
    ) -> Callable[[str], FileFinder]:
        """Return a path hook that makes a finder of a directory, ImportError for anything else."""
        check = machinery.FileFinder.path_hook(*loader_details)

        def path_hook_for_file_finder(path: str) -> FileFinder:
            check(path)
            return cls(path, *loader_details, engine=engine)

        return path_hook_for_file_finder


def _default_details(engine: EngineState) -> list[tuple[Any, list[str]]]:
    return [
        (bound_loader(engine, machinery.ExtensionFileLoader), machinery.EXTENSION_SUFFIXES),
        (bound_loader(engine, machinery.SourceFileLoader), machinery.SOURCE_SUFFIXES),
        (bound_loader(engine, machinery.SourcelessFileLoader), machinery.BYTECODE_SUFFIXES),
    ]
