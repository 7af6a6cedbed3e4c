"""Fixtures for the unit tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture
def host(host_unchanged: None) -> Iterator[pytest.MonkeyPatch]:
    """Let a test change the host's import state in place; all of it is back afterwards."""
    loaded = dict(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("path", "meta_path", "path_hooks"):
            patch.setattr(sys, name, list(getattr(sys, name)))
        patch.setattr(sys, "path_importer_cache", dict(sys.path_importer_cache))
        yield patch
        for fullname in sys.modules.keys() - loaded.keys():
            del sys.modules[fullname]
