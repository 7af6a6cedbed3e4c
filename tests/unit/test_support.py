"""The test support must itself be right: a blind `host_unchanged` would hide any leak."""

from __future__ import annotations

import builtins
import colorsys
import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from tests.support import HostState, TreeBuilder


def test_tree_dedents_text_and_makes_folders(tree: TreeBuilder) -> None:
    root = tree(
        {
            "pkg/__init__.py": """
                if True:
                    x = 1
            """,
            "empty/": "",
        }
    )
    assert (root / "pkg/__init__.py").read_text() == "\nif True:\n    x = 1\n"
    assert (root / "empty").is_dir()


def add_module(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(sys.modules, "no_such_module", ModuleType("no_such_module"))


def remove_module(patch: pytest.MonkeyPatch) -> None:
    patch.delitem(sys.modules, "colorsys")


def replace_module(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(sys.modules, "colorsys", ModuleType(colorsys.__name__))


def replace_path(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sys, "path", list(sys.path))


def add_path(patch: pytest.MonkeyPatch) -> None:
    patch.syspath_prepend("/nowhere")


def add_finder(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sys, "meta_path", [*sys.meta_path, object()])


def add_cached_path(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(sys.path_importer_cache, "/nowhere", None)


def replace_import(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(builtins, "__import__", lambda *_: None)


def add_builtin(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(builtins, "no_such_builtin", 1, raising=False)


@pytest.mark.parametrize(
    "change",
    [
        add_module,
        remove_module,
        replace_module,
        replace_path,
        add_path,
        add_finder,
        add_cached_path,
        replace_import,
        add_builtin,
    ],
)
def test_host_state_notices(change: Callable[[pytest.MonkeyPatch], None]) -> None:
    before = HostState.take()
    with pytest.MonkeyPatch.context() as patch:
        change(patch)
        later = HostState.take()
    assert list(before.differences(later)) != []


def test_host_state_allows_new_standard_library_modules() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "colorsys")
        before = HostState.take()
    assert list(before.differences(HostState.take())) == []
