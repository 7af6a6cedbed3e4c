"""Namespace packages and `importlib.util.LazyLoader` look at the engine (trap 10)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from importengine import ImportEngine
from tests.isolation.conftest import HostImport
from tests.support import TreeBuilder


def test_the_portions_follow_the_engines_path(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    root = tree({f"{part}/space/{part}.py": "" for part in ("one", "two", "host")})
    import_in_host(root / "host", "space")
    engine = ImportEngine(path=[root / "one"])
    space = engine.import_module("space")
    assert list(space.__path__) == [str(root / "one" / "space")]
    engine.path.append(str(root / "two"))
    assert engine.import_module("space.two") is space.two
    assert list(space.__path__) == [str(root / "one" / "space"), str(root / "two" / "space")]
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("space.host")


def test_the_portions_do_not_follow_the_hosts_path(
    tree: TreeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"one/space/one.py": "", "host/space/more.py": ""})
    engine = ImportEngine(path=[root / "one"])
    space = engine.import_module("space")
    monkeypatch.setattr(sys, "path", [str(root / "host"), *sys.path])
    assert list(space.__path__) == [str(root / "one" / "space")]


def test_a_nested_one_follows_its_parent_in_the_engine(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    root = tree({f"{part}/space/inner/{part}.py": "" for part in ("one", "two", "host")})
    import_in_host(root / "host", "space", "space.inner")
    engine = ImportEngine(path=[root / "one"])
    inner = engine.import_module("space.inner")
    engine.path.append(str(root / "two"))
    assert engine.import_module("space.inner.two") is inner.two
    assert list(inner.__path__) == [str(root / part / "space" / "inner") for part in ("one", "two")]


def test_one_that_importlib_inside_has_found_is_the_engines(tree: TreeBuilder) -> None:
    root = tree({"one/space/inner/one.py": "", "two/space/inner/two.py": ""})
    finds = "import importlib.util\nspec = importlib.util.find_spec('space.inner')"
    tree({"one/main.py": finds})
    engine = ImportEngine(path=[root / "one"])
    locations = engine.import_module("main").spec.submodule_search_locations
    engine.path.append(str(root / "two"))
    assert len(list(locations)) == 2
    assert "space" not in sys.modules


LAZILY = """
    import importlib.util, sys
    def lazily(name):
        spec = importlib.util.find_spec(name)
        spec.loader = importlib.util.LazyLoader(spec.loader)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module
    helper = lazily('helper')
    """


@pytest.fixture
def lazy_root(tree: TreeBuilder, import_in_host: HostImport) -> Path:
    text = "import helped\nvalue = 1"
    root = tree({"main.py": LAZILY, "helper.py": text, "helped.py": ""})
    tree({"host/helper.py": text, "host/helped.py": ""})
    import_in_host(root / "host", "helper", "helped")
    return root


def test_a_lazily_loaded_module_is_executed_on_first_use_in_its_engine(lazy_root: Path) -> None:
    engine = ImportEngine(path=[lazy_root])
    helper = engine.import_module("main").helper
    assert "helped" not in engine.modules
    assert helper.value == 1
    assert helper.helped is engine.modules["helped"]
    assert helper is engine.modules["helper"] is not sys.modules["helper"]


def test_it_notices_a_substitution_in_the_engine(lazy_root: Path) -> None:
    engine = ImportEngine(path=[lazy_root])
    helper = engine.import_module("main").helper
    engine.modules["helper"] = None
    with pytest.raises(ValueError, match="during a lazy load"):
        helper.value  # noqa: B018
