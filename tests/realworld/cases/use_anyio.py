"""anyio: task groups, streams, threads, sockets on both backends, which it imports by name."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio.streams.buffered import BufferedByteReceiveStream


async def produced() -> list[Any]:
    sender, receiver = anyio.create_memory_object_stream(5)
    found: list[Any] = []

    async def produce(stream: Any, *, task_status: Any = anyio.TASK_STATUS_IGNORED) -> None:
        task_status.started("started")
        async with stream:
            for number in range(3):
                await stream.send(number)

    async with anyio.create_task_group() as group:
        found.append(await group.start(produce, sender))
        async with receiver:
            found += [number async for number in receiver]
    with anyio.move_on_after(0.01) as scope:
        await anyio.sleep(30)
    return [*found, scope.cancel_called]


async def connected() -> str:
    async def answer(client: Any) -> None:
        async with client:
            line = await BufferedByteReceiveStream(client).receive_until(b"\n", 99)
            await client.send(line[::-1])

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        async with anyio.create_task_group() as group:
            group.start_soon(listener.serve, answer)
            async with await anyio.connect_tcp("127.0.0.1", port) as stream:
                await stream.send(b"abc\n")
                answered = await stream.receive()
            group.cancel_scope.cancel()
    return answered.decode()


async def read(path: str) -> str:
    file = anyio.Path(path)
    await file.write_text("text")
    return await file.read_text() + str(await file.exists())


async def everything() -> list[Any]:
    limiter = anyio.CapacityLimiter(1)
    threads = await anyio.to_thread.run_sync(
        lambda: anyio.from_thread.run(anyio.sleep, 0) or "back", limiter=limiter
    )
    problem = ""
    try:
        with anyio.fail_after(0.01):
            await anyio.sleep(30)
    except TimeoutError as error:
        problem = type(error).__name__
    return [await produced(), await connected(), threads, problem]


def work() -> dict[str, Any]:
    return {
        "version": version("anyio"),
        "asyncio": anyio.run(everything),
        "trio": anyio.run(everything, backend="trio"),
    }


def late() -> dict[str, Any]:
    import sys

    from anyio.from_thread import start_blocking_portal
    from anyio.streams.tls import TLSAttribute

    async def process() -> str:
        done = await anyio.run_process([sys.executable, "-c", "print('said')"])
        return done.stdout.decode()

    with start_blocking_portal("trio") as portal:
        portalled = portal.call(produced)
    return {
        "process": anyio.run(process),
        "read": anyio.run(read, "read.txt"),
        "portal": portalled,
        "backends": sorted(anyio.get_all_backends()),
        "attribute": TLSAttribute.__name__,
    }
