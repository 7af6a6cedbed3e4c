"""Find modules on a search path, by path hooks, importer cache and path entry finders."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any

from importengine._directories import known
from importengine._interpreter import bootstrap_external
from importengine._standard_library import STANDARD_LIBRARY_DIRECTORIES
from importengine._state import MISSING, engine_or_default
from importengine.abc import EngineState
from importengine.loaders.namespace import NamespacePath


__all__ = ["PathFinder"]


_HAS_LEGACY_FINDERS = sys.version_info < (3, 12)


class PathFinder(MetaPathFinder):
    """A meta path finder for the engine's `path` and for the `__path__` of packages.

    Contract of importlib's PathFinder over the engine's `path_hooks` and `path_importer_cache`.
    Where the search comes to a standard library directory, or has found nothing but portions of a
    namespace package, a shared top-level name is taken from its donor (ie-0001 S2).
    """

    def __init__(self, engine: EngineState | None = None) -> None:
        self.engine = engine_or_default(engine)
        self._epoch = 0
        # by these, which they may delete, backports of importlib.metadata know the interpreter's
        # own finder, which theirs replaces
        self.__module__ = bootstrap_external.PathFinder.__module__
        self.find_distributions = self._find_distributions

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return the spec of `fullname`, searched on `path` (None: the engine's), or None."""
        offers_shared = path is None
        search_path = self.engine.path if path is None else path
        portions: list[str] = []
        for entry in search_path:
            if offers_shared and entry in STANDARD_LIBRARY_DIRECTORIES:
                shared = self.engine.shared_spec(fullname)
                if shared is not None:
                    return shared
            finder = self.finder_for(entry)
            spec = None if finder is None else _ask(finder, fullname, target)
            if spec is None:
                continue
            if spec.loader is not None:
                return spec
            if spec.submodule_search_locations is None:
                msg = "spec missing loader"
                raise ImportError(msg)
            portions.extend(spec.submodule_search_locations)
        if not portions:
            return None
        # what has a loader wins over a namespace package, wherever on the path it is
        shared = self.engine.shared_spec(fullname) if offers_shared else None
        return self._namespace_spec(fullname, portions) if shared is None else shared

    def _namespace_spec(self, fullname: str, portions: list[str]) -> ModuleSpec:
        spec = ModuleSpec(fullname, None)
        spec.submodule_search_locations = NamespacePath(
            fullname, portions, self._find_portions, lambda: self._epoch, self.engine
        )
        return spec

    def _find_portions(self, fullname: str, path: Sequence[str]) -> ModuleSpec | None:
        return self.find_spec(fullname, path)

    def finder_for(self, entry: object) -> Any:
        """Return the finder of `entry` from the importer cache, made by a path hook if need be.

        None where there is none, and for an entry that is no text.
        """
        if not isinstance(entry, str):
            return None
        if entry == "":
            try:
                # not cached as "": the working directory changes
                entry = os.getcwd()
            except (FileNotFoundError, PermissionError):
                return None
        cache = self.engine.path_importer_cache
        finder = cache.get(entry, MISSING)
        if finder is MISSING:
            finder = cache[entry] = self.make_finder(entry)
        return finder

    def make_finder(self, entry: str) -> Any:
        """Return the finder that the first fitting path hook makes of `entry`, or None."""
        hooks = self.engine.path_hooks
        if not hooks:
            warnings.warn("sys.path_hooks is empty", ImportWarning, stacklevel=2)
        for hook in hooks:
            try:
                return hook(entry)
            except ImportError:
                continue
        return None

    def invalidate_caches(self) -> None:
        """Let every path entry finder look again; forget entries without one or relative ones."""
        known.clear()
        cache = self.engine.path_importer_cache
        for entry, finder in list(cache.items()):
            if finder is None or not os.path.isabs(entry):
                del cache[entry]
            elif hasattr(finder, "invalidate_caches"):
                finder.invalidate_caches()
        # namespace packages look for their portions again (bpo-45703)
        self._epoch += 1

    def discover(self, parent: ModuleSpec | None = None) -> Iterator[ModuleSpec]:
        """Return the specs of what is at the top level or in `parent` (CPython 3.15).

        ValueError for a parent that is no package; only what path entry finders discover.
        """
        path: Iterable[object] = self.engine.path
        if parent is not None:
            if parent.submodule_search_locations is None:
                msg = f"{parent} is not a package module"
                raise ValueError(msg)
            path = parent.submodule_search_locations
        for entry in set(path):
            finder = self.finder_for(entry)
            if hasattr(finder, "discover"):
                yield from finder.discover(parent)

    def _find_distributions(self, *args: Any, **kwargs: Any) -> Iterable[Any]:
        """Return the distributions on the engine's path, for its `importlib.metadata`."""
        metadata: Any = self.engine.import_module("importlib.metadata")
        found: Iterable[Any] = metadata.MetadataPathFinder.find_distributions(*args, **kwargs)
        return found


def _ask(finder: Any, fullname: str, target: ModuleType | None) -> ModuleSpec | None:
    if _HAS_LEGACY_FINDERS and not hasattr(finder, "find_spec"):
        return _ask_legacy(finder, fullname)
    spec: ModuleSpec | None = finder.find_spec(fullname, target)
    return spec


def _ask_legacy(finder: Any, fullname: str) -> ModuleSpec | None:
    """Ask a path entry finder of PEP 302, which CPython stopped doing in 3.12."""
    name = type(finder).__qualname__
    if hasattr(finder, "find_loader"):
        warnings.warn(
            f"{name}.find_spec() not found; falling back to find_loader()",
            ImportWarning,
            stacklevel=2,
        )
        loader, portions = finder.find_loader(fullname)
    else:
        warnings.warn(
            f"{name}.find_spec() not found; falling back to find_module()",
            ImportWarning,
            stacklevel=2,
        )
        loader, portions = finder.find_module(fullname), []
    if loader is not None:
        return spec_from_loader(fullname, loader)
    spec = ModuleSpec(fullname, None)
    spec.submodule_search_locations = portions
    return spec
