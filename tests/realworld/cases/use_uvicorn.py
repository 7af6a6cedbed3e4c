"""uvicorn over h11: an application named by a string, served on loopback; other parts by name late."""

from __future__ import annotations

import http.client
import socket
import time
from importlib.metadata import version
from threading import Thread
from typing import Any

import h11
import uvicorn


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    headers = [(b"x-path", scope["path"].encode())]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": body.upper()})


def served(**options: Any) -> list[Any]:
    listening = socket.create_server(("127.0.0.1", 0))
    options = {"log_level": "critical", "ws": "none", "loop": "asyncio", "http": "h11", **options}
    server = uvicorn.Server(uvicorn.Config(f"{__name__}:application", **options))
    server.install_signal_handlers = lambda: None
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    connection = http.client.HTTPConnection(*listening.getsockname(), timeout=20)
    answers = []
    try:
        for path in ("/a", "/b%20c"):
            connection.request("POST", path, body=b"text")
            answer = connection.getresponse()
            answers.append([answer.status, answer.headers["x-path"], answer.read().decode()])
    finally:
        connection.close()
        server.should_exit = True
        thread.join()
        listening.close()
    return answers


def spoken() -> list[str]:
    ours, theirs = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    theirs.receive_data(ours.send(h11.Request(method="GET", target="/", headers=[("Host", "a")])))
    theirs.receive_data(ours.send(h11.EndOfMessage()))
    events = [theirs.next_event(), theirs.next_event()]
    return [*(type(event).__name__ for event in events), str(theirs.their_state)]


def work() -> dict[str, Any]:
    return {"version": version("uvicorn"), "served": served(), "spoken": spoken()}


def late() -> dict[str, Any]:
    from uvicorn.importer import ImportFromStringError, import_from_string

    def nested(environ: Any, start_response: Any) -> list[bytes]:
        start_response("201 Created", [("x-path", environ["PATH_INFO"])])
        return [environ["wsgi.input"].read().upper()]

    globals()["wsgi"] = nested
    try:
        import_from_string("uvicorn.nothing:here")
    except ImportFromStringError as error:
        problem = str(error)
    return {
        "proxied": served(proxy_headers=True, lifespan="on", http="httptools"),
        "string": import_from_string("uvicorn.config:Config") is uvicorn.Config,
        "problem": problem,
    }
