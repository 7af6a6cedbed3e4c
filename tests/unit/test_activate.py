"""`activate`: an engine's state in the place of the process-global one, for one thread."""

from __future__ import annotations

import builtins
import ctypes
import importlib.util
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


STATE = ["modules", "path", "meta_path", "path_hooks", "path_importer_cache"]
SOURCES = {
    "only_in_engine": """
        class Point:
            def __init__(self, x):
                self.x = x
            def __eq__(self, other):
                return type(other) is Point and other.x == self.x
            __hash__ = None
    """,
    "only_later": "",
}


@pytest.fixture
def engine() -> ImportEngine:
    engine = ImportEngine(name="active")
    engine.meta_path.append(MemoryFinder(SOURCES))
    return engine


@pytest.mark.parametrize("name", STATE)
def test_sys_shows_the_engine_s_state(
    engine: ImportEngine, host_unchanged: None, name: str
) -> None:
    before = getattr(sys, name)
    with engine.activate():
        assert getattr(sys, name) is getattr(engine, name)
    assert getattr(sys, name) is before


@pytest.mark.parametrize("name", STATE[1:])
def test_what_is_assigned_to_sys_in_the_block_is_the_engine_s(
    engine: ImportEngine, host_unchanged: None, name: str
) -> None:
    new = type(getattr(sys, name))()
    with engine.activate():
        setattr(sys, name, new)
        assert getattr(sys, name) is new
    assert getattr(engine, name) is new
    assert getattr(sys, name) is not new


def test_everything_else_of_sys_is_as_ever(engine: ImportEngine, host_unchanged: None) -> None:
    stdout = sys.stdout
    with engine.activate():
        assert sys.stdout is stdout
        assert not hasattr(sys, "no_such_name")
        assert isinstance(sys, ModuleType)


@pytest.mark.parametrize(
    "import_it",
    [
        lambda: __import__("only_later"),
        lambda: importlib.import_module("only_later"),
        lambda: c_import(b"only_later"),
    ],
    ids=["statement", "importlib", "C"],
)
def test_imports_in_the_block_are_the_engine_s(
    engine: ImportEngine, host_unchanged: None, import_it: Callable[[], Any]
) -> None:
    with engine.activate():
        module = import_it()
        assert sys.modules["only_later"] is module
    assert module is engine.modules["only_later"]


def c_import(name: bytes) -> Any:
    function = ctypes.pythonapi.PyImport_ImportModule
    function.restype = ctypes.py_object
    return function(name)


def test_c_code_finds_modules_that_the_engine_has_loaded(
    engine: ImportEngine, host_unchanged: None
) -> None:
    module = engine.import_module("only_in_engine")
    with engine.activate():
        assert c_import(b"only_in_engine") is module
    with pytest.raises(ModuleNotFoundError):
        c_import(b"only_in_engine")


def test_an_error_of_an_import_by_c_code_is_raised(
    engine: ImportEngine, host_unchanged: None
) -> None:
    with engine.activate(), pytest.raises(ModuleNotFoundError, match="absent_from_everywhere"):
        c_import(b"absent_from_everywhere")


def test_objects_of_the_engine_s_classes_are_pickled(
    engine: ImportEngine, host_unchanged: None
) -> None:
    point = engine.import_module("only_in_engine").Point(3)
    with engine.activate():
        data = pickle.dumps(point)
        assert pickle.loads(data) == point
        assert pickle.loads(pickle._dumps(point)) == point  # type: ignore[attr-defined]
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(point)
    with pytest.raises(ModuleNotFoundError):
        pickle.loads(data)


def test_what_is_added_to_sys_modules_in_the_block_is_the_engine_s(
    engine: ImportEngine, host_unchanged: None
) -> None:
    module = ModuleType("added_in_block")
    with engine.activate():
        sys.modules["added_in_block"] = module
        assert c_import(b"added_in_block") is module
    assert engine.modules["added_in_block"] is module
    with engine.activate():
        del sys.modules["added_in_block"]
    assert "added_in_block" not in engine.modules


def test_what_c_code_adds_in_the_block_is_the_engine_s(
    engine: ImportEngine, host_unchanged: None
) -> None:
    add = ctypes.pythonapi.PyImport_AddModule
    # a borrowed reference, which py_object would not take
    add.restype = ctypes.c_void_p
    with engine.activate():
        address = add(b"added_by_c")
    assert id(engine.modules["added_by_c"]) == address


def test_blocks_of_one_thread_nest(engine: ImportEngine, host_unchanged: None) -> None:
    other = ImportEngine(["elsewhere"])
    with engine.activate(), other.activate():
        assert sys.path is other.path
        with engine.activate():
            assert sys.path is engine.path
            engine.import_module("only_later")
        assert sys.path is other.path
        assert "only_later" not in sys.modules
    assert "only_later" not in other.modules


def test_a_block_may_be_entered_again(engine: ImportEngine, host_unchanged: None) -> None:
    for _ in range(2):
        with engine.activate():
            assert sys.path is engine.path


def test_code_that_has_run_often_sees_the_engine_s_state_too(
    engine: ImportEngine, host_unchanged: None
) -> None:
    # the interpreter specialises its instructions for attributes of modules
    def path() -> list[str]:
        return sys.path

    of_host = [path() for _ in range(100)][-1]
    with engine.activate():
        assert path() is engine.path
        for _ in range(100):
            path()
    assert path() is of_host


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_the_host_s_state_is_back_after_any_error(
    engine: ImportEngine, host_unchanged: None, error: type[BaseException]
) -> None:
    def raise_in_block() -> None:
        with engine.activate():
            importlib.import_module("only_later")
            raise error

    with pytest.raises(error):
        raise_in_block()
    assert "only_later" not in sys.modules


@pytest.fixture
def interruptible() -> Iterator[None]:
    # started in the background by a shell, a process ignores the signal
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_the_host_s_state_is_back_after_an_interrupt_in_an_import(
    engine: ImportEngine, host_unchanged: None, interruptible: None
) -> None:
    sources = {"interrupted": f"import signal\nsignal.raise_signal({int(signal.SIGINT)})"}
    engine.meta_path.append(MemoryFinder(sources))
    with pytest.raises(KeyboardInterrupt), engine.activate():
        importlib.import_module("interrupted")
    assert "interrupted" not in engine.modules
    assert type(sys) is ModuleType


def in_another_thread(call: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result(timeout=30)


@pytest.mark.parametrize("name", STATE[1:])
def test_other_threads_see_the_host_s_state(
    engine: ImportEngine, host_unchanged: None, name: str
) -> None:
    of_host = getattr(sys, name)
    with engine.activate():
        assert in_another_thread(lambda: getattr(sys, name)) is of_host


@pytest.mark.parametrize("read", [lambda: sys.modules["pytest"], lambda: __import__("pytest")])
def test_other_threads_see_the_host_s_modules(
    engine: ImportEngine, host_unchanged: None, read: Callable[[], Any]
) -> None:
    with engine.activate():
        assert in_another_thread(read) is pytest
        assert "pytest" not in engine.modules


def test_other_threads_import_from_the_host(
    engine: ImportEngine,
    tree: TreeBuilder,
    host_unchanged: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = tree({"in_host_pkg/__init__.py": "", "in_host_pkg/sub.py": "x = 1"})

    def import_in_host() -> Any:
        from in_host_pkg.sub import x  # type: ignore[import-not-found]

        return x, sys.modules["in_host_pkg"], sys.modules["in_host_pkg.sub"]

    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [str(root), *sys.path])
        patch.setattr(sys, "path_importer_cache", dict(sys.path_importer_cache))
        patch.setattr(engine, "path", [])
        with engine.activate():
            value, package, module = in_another_thread(import_in_host)
        assert value == 1
        assert sys.modules["in_host_pkg"] is package
        assert package.sub is module
        assert engine.modules.keys().isdisjoint({"in_host_pkg", "in_host_pkg.sub"})
        for name in ("in_host_pkg", "in_host_pkg.sub"):
            del sys.modules[name]


def test_other_threads_miss_the_engine_s_modules(
    engine: ImportEngine, host_unchanged: None
) -> None:
    engine.import_module("only_in_engine")

    def import_it() -> None:
        import only_in_engine  # type: ignore[import-not-found]  # noqa: F401

    with engine.activate(), ThreadPoolExecutor(1) as pool:
        error = pool.submit(import_it).exception(timeout=30)
    assert isinstance(error, ModuleNotFoundError)


def test_what_other_threads_assign_to_sys_meanwhile_is_the_host_s(
    engine: ImportEngine, host_unchanged: None
) -> None:
    before = sys.path
    new = list(before)
    with engine.activate():
        in_another_thread(lambda: setattr(sys, "path", new))
        assert sys.path is engine.path
    assert sys.path is new
    sys.path = before


def test_a_second_thread_waits_to_activate(engine: ImportEngine, host_unchanged: None) -> None:
    other = ImportEngine(["elsewhere"])
    entered = threading.Event()

    def activate_other() -> list[str]:
        with other.activate():
            entered.set()
            return sys.path

    with ThreadPoolExecutor(1) as pool:
        with engine.activate():
            waiting = pool.submit(activate_other)
            assert not entered.wait(0.1)
        assert waiting.result(timeout=30) is other.path


def test_an_import_in_the_block_does_not_run_in_the_window(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    # another thread can activate while a module is being executed
    code = """
        from concurrent.futures import ThreadPoolExecutor
        def activate():
            with other.activate():
                return True
        with ThreadPoolExecutor(1) as pool:
            result = pool.submit(activate).result(timeout=30)
    """
    engine = ImportEngine([tree({"a.py": code})])
    engine.modules["builtins"].other = ImportEngine()
    with engine.activate():
        assert importlib.import_module("a").result


def made_by_importlib() -> ModuleType:
    return importlib.util.module_from_spec(ModuleSpec("made", None))


@pytest.mark.parametrize("make", [made_by_importlib, lambda: type(sys)("made")])
@pytest.mark.parametrize("run", [in_another_thread, lambda make: make()], ids=["other", "own"])
def test_a_module_that_is_made_in_the_block_is_an_ordinary_one(
    engine: ImportEngine, host_unchanged: None, run: Callable[[Any], Any], make: Any
) -> None:
    """The interpreter makes modules by calling the type of `sys`, in every thread."""
    with engine.activate():
        module = run(make)
        kind = type(module)
        assert kind is ModuleType
        assert (module.__name__, hasattr(module, "path")) == ("made", False)
        module.path = "its own"
        assert engine.path is sys.path
    assert vars(module)["path"] == module.path == "its own"


def test_the_plain_builtin_is_back_afterwards(engine: ImportEngine, host_unchanged: None) -> None:
    before = builtins.__import__
    with engine.activate():
        pass
    assert builtins.__import__ is before


def test_without_the_global_lock_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    engine = ImportEngine()
    with pytest.raises(ImportError, match="PYTHON_GIL=1"), engine.activate():
        pass
    monkeypatch.undo()
    with engine.activate():
        assert sys.modules is engine.modules
