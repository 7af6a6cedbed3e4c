"""Every test of this folder ends with the interpreter's import state as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.conftest import import_in_host
from tests.support import TreeBuilder


__all__ = ["Inside", "import_in_host", "inside"]

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
