"""Fixtures for every test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support import HostState, TreeBuilder, build_tree


@pytest.fixture
def tree(tmp_path: Path) -> TreeBuilder:
    """Build files under tmp_path: `tree({"pkg/__init__.py": "x = 1"})` returns tmp_path."""

    def build(files: Mapping[str, str]) -> Path:
        return build_tree(tmp_path, files)

    return build


@pytest.fixture
def host_unchanged() -> Iterator[None]:
    """Fail the test if it leaves the interpreter's import state other than it was."""
    before = HostState.take()
    yield
    assert list(before.differences(HostState.take())) == []
