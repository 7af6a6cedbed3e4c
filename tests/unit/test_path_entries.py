"""`add_path_entry` and `remove_path_entry`: the search and namespace packages follow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.support import TreeBuilder


@pytest.mark.parametrize("kind", [str, Path])
def test_an_added_entry_is_searched(
    tree: TreeBuilder, host_unchanged: None, kind: Callable[[Path], Any]
) -> None:
    root = tree({"one/a.py": "", "two/b.py": ""})
    engine = ImportEngine([root / "one"])
    engine.add_path_entry(kind(root / "two"))
    assert engine.path == [str(root / "one"), str(root / "two")]
    engine.import_module("b")


def test_an_entry_is_added_at_an_index(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"one/a.py": "x = 1", "two/a.py": "x = 2"})
    engine = ImportEngine([root / "one"])
    engine.add_path_entry(root / "two", 0)
    assert engine.import_module("a").x == 2


def test_an_entry_that_had_no_finder_gets_one_when_it_is_added(
    tree: TreeBuilder, tmp_path: Path, host_unchanged: None
) -> None:
    late = tmp_path / "late"
    engine = ImportEngine([late])
    assert engine.find_spec("a") is None
    engine.remove_path_entry(late)
    tree({"late/a.py": ""})
    engine.add_path_entry(late)
    assert engine.find_spec("a") is not None


def test_a_removed_entry_is_searched_no_more(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"one/a.py": "", "one/b.py": ""})
    engine = ImportEngine([root / "one"])
    a = engine.import_module("a")
    engine.remove_path_entry(root / "one")
    assert engine.path == []
    assert engine.path_importer_cache == {}
    assert engine.import_module("a") is a
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("b")


def test_removing_what_is_not_on_the_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not on the path of <ImportEngine 'test'>"):
        ImportEngine(name="test").remove_path_entry(tmp_path)


@pytest.mark.parametrize("entry", [b"x", 3])
def test_an_entry_that_is_not_text_is_refused(entry: Any) -> None:
    engine = ImportEngine()
    with pytest.raises(TypeError):
        engine.add_path_entry(entry)
    with pytest.raises(TypeError):
        engine.remove_path_entry(entry)
    assert engine.path == []


NAMESPACES = {
    "one/ns/a.py": "",
    "one/ns/deep/x.py": "",
    "two/ns/b.py": "",
    "two/ns/deep/y.py": "",
}


def test_a_loaded_namespace_package_gets_a_portion_of_an_added_entry(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree(NAMESPACES)
    engine = ImportEngine([root / "one"])
    engine.import_module("ns.deep.x")
    engine.add_path_entry(root / "two")
    assert list(engine.modules["ns"].__path__) == [
        str(root / f"{one}/ns") for one in ("one", "two")
    ]
    engine.import_module("ns.b")
    engine.import_module("ns.deep.y")


def test_a_loaded_namespace_package_loses_the_portion_of_a_removed_entry(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree(NAMESPACES)
    engine = ImportEngine([root / "one", root / "two"])
    engine.import_module("ns.deep.x")
    engine.remove_path_entry(root / "two")
    assert list(engine.modules["ns"].__path__) == [str(root / "one/ns")]
    assert list(engine.modules["ns.deep"].__path__) == [str(root / "one/ns/deep")]
    for name in ("ns.b", "ns.deep.y"):
        with pytest.raises(ModuleNotFoundError):
            engine.import_module(name)


def test_a_namespace_package_without_portions_is_empty(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree(NAMESPACES)
    engine = ImportEngine([root / "one"])
    package = engine.import_module("ns")
    engine.remove_path_entry(root / "one")
    assert list(package.__path__) == []


def test_a_regular_package_on_an_added_entry_takes_nothing_from_a_loaded_namespace_package(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({**NAMESPACES, "three/ns/__init__.py": ""})
    engine = ImportEngine([root / "one"])
    engine.import_module("ns")
    engine.add_path_entry(root / "three")
    assert engine.find_spec("ns.a") is not None
