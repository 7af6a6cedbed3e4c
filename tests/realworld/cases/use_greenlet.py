"""greenlet: switching, exceptions thrown in, context variables, tracing; its garbage late."""

from __future__ import annotations

import contextvars
import gc
import weakref
from typing import Any

import greenlet
from greenlet import GreenletExit, getcurrent


level = contextvars.ContextVar("level", default=0)


def ping_pong() -> list[str]:
    log: list[str] = []

    def ping() -> str:
        for number in range(2):
            log.append(f"ping {number}")
            other.switch()
        return "done"

    def pong() -> None:
        while True:
            log.append("pong")
            one.switch()

    one, other = greenlet.greenlet(ping), greenlet.greenlet(pong)
    log.append(one.switch())
    return log


def generated(tree: Any) -> Any:
    parent = getcurrent()

    def walk(node: Any) -> None:
        for part in node:
            walk(part) if isinstance(part, list) else parent.switch(part)

    walker = greenlet.greenlet(walk)
    while True:
        value = walker.switch(tree)
        if walker.dead:
            return
        yield value


def work() -> dict[str, Any]:
    def catches() -> str:
        try:
            getcurrent().parent.switch("ready")
        except KeyError as error:
            return f"caught {error}"
        return "missed"

    def levelled() -> int:
        level.set(5)
        return level.get()

    catching = greenlet.greenlet(catches)
    ready = catching.switch()
    killed = greenlet.greenlet(lambda: getcurrent().parent.switch("alive"))
    killed.switch()
    return {
        "version": greenlet.__version__,
        "log": ping_pong(),
        "generated": list(generated([1, [2, [3]], 4])),
        "thrown": [ready, catching.throw(KeyError("k"))],
        "level": [greenlet.greenlet(levelled).switch(), level.get()],
        "killed": [repr(killed.throw()), killed.dead, issubclass(GreenletExit, BaseException)],
    }


def late() -> dict[str, Any]:
    from greenlet import _greenlet, gettrace, settrace

    events: list[str] = []
    settrace(lambda event, _: events.append(event))
    greenlet.greenlet(int).switch("3")
    settrace(None)

    class Derived(greenlet.greenlet):
        def run(self, n: int) -> int:
            return n + 1

    alone = Derived()
    gone = weakref.ref(alone)
    answer = alone.switch(1)
    del alone
    gc.collect()
    return {
        "events": events,
        "trace": gettrace(),
        "answer": answer,
        "gone": gone() is None,
        "capsule": type(_greenlet._C_API).__name__,
    }
