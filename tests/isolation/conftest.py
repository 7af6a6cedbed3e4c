"""Every isolation test ends with the interpreter's import state as it was."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest


HostImport = Callable[..., list[ModuleType]]


@pytest.fixture(autouse=True)
def _host_stays_as_it_was(host_unchanged: None) -> None:
    """Ask for the check in every test of this folder."""


@pytest.fixture
def import_in_host() -> Iterator[HostImport]:
    """Import modules in the host: `import_in_host(folder, "a", "a.b")`; undone at the end.

    Undone is exactly what was asked for, so that anything else left behind is noticed.
    """
    path = sys.path[:]
    asked: list[str] = []
    folders: list[str] = []

    def import_(folder: Path, *names: str) -> list[ModuleType]:
        sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
        folders.append(str(folder))
        asked.extend(names)
        return [importlib.import_module(name) for name in names]

    yield import_
    sys.path[:] = path
    for name in asked:
        sys.modules.pop(name, None)
    for entry in list(sys.path_importer_cache):
        if entry.startswith(tuple(folders)):
            del sys.path_importer_cache[entry]
