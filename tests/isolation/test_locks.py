"""One load for each module and engine, and no thread that waits for ever (trap 20)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.child import run_in_child
from tests.isolation.conftest import HostImport
from tests.isolation.threads import in_threads
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


def engine_of(sources: Mapping[str, str], **seen_by_all: Any) -> ImportEngine:
    """Return an engine of modules in memory, whose code sees *seen_by_all* as builtins."""
    engine = ImportEngine()
    engine.meta_path.append(MemoryFinder(sources))
    engine.modules["builtins"].__dict__.update(seen_by_all)
    return engine


CIRCLES: dict[str, dict[str, str]] = {
    "of two modules": {
        "a": "together.wait(20)\nimport b\nx = 1",
        "b": "together.wait(20)\nimport a\nx = 1",
    },
    "of three modules": {
        "a": "together.wait(20)\nimport b\nx = 1",
        "b": "together.wait(20)\nimport c\nx = 1",
        "c": "together.wait(20)\nimport a\nx = 1",
    },
    "of submodules": {
        "p": "",
        "p.a": "together.wait(20)\nimport p.b\nx = 1",
        "p.b": "together.wait(20)\nfrom p import a\nx = 1",
    },
    "of packages by their submodules": {
        "a": "together.wait(20)\nimport b.sub\nx = 1",
        "a.sub": "",
        "b": "together.wait(20)\nimport a.sub\nx = 1",
        "b.sub": "",
    },
}


@pytest.mark.parametrize("sources", CIRCLES.values(), ids=CIRCLES)
def test_a_circle_over_threads_is_no_error(sources: dict[str, str]) -> None:
    names = [name for name, text in sources.items() if "together" in text]
    for _ in range(50):
        engine = engine_of(sources, together=threading.Barrier(len(names)))
        modules = in_threads(*(partial(engine.import_module, name) for name in names))
        assert modules == [engine.modules[name] for name in names]
        assert [module.x for module in modules] == [1] * len(names)


def test_a_circle_over_threads_and_engines_is_no_error() -> None:
    text = "both.wait(20)\nother = engine.import_module(name)\nx = 1"
    for _ in range(50):
        both = threading.Barrier(2)
        one, two = engine_of({"a": text}, both=both), engine_of({"b": text}, both=both)
        one.modules["builtins"].__dict__.update(engine=two, name="b")
        two.modules["builtins"].__dict__.update(engine=one, name="a")
        a, b = in_threads(partial(one.import_module, "a"), partial(two.import_module, "b"))
        assert (a.other, b.other) == (b, a)
        assert (a.x, b.x) == (1, 1)


def in_sixteen_threads(text: str) -> tuple[ImportEngine, list[Any]]:
    """Import a module in 16 threads, whose code *text* waits for all of them to have started."""
    started: list[int] = []
    all_started = threading.Event()
    engine = engine_of({"a": text}, all_started=all_started)

    def import_it() -> Any:
        started.append(1)
        if len(started) == 16:
            all_started.set()
        return engine.import_module("a")

    return engine, in_threads(*[import_it] * 16)


def test_sixteen_threads_are_one_load() -> None:
    engine, modules = in_sixteen_threads("all_started.wait(20)\nx = 1")
    assert [module is engine.modules["a"] for module in modules] == [True] * 16
    assert engine.modules["a"].x == 1


def test_the_threads_that_wait_for_a_failing_load_see_its_error() -> None:
    engine, errors = in_sixteen_threads("all_started.wait(20)\nraise ValueError('of the module')")
    assert [(type(error), str(error)) for error in errors] == [(ValueError, "of the module")] * 16
    assert "a" not in engine.modules


def test_engines_do_not_wait_for_each_other() -> None:
    here = [threading.Event(), threading.Event()]
    text = "mine.set()\nmet = other.wait(20)"
    engines = [
        engine_of({"a": text}, mine=here[0], other=here[1]),
        engine_of({"a": text}, mine=here[1], other=here[0]),
    ]
    one, two = in_threads(*(partial(engine.import_module, "a") for engine in engines))
    assert one is not two
    assert (one.met, two.met) == (True, True)


def test_an_engine_and_the_host_do_not_wait_for_each_other(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    """The host's import is in the middle of a module's code for as long as the engine's takes."""
    root = tree({"host/held/__init__.py": "", "host/held/meeting.py": "", "plugin/a.py": "x = 1"})
    meeting = import_in_host(root / "host", "held", "held.meeting")[1]
    meeting.__dict__.update(entered=threading.Event(), done=threading.Event())
    text = "from held.meeting import entered, done\nentered.set()\nmet = done.wait(20)"
    tree({"host/slow.py": text})
    engine = ImportEngine(path=[root / "plugin"])

    def import_in_engine() -> Any:
        assert meeting.entered.wait(20)
        module = engine.import_module("a")
        meeting.done.set()
        return module

    slow, module = in_threads(lambda: import_in_host(root / "host", "slow")[0], import_in_engine)
    assert slow.met is True
    assert module.x == 1


# each thread loads one module of the circle and waits in it for the others
CIRCLE_WITH_THE_HOST = """
    import importlib, sys, threading, types
    from importengine import ImportEngine, Share

    root, number = sys.argv[1], int(sys.argv[2])
    sys.path.insert(0, f"{root}/host")
    sys.modules["meeting"] = meeting = types.ModuleType("meeting")

    def run(call, results, number):
        try:
            results[number] = call()
        except BaseException as error:
            results[number] = error

    for _ in range(20):
        meeting.all = threading.Barrier(number)
        plugins = ImportEngine(path=[f"{root}/plugins"], share=["hostapi", "meeting"])
        engine = ImportEngine(
            path=[f"{root}/{number}"],
            share=[Share(["plugins"], plugins), "hostapi", "meeting"],
        )
        meeting.engine = engine
        calls = [
            lambda: importlib.import_module("hostapi"),
            lambda: engine.import_module("plugin"),
            lambda: plugins.import_module("plugins"),
        ][:number]
        results = {}
        threads = [
            threading.Thread(target=run, args=(call, results, at)) for at, call in enumerate(calls)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        hostapi = sys.modules.pop("hostapi")
        modules = [hostapi, engine.modules["plugin"], plugins.modules.get("plugins")][:number]
        assert [results[at] for at in range(number)] == modules, results
        assert [module.whole for module in modules] == [True] * number
        assert hostapi.plugin is modules[1]
        assert modules[-1].hostapi is hostapi
    print("ended")
"""


@pytest.mark.parametrize("threads", [2, 3], ids=["one engine", "two engines"])
def test_a_circle_over_threads_of_host_and_engines_is_no_error(
    tree: TreeBuilder, threads: int
) -> None:
    host = "import meeting\nmeeting.all.wait(20)\nplugin = meeting.engine.import_module('plugin')"
    root = tree(
        {
            "host/hostapi.py": f"{host}\nwhole = True",
            "2/plugin.py": "import meeting\nmeeting.all.wait(20)\nimport hostapi\nwhole = True",
            "3/plugin.py": "import meeting\nmeeting.all.wait(20)\nimport plugins\nwhole = True",
            "plugins/plugins.py": (
                "import meeting\nmeeting.all.wait(20)\nimport hostapi\nwhole = True"
            ),
        }
    )
    assert run_in_child(CIRCLE_WITH_THE_HOST, root, threads, seconds=40) == "ended\n"
