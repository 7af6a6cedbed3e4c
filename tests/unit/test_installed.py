"""`installed`: an engine answers the import statements of host code, in one context."""

from __future__ import annotations

import asyncio
import builtins
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest

from importengine import ImportEngine
from tests.memory import MemoryFinder


def engine_with(value: object) -> ImportEngine:
    return ImportEngine(meta_path=[MemoryFinder({"only_in_engine": f"value = {value!r}"})])


def imported_value() -> Any:
    import only_in_engine  # type: ignore[import-not-found]

    return only_in_engine.value


def test_statements_in_the_block_import_in_the_engine(host_unchanged: None) -> None:
    engine = engine_with(1)
    with engine.installed():
        assert imported_value() == 1
        from only_in_engine import value
    assert value == 1
    with pytest.raises(ModuleNotFoundError):
        imported_value()


def test_what_sys_shows_stays_the_host_s(host_unchanged: None) -> None:
    with engine_with(1).installed():
        assert "pytest" in sys.modules
        imported_value()
        assert "only_in_engine" not in sys.modules


def test_blocks_nest(host_unchanged: None) -> None:
    outer, inner = engine_with("outer"), engine_with("inner")
    with outer.installed():
        assert imported_value() == "outer"
        with inner.installed():
            assert imported_value() == "inner"
            with inner.installed(), outer.installed():
                assert imported_value() == "outer"
            assert imported_value() == "inner"
        assert imported_value() == "outer"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_the_block_ends_with_any_error(host_unchanged: None, error: type[BaseException]) -> None:
    before = builtins.__import__
    with pytest.raises(error), engine_with(1).installed():
        raise error
    assert builtins.__import__ is before


def test_an_error_of_an_import_has_no_frames_of_the_machinery(host_unchanged: None) -> None:
    engine = ImportEngine(meta_path=[MemoryFinder({})])
    with engine.installed(), pytest.raises(ModuleNotFoundError) as caught:
        imported_value()
    assert {str(entry.path) for entry in caught.traceback} == {__file__}


def test_other_threads_import_from_the_host(host_unchanged: None) -> None:
    with engine_with(1).installed(), ThreadPoolExecutor(1) as pool:
        with pytest.raises(ModuleNotFoundError):
            pool.submit(imported_value).result()
        # a thread that is given the context is part of the block
        assert pool.submit(copy_context().run, imported_value).result() == 1


def test_two_threads_have_an_engine_each(host_unchanged: None) -> None:
    together = threading.Barrier(2)

    def work(value: int) -> Any:
        with engine_with(value).installed():
            together.wait(10)
            found = imported_value()
            together.wait(10)
        return found

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(work, [1, 2])) == [1, 2]


def test_two_tasks_have_an_engine_each(host_unchanged: None) -> None:
    async def work(value: int) -> Any:
        with engine_with(value).installed():
            await asyncio.sleep(0)
            found = imported_value()
            await asyncio.sleep(0)
        return found

    async def main() -> list[Any]:
        return list(await asyncio.gather(work(1), work(2)))

    assert asyncio.run(main()) == [1, 2]


def test_a_task_begun_before_the_block_is_not_part_of_it(host_unchanged: None) -> None:
    async def outside(entered: asyncio.Event) -> Any:
        await entered.wait()
        return imported_value()

    async def main() -> None:
        entered = asyncio.Event()
        task = asyncio.create_task(outside(entered))
        with engine_with(1).installed():
            entered.set()
            with pytest.raises(ModuleNotFoundError):
                await task

    asyncio.run(main())


def test_a_replaced_builtin_import_goes_on_answering_for_the_host(
    host_unchanged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    native: Callable[..., Any] = builtins.__import__
    asked = []

    def listing(name: str, *args: Any) -> Any:
        asked.append(name)
        return native(name, *args)

    engine = engine_with(1)
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", listing)
        with engine.installed():
            assert imported_value() == 1
            with ThreadPoolExecutor(1) as pool:
                pool.submit(lambda: __import__("colorsys")).result()
        assert builtins.__import__ is listing
    assert "colorsys" in asked
    assert "only_in_engine" not in asked


def test_a_builtin_import_replaced_in_the_block_is_left_in_place(host_unchanged: None) -> None:
    native: Callable[..., Any] = builtins.__import__

    def replaced(*args: Any, **kwargs: Any) -> Any:
        return native(*args, **kwargs)

    with engine_with(1).installed():
        builtins.__import__ = replaced
    left = builtins.__import__
    builtins.__import__ = native
    assert left is replaced
