"""The host's `sys.modules`, kept or in use, while an engine is active and afterwards."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from contextlib import ExitStack
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from importengine._state import Modules
from tests.isolation.threads import held_elsewhere, in_threads


@pytest.fixture
def engine() -> ImportEngine:
    return ImportEngine()


@pytest.fixture
def kept(engine: ImportEngine) -> Any:
    """Return what another thread found as `sys.modules` while an engine was active."""
    with held_elsewhere(engine.activate()):
        modules = sys.modules
    assert modules is not sys.modules
    return modules


@pytest.fixture
def name() -> Any:
    yield "of_this_test"
    sys.modules.pop("of_this_test", None)


USES: dict[str, Callable[[Any, str, ModuleType], Any]] = {
    "set": lambda modules, name, module: modules.__setitem__(name, module),
    "setdefault": lambda modules, name, module: modules.setdefault(name, module),
    "update": lambda modules, name, module: modules.update({name: module}),
    "or": lambda modules, name, module: modules.__ior__({name: module}),
}


@pytest.mark.parametrize("use", USES)
def test_a_kept_one_goes_on_writing_to_the_host(kept: Any, name: str, use: str) -> None:
    module = ModuleType(name)
    USES[use](kept, name, module)
    assert sys.modules[name] is kept[name] is kept.get(name) is module
    assert name in kept
    assert kept.pop(name) is module
    assert name not in sys.modules
    assert name not in kept


def test_a_kept_one_shows_what_the_host_has(kept: Any, name: str) -> None:
    before = list(sys.modules)
    assert list(kept) == list(kept.keys()) == before
    assert list(reversed(kept)) == before[::-1]
    assert len(kept) == len(before)
    assert list(map(id, kept.values())) == list(map(id, sys.modules.values()))
    assert kept.copy() == dict(kept.items()) == dict(kept) == sys.modules
    assert repr(kept) == repr(sys.modules)
    sys.modules[name] = ModuleType(name)
    assert next(reversed(kept)) == name
    assert kept.popitem()[0] == name
    assert name not in sys.modules


@pytest.mark.parametrize("absent", ["absent", 1, None, ()])
def test_what_is_absent_is_so_as_in_a_dict(kept: Any, absent: Any) -> None:
    assert absent not in kept
    assert kept.get(absent) is None
    assert kept.get(absent, 1) == kept.pop(absent, 1) == 1
    for use in (kept.__getitem__, kept.pop, kept.__delitem__):
        with pytest.raises(KeyError) as caught:
            use(absent)
        assert caught.value.args == (absent,)


def test_the_host_s_dict_of_before_goes_on_being_seen(engine: ImportEngine, name: str) -> None:
    modules, module = sys.modules, ModuleType(name)
    with held_elsewhere(engine.activate()):
        modules[name] = module
        assert sys.modules[name] is module
        assert name in sys.modules
        del modules[name]
        assert name not in sys.modules
        sys.modules[name] = module
        assert modules[name] is module
    assert sys.modules is modules
    assert sys.modules[name] is module


def test_what_c_code_puts_into_sys_modules_is_the_engine_s(engine: ImportEngine, name: str) -> None:
    """As found by PySys_GetObject, which does not ask who calls."""
    get = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_char_p)(("PySys_GetObject", ctypes.pythonapi))
    put = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.py_object, ctypes.py_object)(
        ("PyDict_SetItem", ctypes.pythonapi)
    )
    module = ModuleType(name)
    with engine.activate():
        assert put(get(b"modules"), name, module) == 0
    assert engine.modules[name] is module
    assert name not in sys.modules


def test_a_module_that_another_thread_imports_meanwhile_is_the_host_s(
    engine: ImportEngine, name: str
) -> None:
    module = ModuleType(name)
    with engine.activate():
        in_threads(lambda: sys.modules.__setitem__(name, module))
        assert name not in sys.modules
    assert sys.modules[name] is module
    assert name not in engine.modules


CHANGES: dict[str, Callable[[Any], Any]] = {
    "set": lambda modules: modules.__setitem__("json", ModuleType("json")),
    "deleted": lambda modules: modules.pop("json"),
    "deleted and set": lambda modules: (modules.pop("json"), modules.update(json=None)),
    "cleared": lambda modules: modules.clear(),
}


@pytest.mark.parametrize("in_window", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_what_an_engine_does_to_a_shared_module_s_name_is_its_own(
    engine: ImportEngine, change: str, in_window: bool
) -> None:
    of_host = engine.import_module("json")
    assert sys.modules["json"] is of_host
    with engine.activate():
        if in_window:
            CHANGES[change](sys.modules)
        else:
            in_threads(lambda: CHANGES[change](engine.modules))
        assert sys.modules.get("json") is not of_host
        assert in_threads(lambda: sys.modules["json"]) == [of_host]
    assert sys.modules["json"] is of_host
    assert engine.modules.get("json") is not of_host


def test_a_module_that_is_put_in_while_a_window_opens_stays(
    engine: ImportEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, before_writing = ExitStack(), Modules._before_writing

    def interrupted(modules: Modules, fullname: str, module: Any) -> None:
        before_writing(modules, fullname, module)
        window.enter_context(held_elsewhere(engine.activate()))

    monkeypatch.setattr(Modules, "_before_writing", interrupted)
    with window:
        module = engine.modules["late"] = ModuleType("late")
    assert engine.modules["late"] is module
