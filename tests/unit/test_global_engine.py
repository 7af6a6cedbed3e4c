"""`sysengine`: the process's own import state, read and written live."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest

from importengine import (
    GlobalImportEngine,
    ImportEngine,
    ImportRefusedError,
    Policy,
    deny,
    sysengine,
)
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


STATE = ["modules", "path", "meta_path", "path_hooks", "path_importer_cache"]


def test_it_is_the_ready_instance_of_the_global_engine() -> None:
    assert type(sysengine) is GlobalImportEngine
    assert isinstance(sysengine, ImportEngine)
    assert repr(sysengine) == "<GlobalImportEngine 'sys'>"
    assert sysengine.is_global
    assert not ImportEngine.is_global


@pytest.mark.parametrize("name", STATE)
def test_its_state_is_that_of_sys(name: str) -> None:
    assert getattr(sysengine, name) is getattr(sys, name)


@pytest.mark.parametrize("name", STATE[1:])
def test_a_new_object_in_sys_is_seen_at_once(host: pytest.MonkeyPatch, name: str) -> None:
    new = type(getattr(sys, name))()
    host.setattr(sys, name, new)
    assert getattr(sysengine, name) is new


@pytest.mark.parametrize("name", STATE)
def test_assigning_writes_to_sys(host: pytest.MonkeyPatch, name: str) -> None:
    before = getattr(sys, name)
    new = before.copy()
    try:
        setattr(sysengine, name, new)
        assert getattr(sys, name) is new
    finally:
        setattr(sysengine, name, before)
    assert getattr(sys, name) is before


def test_it_has_everything_that_an_engine_has() -> None:
    names = [name for name in dir(ImportEngine()) if not name.startswith("_")]
    assert [name for name in names if not hasattr(sysengine, name)] == []


def test_it_imports_into_the_host(tree: TreeBuilder, host: pytest.MonkeyPatch) -> None:
    root = tree({"host_one.py": "import host_two", "host_two.py": "", "host_three.py": ""})
    sys.path.append(str(root))
    module = sysengine.import_module("host_one")
    assert sys.modules["host_one"] is module
    assert sys.modules["host_two"] is module.host_two
    assert sysengine.__import__("host_three") is sys.modules["host_three"]
    assert module.__builtins__ in (builtins, vars(builtins))


def test_it_asks_the_host_s_finders(host: pytest.MonkeyPatch) -> None:
    sys.meta_path.insert(0, MemoryFinder({"host_one": "x = 1", "host_one.sub": ""}))
    spec = sysengine.find_spec("host_one")
    assert spec is not None
    assert spec.name == "host_one"
    package = sysengine.__import__("host_one", fromlist=["sub", "x"])
    assert package.sub is sys.modules["host_one.sub"]
    assert sysengine.__import__("host_one.sub") is package


def test_it_reloads_in_the_host(host: pytest.MonkeyPatch) -> None:
    sources = {"host_one": "x = 1"}
    sys.meta_path.insert(0, MemoryFinder(sources))
    module = sysengine.import_module("host_one")
    sources["host_one"] = "x = 2"
    assert sysengine.reload(module).x == 2


def test_it_finds_a_missing_module_missing(host_unchanged: None) -> None:
    assert sysengine.find_spec("absent_from_host") is None
    with pytest.raises(ModuleNotFoundError):
        sysengine.import_module("absent_from_host")


def test_it_adds_and_removes_path_entries(tree: TreeBuilder, host: pytest.MonkeyPatch) -> None:
    root = tree({"one/host_ns/a.py": "", "two/host_ns/b.py": ""})
    sysengine.add_path_entry(root / "one", 0)
    assert sys.path[0] == str(root / "one")
    sysengine.import_module("host_ns.a")
    sysengine.add_path_entry(root / "two")
    sysengine.import_module("host_ns.b")
    sysengine.remove_path_entry(root / "two")
    sysengine.remove_path_entry(root / "one")
    assert str(root / "one") not in sys.path


def test_it_invalidates_the_host_s_caches(host: pytest.MonkeyPatch) -> None:
    class Counting(MemoryFinder):
        calls = 0

        def invalidate_caches(self) -> None:
            self.calls += 1

    counting = Counting({})
    sys.meta_path.append(counting)
    sysengine.invalidate_caches()
    assert counting.calls == 1


def test_it_runs_a_script_as_the_host_s_main(tree: TreeBuilder, host: pytest.MonkeyPatch) -> None:
    host.setitem(sys.modules, "__main__", sys.modules["__main__"])
    root = tree({"script.py": "x = 1"})
    names = sysengine.run_path(root / "script.py")
    assert names["x"] == 1
    assert vars(sys.modules["__main__"]) is names


def test_a_policy_covers_what_goes_through_it(host_unchanged: None) -> None:
    strict = GlobalImportEngine(name="strict", policy=Policy(deny("colorsys")))
    with pytest.raises(ImportRefusedError):
        strict.import_module("colorsys")
    assert sysengine.import_module("colorsys") is sys.modules["colorsys"]


def test_observers_are_told_of_what_goes_through_it(host: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class Observer:
        def module_loaded(self, event: Any) -> None:
            told.append(event.fullname)

    observer = Observer()
    sys.meta_path.insert(0, MemoryFinder({"host_one": ""}))
    sysengine.add_observer(observer)
    try:
        sysengine.import_module("host_one")
    finally:
        sysengine.remove_observer(observer)
    assert told == ["host_one"]


def test_it_shares_nothing() -> None:
    assert sysengine.shares == ()


def test_it_cannot_be_closed() -> None:
    with pytest.raises(RuntimeError, match="cannot be closed"):
        sysengine.close()
    assert sysengine.import_module("sys") is sys


def test_installing_it_lets_the_host_answer_in_an_engine_s_block(host_unchanged: None) -> None:
    import calendar as of_host

    engine = ImportEngine(meta_path=[MemoryFinder({"calendar": ""})])
    with engine.installed():
        import calendar as of_engine

        with sysengine.installed():
            import calendar as again
    assert of_engine is engine.modules["calendar"]
    assert again is of_host


def test_activating_it_puts_the_host_s_state_back_in_an_engine_s_block(
    host_unchanged: None,
) -> None:
    import calendar as of_host

    path = sys.path
    engine = ImportEngine(meta_path=[MemoryFinder({"calendar": ""})])
    with engine.activate():
        assert sys.path is engine.path
        with sysengine.activate():
            import calendar as again

            assert sys.path is path
        assert sys.path is engine.path
    assert again is of_host
    assert "calendar" not in engine.modules
