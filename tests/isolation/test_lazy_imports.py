"""Lazy imports (PEP 810) are done in their engine and touch nobody else's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.child import run_in_child
from tests.isolation.conftest import HostImport
from tests.isolation.threads import in_threads
from tests.support import TreeBuilder


pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 15), reason="PEP 810, Specification: new syntax in 3.15"
)

WHERE = "where = __file__.split('/')[-{up}]"
FILES = {
    "main.py": """
        lazy import helper
        lazy import helper as other_name
        lazy import a.b
        lazy import a.c as c
        lazy from a import d
        lazy from helper import where

        def uses():
            return [helper.where, other_name.where, a.b.where, c.where, d.where, where]
        """,
    "package.py": "lazy import a.b",
    "helper.py": WHERE.format(up=2),
    "a/__init__.py": WHERE.format(up=3),
    "a/b.py": WHERE.format(up=3),
    "a/c.py": WHERE.format(up=3),
    "a/d.py": WHERE.format(up=3),
}
LOADED = ["a", "a.b", "a.c", "a.d", "helper"]


@pytest.fixture
def folders(tree: TreeBuilder) -> Path:
    """Return the folder of "host", "one" and "two", each with the same modules."""
    parts = ("host", "one", "two")
    return tree({f"{part}/{name}": text for part in parts for name, text in FILES.items()})


def host_lazy_modules() -> set[str]:
    names: set[str] = sys.lazy_modules  # type: ignore[attr-defined]
    return names.copy()


@pytest.mark.parametrize("host_has", [[], ["helper", "a"], LOADED], ids=str)
def test_lazy_imports_are_done_in_their_engine(
    folders: Path, import_in_host: HostImport, host_has: list[str]
) -> None:
    import_in_host(folders / "host", *host_has)
    engines = {name: ImportEngine(path=[folders / name]) for name in ("one", "two")}
    mains = {name: engine.import_module("main") for name, engine in engines.items()}
    for name, main in mains.items():
        assert engines[name].modules.keys().isdisjoint(LOADED)
        assert main.uses() == [name] * 6
        assert {module.where for module in map(engines[name].modules.get, LOADED) if module} == {
            name
        }


def test_pending_imports_of_an_engine_are_unknown_to_the_host(folders: Path) -> None:
    before = host_lazy_modules()
    engine = ImportEngine(path=[folders / "one"])
    main = engine.import_module("main")
    assert host_lazy_modules() == before
    main.uses()
    assert host_lazy_modules() == before


def test_a_package_of_the_host_has_no_pending_submodule_of_an_engine(
    folders: Path, import_in_host: HostImport
) -> None:
    [package] = import_in_host(folders / "host", "a")
    ImportEngine(path=[folders / "one"]).import_module("package")
    assert not hasattr(package, "b")
    assert "a.b" not in sys.modules


def test_a_package_of_another_engine_has_no_pending_submodule(folders: Path) -> None:
    one, two = (ImportEngine(path=[folders / part]) for part in ("one", "two"))
    one.import_module("package")
    assert not hasattr(two.import_module("a"), "b")
    assert "a.b" not in two.modules


# in a process of its own: the host's pending imports cannot be taken back
PENDING_IN_HOST = """
    import sys
    from importengine import ImportEngine

    sys.path.insert(0, sys.argv[1])
    import package
    assert "a.b" in sys.lazy_modules
    engine = ImportEngine(path=[sys.argv[2]])
    a = engine.import_module("a")
    print(package.a.b.where)
    print(engine.import_module("a.b").where, engine.import_module("main").uses())
"""


def test_pending_imports_of_the_host_do_not_hinder_an_engine(folders: Path) -> None:
    printed = run_in_child(PENDING_IN_HOST, folders / "host", folders / "one")
    assert printed.splitlines() == ["host", f"one {['one'] * 6}"]


def test_the_engine_tells_what_is_pending(folders: Path) -> None:
    engine = ImportEngine(path=[folders / "one"])
    assert engine.lazy_modules == set()
    main = engine.import_module("main")
    assert {"helper", "a.b", "a.c", "a.d"} <= engine.lazy_modules
    main.uses()
    assert engine.lazy_modules.isdisjoint(LOADED)


def test_lazy_modules_is_a_set_of_its_own(folders: Path) -> None:
    engine = ImportEngine(path=[folders / "one"])
    engine.import_module("package")
    engine.lazy_modules.clear()
    assert "a.b" in engine.lazy_modules


def test_a_filter_is_for_its_engine_alone(folders: Path) -> None:
    one, two = (ImportEngine(path=[folders / part]) for part in ("one", "two"))
    asked: list[Any] = []

    def refuse(*question: Any) -> bool:
        asked.append(question)
        return False

    one.lazy_imports_filter = refuse
    two.import_module("package")
    assert asked == []
    assert "a" not in two.modules
    one.import_module("package")
    assert asked == [("package", "a.b", None)]
    assert one.modules["a.b"].where == "one"


def test_lazy_imports_of_a_closed_engine_are_an_error_at_their_use(folders: Path) -> None:
    engine = ImportEngine(path=[folders / "one"])
    main = engine.import_module("main")
    engine.close()
    with pytest.raises(ImportError):
        main.uses()


def test_a_lazy_import_used_in_another_thread_is_its_engines(folders: Path) -> None:
    main = ImportEngine(path=[folders / "one"]).import_module("main")
    assert in_threads(*[main.uses] * 4) == [["one"] * 6] * 4
