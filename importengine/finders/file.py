"""Find modules in a directory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import machinery
from importlib.machinery import ModuleSpec
from stat import S_ISREG
from types import ModuleType
from typing import Any

from importengine._directories import NOTHING, directory, known
from importengine._interpreter import bootstrap_external
from importengine._kept_code import kept_bytecode_path
from importengine._state import default_engine, engine_or_default
from importengine.abc import EngineState
from importengine.loaders.bound import bound_loader


__all__ = ["FileFinder"]

_FILES_MAY_BE_RELAXED = sys.platform.startswith(bootstrap_external._CASE_INSENSITIVE_PLATFORMS)


class FileFinder(machinery.FileFinder):
    """A path entry finder for a directory.

    `loader_details` are pairs of a loader, called with a fullname and a path, and the suffixes
    that it is for; by default extensions, source and bytecode, loaded for the engine. What is in
    the directory is read again when its modification time has changed, as by its base.
    """

    # the base's own
    _loaders: list[tuple[str, Any]]
    _path_mtime: float
    _path_cache: set[str]

    _found = NOTHING

    def __init__(
        self, path: str, *loader_details: tuple[Any, list[str]], engine: EngineState | None = None
    ) -> None:
        self.engine = engine_or_default(engine)
        self.has_details = bool(loader_details)
        super().__init__(path, *(loader_details or _default_details(self.engine)))
        # where nobody is to see the base's work, and each file has the case of its name
        self._is_direct = type(self) is FileFinder and not (
            self.has_details
            or self.engine is default_engine()
            or _FILES_MAY_BE_RELAXED
            or sys.flags.verbose
        )

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

    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return the spec of the module in this directory, or None; contract of the base."""
        tail = fullname.rpartition(".")[2]
        if not self._is_direct or os.sep in tail:
            return super().find_spec(fullname, target)
        self._look_again()
        if tail not in self._found.stems:
            return None
        if tail in self._path_cache:
            # a package, or a portion of one
            return super().find_spec(fullname, target)
        for suffix, loader_class in self._loaders:
            if tail + suffix in self._path_cache:
                path = f"{self.path.rstrip(os.sep)}{os.sep}{tail}{suffix}"
                if _is_file(path):
                    return self._get_spec(loader_class, fullname, path, None, target)
        return None

    def _look_again(self) -> None:
        """Read what is in the directory, if it has changed."""
        try:
            status = os.stat(self.path)
        except OSError:
            self._found, self._path_mtime = NOTHING, -1
        else:
            # or where the base has read it
            if status.st_mtime != self._path_mtime or self._path_cache is not self._found.names:
                self._found, self._path_mtime = directory(self.path, status), status.st_mtime
        self._path_cache = self._found.names

    def _get_spec(
        self,
        loader_class: Any,
        fullname: str,
        path: str,
        smsl: Sequence[str] | None,
        target: ModuleType | None,
    ) -> ModuleSpec:
        if not self._is_direct:
            made: ModuleSpec = super()._get_spec(  # type: ignore[misc] # a private name
                loader_class, fullname, path, smsl, target
            )
            return made
        # what importlib.util.spec_from_file_location does for a full path
        spec = ModuleSpec(fullname, loader_class(fullname, path), origin=path)
        spec.has_location = True
        spec.submodule_search_locations = None if smsl is None else list(smsl)
        spec.cached = kept_bytecode_path(path)
        return spec

    def invalidate_caches(self) -> None:
        """Read what is in the directory again, whatever its modification time."""
        super().invalidate_caches()
        known.forget(self.path)


def _is_file(path: str) -> bool:
    try:
        return S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _default_details(engine: EngineState) -> list[tuple[Any, list[str]]]:
    return [
        (bound_loader(engine, machinery.ExtensionFileLoader), machinery.EXTENSION_SUFFIXES),
        (bound_loader(engine, machinery.SourceFileLoader), machinery.SOURCE_SUFFIXES),
        (bound_loader(engine, machinery.SourcelessFileLoader), machinery.BYTECODE_SUFFIXES),
    ]
