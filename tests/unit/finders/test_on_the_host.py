"""Finders and loaders without an engine work for the host, on the real `sys`."""

from __future__ import annotations

import builtins
import importlib
import sys
from typing import Any

import pytest

from importengine.finders import (
    BuiltinFinder,
    FileFinder,
    FrozenFinder,
    PathFinder,
    SharedFinder,
)
from tests.support import TreeBuilder


FILES = {"onh_a.py": "import onh_ns.b", "one/onh_ns/b.py": "", "two/onh_ns/c.py": ""}


def is_of_host(module: Any) -> bool:
    return module.__builtins__ in (builtins, vars(builtins))


@pytest.mark.parametrize("by_host", [True, False])
def test_the_host_imports_by_a_path_finder_and_a_path_hook(
    tree: TreeBuilder, host: pytest.MonkeyPatch, by_host: bool
) -> None:
    root = tree(FILES)
    sys.path_importer_cache.clear()
    if by_host:
        sys.path_hooks[:] = [FileFinder.path_hook()]
    else:
        sys.meta_path[:] = [BuiltinFinder(), FrozenFinder(), PathFinder(), SharedFinder()]
    sys.path[:] = [str(root), str(root / "one"), str(root / "two"), *sys.path]
    module = importlib.import_module("onh_a")
    assert is_of_host(module)
    assert sys.modules["onh_ns.b"] is module.onh_ns.b
    importlib.import_module("onh_ns.c")
    expected = importlib.machinery.FileFinder if not by_host else FileFinder
    assert isinstance(sys.path_importer_cache[str(root)], expected)


def test_the_host_imports_builtin_and_frozen_modules_by_ours(host: pytest.MonkeyPatch) -> None:
    sys.meta_path[:] = [BuiltinFinder(), FrozenFinder(), PathFinder(), SharedFinder()]
    for name in ("xxsubtype", "__hello__", "this"):
        if name == "xxsubtype" and name not in sys.builtin_module_names:
            continue
        sys.modules.pop(name, None)
        assert importlib.import_module(name).__name__ == name
    importlib.invalidate_caches()
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("absent_from_host")


def test_a_namespace_package_of_the_host_follows_its_path(
    tree: TreeBuilder, host: pytest.MonkeyPatch
) -> None:
    root = tree(FILES)
    sys.meta_path[:] = [PathFinder()]
    sys.path.append(str(root / "one"))
    package: Any = importlib.import_module("onh_ns")
    sys.path.append(str(root / "two"))
    assert list(package.__path__) == [str(root / "one/onh_ns"), str(root / "two/onh_ns")]


def test_a_path_hook_is_for_directories_only(tree: TreeBuilder) -> None:
    root = tree({"a.py": ""})
    hook = FileFinder.path_hook()
    assert hook(str(root)).path == str(root)
    with pytest.raises(ImportError):
        hook(str(root / "a.py"))


def test_loader_details_replace_the_default_ones(tree: TreeBuilder) -> None:
    root = tree({"a.py": "", "b.plugin": "x = 1"})
    loader = importlib.machinery.SourceFileLoader
    finder = FileFinder.path_hook((loader, [".plugin"]))(str(root))
    assert finder.find_spec("a") is None
    spec = finder.find_spec("b")
    assert spec is not None
    assert type(spec.loader) is loader
