"""websockets: servers and clients on asyncio and on threads; its lazy attributes late."""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from threading import Thread
from typing import Any

import websockets
from websockets.sync.client import connect as sync_connect
from websockets.sync.server import serve as sync_serve


async def echo(connection: Any) -> None:
    async for message in connection:
        if message == "close":
            await connection.close(4000, "asked to")
            return
        await connection.send(message[::-1])


async def asynchronous() -> list[Any]:
    found: list[Any] = []
    async with websockets.serve(echo, "127.0.0.1", 0, subprotocols=["chat"]) as server:
        port = server.sockets[0].getsockname()[1]
        async with websockets.connect(
            f"ws://127.0.0.1:{port}", subprotocols=["chat"], compression="deflate"
        ) as client:
            await client.send("abc")
            found.append(await client.recv())
            await client.send(b"\x00\x01")
            found.append((await client.recv()).hex())
            found.append(client.subprotocol)
            await client.send("close")
            try:
                await client.recv()
            except websockets.ConnectionClosed as error:
                found.append(str(error))
    return found


def threaded() -> str:
    def shout(connection: Any) -> None:
        connection.send(connection.recv().upper())

    with sync_serve(shout, "127.0.0.1", 0) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        with sync_connect(f"ws://127.0.0.1:{server.socket.getsockname()[1]}") as client:
            client.send("quiet")
            heard = client.recv(timeout=20)
        server.shutdown()
        thread.join()
    return heard


def work() -> dict[str, Any]:
    return {
        "version": version("websockets"),
        "asynchronous": asyncio.run(asynchronous()),
        "threaded": threaded(),
    }


def late() -> dict[str, Any]:
    from websockets import speedups
    from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
    from websockets.frames import Frame, Opcode

    protocol = websockets.ClientProtocol(websockets.uri.parse_uri("ws://example.com/a?b"))
    request = protocol.connect()
    return {
        "request": [request.path, request.headers["Host"]],
        "offer": ClientPerMessageDeflateFactory().get_request_params()[0][0],
        "masked": speedups.apply_mask(b"hello", b"abcd").hex(),
        "frame": Frame(Opcode.TEXT, b"a").serialize(mask=False).hex(),
        "lazy": [websockets.InvalidURI.__module__, websockets.Headers.__name__],
    }
