"""What a module imports after its own import has returned stays in its engine (the promise)."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.conftest import HostImport
from tests.support import TreeBuilder


MAIN = """
    import functools, threading

    def function():
        import helper
        return helper

    def dotted():
        import pkg.sub
        return pkg.sub.helper

    def nested():
        def inner():
            from helper import itself
            return itself()
        return inner()

    def generator():
        import helper
        yield helper

    def comprehension():
        return [__import__(name) for name in ['helper']][0]

    def executed():
        namespace = {}
        exec('import helper', namespace)
        return namespace['helper']

    def executed_here():
        exec('import helper', globals())
        return helper

    def evaluated():
        return eval("__import__('helper')", {})

    def compiled():
        namespace = {}
        exec(compile('def f():\\n    import helper\\n    return helper', 'x', 'exec'), namespace)
        return namespace['f']()

    class Class:
        def method(self):
            import helper
            return helper

        @classmethod
        def of_class(cls):
            import helper
            return helper

        @property
        def read(self):
            import helper
            return helper

    async def coroutine():
        import helper
        return helper

    def in_thread():
        found = []
        def run():
            import helper
            found.append(helper)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        return found[0]

    def in_timer():
        found = []
        timer = threading.Timer(0, lambda: found.append(function()))
        timer.start()
        timer.join()
        return found[0]

    callback = functools.partial(map, lambda _: __import__('helper'))

    def __getattr__(name):
        if name == 'lazily':
            import helper
            return helper
        raise AttributeError(name)
    """


@pytest.fixture
def main(tree: TreeBuilder, import_in_host: HostImport) -> Any:
    """Return the module `main` of an engine; the host has another `helper`."""
    helper = "import sys\ndef itself():\n    return sys.modules[__name__]"
    root = tree(
        {
            "host/helper.py": helper,
            "plugin/helper.py": helper,
            "plugin/pkg/__init__.py": "",
            "plugin/pkg/sub.py": "import helper",
            "plugin/main.py": MAIN,
        }
    )
    import_in_host(root / "host", "helper")
    return ImportEngine(path=[root / "plugin"]).import_module("main")


def is_private(helper: Any, folder: Path) -> bool:
    assert helper is not sys.modules["helper"]
    return bool(helper.__file__ == str(folder / "plugin" / "helper.py"))


USES: dict[str, Callable[[Any], Any]] = {
    "function": lambda main: main.function(),
    "dotted name": lambda main: main.dotted(),
    "nested function": lambda main: main.nested(),
    "generator": lambda main: next(main.generator()),
    "comprehension": lambda main: main.comprehension(),
    "exec in a new namespace": lambda main: main.executed(),
    "exec in the module": lambda main: main.executed_here(),
    "eval": lambda main: main.evaluated(),
    "function made by exec": lambda main: main.compiled(),
    "method": lambda main: main.Class().method(),
    "class method": lambda main: main.Class.of_class(),
    "property": lambda main: main.Class().read,
    "thread of its own": lambda main: main.in_thread(),
    "timer": lambda main: main.in_timer(),
    "callback": lambda main: next(main.callback([1])),
    "module __getattr__": lambda main: main.lazily,
    "thread of the host": lambda main: in_new_thread(main.function),
    "thread pool": lambda main: in_pool(main.function),
    "asyncio task": lambda main: asyncio.run(in_task(main.coroutine)),
    "asyncio executor": lambda main: asyncio.run(in_executor(main.function)),
}


def in_new_thread(function: Callable[[], Any]) -> Any:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def in_pool(function: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


async def in_task(coroutine: Callable[[], Any]) -> Any:
    return await asyncio.create_task(coroutine())


async def in_executor(function: Callable[[], Any]) -> Any:
    return await asyncio.get_running_loop().run_in_executor(None, function)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_late_import_stays_in_the_engine(
    main: Any, tmp_path: Path, use: Callable[[Any], Any]
) -> None:
    assert is_private(use(main), tmp_path)


def test_two_engines_that_call_each_other_stay_apart(tree: TreeBuilder) -> None:
    text = "def late(call=None):\n    import helper\n    return [helper, *(call() if call else ())]"
    root = tree({"main.py": text, "helper.py": ""})
    one, two = ImportEngine(path=[root]), ImportEngine(path=[root])
    found = one.import_module("main").late(two.import_module("main").late)
    assert found == [one.modules["helper"], two.modules["helper"]]
    assert found[0] is not found[1]


def test_a_generator_resumed_by_the_host_stays_in_the_engine(tree: TreeBuilder) -> None:
    text = "def steps():\n    yield\n    import helper\n    yield helper"
    engine = ImportEngine(path=[tree({"main.py": text, "helper.py": ""})])
    _, helper = engine.import_module("main").steps()
    assert helper is engine.modules["helper"]
