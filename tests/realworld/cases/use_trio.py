"""trio: nurseries, channels, cancellation, threads, a loopback server; testing tools late."""

from __future__ import annotations

import functools
from importlib.metadata import version
from typing import Any

import trio
from trio import abc as trio_abc


async def channelled() -> list[int]:
    sender, receiver = trio.open_memory_channel[int](2)
    found: list[int] = []

    async def produce(channel: Any, start: int) -> None:
        async with channel:
            for number in range(start, start + 3):
                await channel.send(number)

    async with trio.open_nursery() as nursery:
        async with sender:
            for start in (0, 10):
                nursery.start_soon(produce, sender.clone(), start)
        async with receiver:
            found += [number async for number in receiver]
    return sorted(found)


async def served() -> str:
    async def shout(stream: trio.SocketStream) -> None:
        async for data in stream:
            await stream.send_all(data.upper())

    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(
            functools.partial(trio.serve_tcp, shout, 0, host="127.0.0.1")
        )
        stream = await trio.testing.open_stream_to_socket_listener(listeners[0])
        async with stream:
            await stream.send_all(b"quiet")
            heard = await stream.receive_some(99)
        nursery.cancel_scope.cancel()
    return bytes(heard).decode()


async def main() -> dict[str, Any]:
    with trio.move_on_after(0.01) as scope:
        await trio.sleep_forever()
    failed: list[str] = []
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(failing, "a")
            nursery.start_soon(failing, "b")
    except* KeyError as group:
        failed = sorted(str(error) for error in group.exceptions)
    return {
        "channelled": await channelled(),
        "cancelled": scope.cancelled_caught,
        "failed": failed,
        "thread": await trio.to_thread.run_sync(lambda: trio.from_thread.run(channelled)),
        "served": await served(),
    }


async def failing(name: str) -> None:
    raise KeyError(name)


def work() -> dict[str, Any]:
    import trio.testing

    return {"version": version("trio"), **trio.run(main, strict_exception_groups=True)}


def late() -> dict[str, Any]:
    import sys

    import trio.socket
    from trio.testing import MockClock, memory_stream_pair

    class Counting(trio_abc.Instrument):
        def __init__(self) -> None:
            self.tasks = 0

        def task_spawned(self, task: Any) -> None:
            self.tasks += 1

    async def timed() -> list[Any]:
        start = trio.current_time()
        await trio.sleep(1000)
        ours, theirs = memory_stream_pair()
        await ours.send_all(b"x")
        return [round(trio.current_time() - start), (await theirs.receive_some(1)).decode()]

    async def ran() -> str:
        done = await trio.run_process([sys.executable, "-c", "print('said')"], capture_stdout=True)
        return done.stdout.decode()

    counting = Counting()
    return {
        "timed": trio.run(timed, clock=MockClock(autojump_threshold=0), instruments=[counting]),
        "counted": counting.tasks > 0,
        "ran": trio.run(ran),
        "socket": trio.socket.AF_INET.name,
        "exception": trio.Cancelled.__mro__[1].__name__,
    }
