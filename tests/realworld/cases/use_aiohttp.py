"""aiohttp: a server and clients on loopback, web sockets, multipart; test tools and jars late."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import multidict
import yarl
from aiohttp import web


async def item(request: web.Request) -> web.Response:
    number = int(request.match_info["number"])
    if number > 9:
        raise web.HTTPNotFound(text="no such item")
    body = await request.json() if request.can_read_body else None
    shown = {"number": number, "query": request.query.getall("q", []), "body": body}
    response = web.json_response(shown)
    response.set_cookie("last", str(number))
    return response


async def upload(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"X-Kind": "upload"})
    await response.prepare(request)
    async for part in await request.multipart():
        await response.write(f"{part.name}={await part.text()};".encode())
    return response


async def echo(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_json({"echo": message.data})
    return socket


@web.middleware
async def stamp(request: web.Request, handler: Any) -> Any:
    response = await handler(request)
    if not response.prepared:
        response.headers["X-Path"] = request.path
    return response


async def served() -> dict[str, Any]:
    app = web.Application(middlewares=[stamp])
    app.add_routes([web.route("*", r"/items/{number:\d+}", item), web.post("/upload", upload)])
    app.router.add_get("/echo", echo)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    url = yarl.URL.build(scheme="http", host="127.0.0.1", port=port)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(url, cookie_jar=jar) as session:
        async with session.post("/items/7", json={"a": 1}, params=[("q", "1"), ("q", "ä")]) as one:
            posted = [await one.json(), one.headers["x-path"]]
        form = aiohttp.FormData({"a": "1"})
        form.add_field("f", b"text", filename="f.txt")
        async with session.post("/upload", data=form) as two:
            sent = await two.text()
        try:
            async with session.get("/items/12", raise_for_status=True):
                pass
        except aiohttp.ClientResponseError as error:
            lost = [error.status, error.message]
        async with session.ws_connect("/echo") as socket:
            await socket.send_str("hello")
            echoed = await socket.receive_json()
        cookies = sorted(f"{cookie.key}={cookie.value}" for cookie in jar)
    await runner.cleanup()
    return {"posted": posted, "sent": sent, "lost": lost, "echoed": echoed, "cookies": cookies}


def work() -> dict[str, Any]:
    many = multidict.CIMultiDict([("A", "1"), ("a", "2")])
    return {
        "version": aiohttp.__version__,
        "served": asyncio.run(served()),
        "many": many.getall("A"),
        "url": str(yarl.URL("http://a.example/b/c") / "d e" % {"f": "ü"}),
    }


def late() -> dict[str, Any]:
    import frozenlist
    from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

    class View(web.View):
        async def get(self) -> web.Response:
            response = web.Response(body=b"x" * 5000, content_type="text/plain")
            response.enable_compression()
            return response

    async def compressed() -> list[Any]:
        app = web.Application()
        app.router.add_view("/view", View)
        async with TestClient(TestServer(app)) as client:
            answer = await client.get("/view")
            return [len(await answer.read()), answer.headers.get("Content-Encoding")]

    request = make_mocked_request("GET", "/a?b=c", headers={"X": "y"})
    return {
        "compressed": asyncio.run(compressed()),
        "mocked": [request.query["b"], request.headers["x"]],
        "frozen": list(frozenlist.FrozenList([1, 2])),
        "lazy": "GunicornWebWorker" in dir(aiohttp),
    }
