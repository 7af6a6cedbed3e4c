"""What `import` uses in the host, remembered so that it can be compared."""

from __future__ import annotations

import builtins
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self


__all__ = ["HostState"]

STANDARD_LIBRARY = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))


@dataclass(frozen=True)
class HostState:
    """The import state of the interpreter at one moment."""

    modules: dict[str, object]
    identities: dict[str, object]
    lists: dict[str, list[object]]
    cached_paths: frozenset[str]

    @classmethod
    def now(cls) -> Self:
        """Remember the state as it is."""
        paths = frozenset(map(str, sys.path_importer_cache))
        return cls(dict(sys.modules), _identities(), _lists(), paths)

    def module_differences(self, later: HostState) -> Iterator[str]:
        """Yield what changed in `sys.modules`.

        Standard library modules that were added do not count: plugins share them with the host.
        """
        for name, module in self.modules.items():
            if later.modules.get(name) is not module:
                yield f"sys.modules[{name!r}] was replaced or removed"
        for name in later.modules.keys() - self.modules.keys():
            if name.partition(".")[0] not in sys.stdlib_module_names:
                yield f"sys.modules[{name!r}] was added"

    def path_differences(self, later: HostState) -> Iterator[str]:
        """Yield what changed in `sys.path`, the finders, the hooks and the finders' cache."""
        for name, value in self.lists.items():
            if later.lists[name] != value:
                yield f"sys.{name} has other content"
        for path in self.cached_paths ^ later.cached_paths:
            if not _in_standard_library(path):
                yield f"sys.path_importer_cache differs in {path!r}"

    def identity_differences(self, later: HostState) -> Iterator[str]:
        """Yield which of the objects that `import` goes through are no longer the same."""
        for name, value in self.identities.items():
            if later.identities[name] is not value:
                yield f"{name} is another object"


def _identities() -> dict[str, object]:
    names = ("modules", "path", "meta_path", "path_hooks", "path_importer_cache")
    objects: dict[str, object] = {f"sys.{name}": getattr(sys, name) for name in names}
    return {**objects, "builtins.__import__": builtins.__import__}


def _lists() -> dict[str, list[object]]:
    return {name: list(getattr(sys, name)) for name in ("path", "meta_path", "path_hooks")}


def _in_standard_library(path: str) -> bool:
    return path.startswith(STANDARD_LIBRARY) and "site-packages" not in path
