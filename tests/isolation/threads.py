"""Run calls in threads of their own, never waiting for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any


__all__ = ["held_elsewhere", "in_threads"]


def in_threads(*calls: Callable[[], Any], seconds: float = 30) -> list[Any]:
    """Start *calls* together; return what each returned or raised, in order."""
    together = threading.Barrier(len(calls))
    results: dict[int, Any] = {}

    def run(number: int, call: Callable[[], Any]) -> None:
        together.wait(seconds)
        try:
            results[number] = call()
        except BaseException as error:
            results[number] = error

    threads = [
        threading.Thread(target=run, args=(number, call), daemon=True)
        for number, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    hanging = [number for number, thread in enumerate(threads) if thread.is_alive()]
    assert not hanging, f"calls {hanging} have not returned within {seconds} seconds"
    return [results[number] for number in range(len(calls))]


@contextmanager
def held_elsewhere(block: AbstractContextManager[Any], seconds: float = 60) -> Iterator[None]:
    """Have another thread inside *block* for as long as ours is inside this one."""
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with block:
            entered.set()
            leave.wait(seconds)

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    try:
        assert entered.wait(seconds)
        yield
    finally:
        leave.set()
        thread.join(seconds)
        assert not thread.is_alive()
