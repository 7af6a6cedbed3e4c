"""Namespace packages (PEP 420) of an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from importengine import ImportEngine
from importengine.loaders import NamespacePath
from tests.support import TreeBuilder


FILES = {"one/ns/a.py": "", "two/ns/b.py": "", "one/ns/deep/x.py": "", "two/ns/deep/y.py": ""}


@pytest.fixture
def root(tree: TreeBuilder) -> Path:
    return tree(FILES)


@pytest.fixture
def engine(root: Path) -> ImportEngine:
    return ImportEngine([root / "one", root / "two"])


def test_portions_of_two_entries_are_one_package(
    engine: ImportEngine, root: Path, host_unchanged: None
) -> None:
    for name in ("ns.a", "ns.b", "ns.deep.x", "ns.deep.y"):
        engine.import_module(name)
    package = engine.modules["ns"]
    assert list(package.__path__) == [str(root / "one/ns"), str(root / "two/ns")]
    assert package.__spec__.origin is None
    assert getattr(package, "__file__", None) is None
    assert package.__spec__.loader is not None


def test_two_engines_have_portions_of_their_own(root: Path, host_unchanged: None) -> None:
    one, two = ImportEngine([root / "one"]), ImportEngine([root / "two"])
    one.import_module("ns.a")
    two.import_module("ns.b")
    with pytest.raises(ModuleNotFoundError):
        one.import_module("ns.b")


def test_a_regular_package_wins_over_portions_before_it(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({**FILES, "three/ns/__init__.py": "regular = True"})
    engine = ImportEngine([root / "one", root / "three"])
    assert engine.import_module("ns").regular


def test_the_path_follows_the_engine_s_path_edited_in_place(
    engine: ImportEngine, root: Path, host_unchanged: None
) -> None:
    second = engine.path.pop()
    engine.import_module("ns.deep")
    engine.path.append(second)
    engine.import_module("ns.b")
    engine.import_module("ns.deep.y")


def test_a_portion_created_later_is_found_after_invalidate_caches(
    engine: ImportEngine, tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"three/": ""})
    engine.path.append(str(root / "three"))
    package = engine.import_module("ns")
    assert len(package.__path__) == 2
    tree({"three/ns/c.py": ""})
    engine.invalidate_caches()
    assert len(package.__path__) == 3
    engine.import_module("ns.c")


def test_the_path_reads_as_a_list(engine: ImportEngine, root: Path, host_unchanged: None) -> None:
    path = engine.import_module("ns").__path__
    portions = [str(root / "one/ns"), str(root / "two/ns")]
    assert isinstance(path, NamespacePath)
    assert [path[0], path[1]] == portions == path[:]
    assert portions[0] in path
    assert "elsewhere" not in path
    # without the underscore since 3.15
    assert repr(path).removeprefix("_") == f"NamespacePath({portions!r})"
    path.append("elsewhere")
    path[0] = "other"
    assert list(path) == ["other", portions[1], "elsewhere"]


def test_resources_of_a_namespace_package_are_read(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree(
        {
            "ns/data.txt": "text",
            "a.py": """
                from importlib import resources
                import ns
                text = resources.files("ns").joinpath("data.txt").read_text()
            """,
        }
    )
    assert ImportEngine([root]).import_module("a").text == "text"
