"""Threads that import in one engine: one load for each module, and no deadlock."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from importengine import ImportEngine
from tests.memory import MemoryFinder


def in_threads(engine: ImportEngine, *names: str) -> list[Any]:
    """Import *names* in the engine, each in a thread of its own, and return what came of it."""
    together = threading.Barrier(len(names))

    def work(name: str) -> Any:
        together.wait(10)
        try:
            return engine.import_module(name)
        except ImportError as error:
            return error

    with ThreadPoolExecutor(len(names)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(work, n) for n in names]]


def test_a_module_is_executed_once_for_many_threads(host_unchanged: None) -> None:
    sources = {"a": "import time, builtins\nbuiltins.runs.append(1)\ntime.sleep(0.05)\ndone = 1"}
    engine = ImportEngine()
    engine.meta_path.append(MemoryFinder(sources))
    runs: list[int] = []
    engine.modules["builtins"].runs = runs
    modules = in_threads(engine, *["a"] * 8)
    assert all(module is engine.modules["a"] and module.done for module in modules)
    assert runs == [1]


def test_threads_that_import_in_a_circle_do_not_wait_for_ever(host_unchanged: None) -> None:
    sources = {
        "a": "import builtins\nbuiltins.both.wait(10)\nimport b\nx = 1",
        "b": "import builtins\nbuiltins.both.wait(10)\nimport a\nx = 1",
    }
    engine = ImportEngine()
    engine.meta_path.append(MemoryFinder(sources))
    engine.modules["builtins"].both = threading.Barrier(2)
    modules = in_threads(engine, "a", "b")
    assert modules == [engine.modules["a"], engine.modules["b"]]
    assert [module.x for module in modules] == [1, 1]


def test_a_thread_sees_the_error_of_the_load_that_it_waited_for(host_unchanged: None) -> None:
    sources = {"a": "import time\ntime.sleep(0.05)\nraise ImportError('of the module')"}
    engine = ImportEngine()
    engine.meta_path.append(MemoryFinder(sources))
    errors = in_threads(engine, "a", "a", "a")
    assert {str(error) for error in errors} == {"of the module"}
    assert "a" not in engine.modules


def test_two_engines_that_load_the_same_name_do_not_wait_for_each_other(
    host_unchanged: None,
) -> None:
    both = threading.Barrier(2)
    engines = [ImportEngine(), ImportEngine()]
    for engine in engines:
        engine.meta_path.append(MemoryFinder({"a": "import builtins\nbuiltins.both.wait(10)"}))
        engine.modules["builtins"].both = both
    with ThreadPoolExecutor(2) as pool:
        modules = list(pool.map(lambda engine: engine.import_module("a"), engines))
    assert modules[0] is not modules[1]
