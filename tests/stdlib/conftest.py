"""Every test of this folder ends with the interpreter's import state as it was."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.conftest import HostImport, import_in_host
from tests.stdlib.processes import METHODS
from tests.support import TreeBuilder


__all__ = [
    "Beside",
    "Inside",
    "beside",
    "import_in_host",
    "in_host",
    "inside",
    "method",
    "untouched",
]

Beside = Callable[[Mapping[str, str]], None]
Inside = Callable[[Mapping[str, str]], Any]


@pytest.fixture(autouse=True)
def _host_stays_as_it_was(host_unchanged: None) -> None:
    """Ask for the check in every test of this folder."""


@pytest.fixture
def inside(tree: TreeBuilder, tmp_path: Path) -> Inside:
    """Write the files given and return the module `main` of a new engine over them.

    They are in a folder `plugin`, so that the host may have others of the same names.
    """

    def import_main(files: Mapping[str, str]) -> Any:
        tree({f"plugin/{name}": text for name, text in files.items()})
        return ImportEngine([tmp_path / "plugin"]).import_module("main")

    return import_main


@pytest.fixture(params=[False, True], ids=["absent in the host", "of the same names in the host"])
def in_host(request: pytest.FixtureRequest) -> bool:
    """Say whether the host has other modules of the same names: a test runs both ways."""
    return bool(request.param)


@pytest.fixture
def beside(tree: TreeBuilder, tmp_path: Path, import_in_host: HostImport, in_host: bool) -> Beside:
    """Import the modules given in the host, before the engine has its own, where `in_host` says so.

    `beside({"pkg/__init__.py": "", "pkg/sub.py": "x = 1"})`; undone at the end.
    """

    def import_others(files: Mapping[str, str]) -> None:
        if in_host:
            tree({f"host/{name}": text for name, text in files.items()})
            import_in_host(tmp_path / "host", *map(_fullname, files))

    return import_others


def _fullname(file: str) -> str:
    return ".".join(PurePosixPath(file.removesuffix("/__init__.py")).with_suffix("").parts)


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> object:
    """Put an object where a prompt keeps what it shows last; undone should it be written."""
    kept = object()
    monkeypatch.setattr(builtins, "_", kept, raising=False)
    return kept


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest) -> str:
    """Return a start method of `multiprocessing`."""
    return str(request.param)
