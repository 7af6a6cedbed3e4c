"""httpx: mocked and ASGI transports, streams, auth, async clients; a real server late."""

from __future__ import annotations

import asyncio
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import httpx


def answer(request: httpx.Request) -> httpx.Response:
    if request.url.path == "/moved":
        return httpx.Response(301, headers={"Location": "/seen", "Set-Cookie": "a=b"})
    if request.url.path == "/slow":
        raise httpx.ReadTimeout("too slow", request=request)
    shown = {
        "url": str(request.url),
        "cookie": request.headers.get("cookie"),
        "authorization": request.headers.get("authorization"),
        "body": request.content.decode(),
    }
    return httpx.Response(200, json=shown)


async def application(scope: Any, receive: Any, send: Any) -> None:
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"1")]})
    await send({"type": "http.response.body", "body": scope["path"].encode() + b" " + body})


async def asynchronous() -> list[str]:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        answers = await asyncio.gather(*(client.post(f"/{n}", content=b"x" * n) for n in range(3)))
    return [one.text for one in answers]


def work() -> dict[str, Any]:
    transport = httpx.MockTransport(answer)
    with httpx.Client(transport=transport, base_url="http://example.com/") as client:
        moved = client.get("/moved", follow_redirects=True)
        posted = client.post("/post", data={"a": "ä"}, auth=("user", "word"), params={"q": 1})
        try:
            client.get("/slow")
        except httpx.TimeoutException as error:
            problem = f"{type(error).__name__}: {error} at {error.request.url}"
    return {
        "version": httpx.__version__,
        "moved": [moved.json(), [str(one) for one in moved.history]],
        "posted": posted.json(),
        "problem": problem,
        "asynchronous": asyncio.run(asynchronous()),
        "url": str(httpx.URL("http://müller.example/a b").join("?c=d")),
    }


def late() -> dict[str, Any]:
    class Hello(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"line 1\nline 2")

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hello)
    thread = Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/"

    async def read() -> str:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(url)).text

    try:
        with httpx.Client(trust_env=False) as client, client.stream("GET", url) as stream:
            lines = list(stream.iter_lines())
        text = asyncio.run(read())
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    return {"lines": lines, "text": text, "codes": httpx.codes.IM_A_TEAPOT.value}
