"""tornado: a server and a client on loopback, web sockets, templates; locales and options late."""

from __future__ import annotations

import asyncio
from typing import Any

import tornado
from tornado.escape import json_decode, xhtml_escape
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.httpserver import HTTPServer
from tornado.template import DictLoader
from tornado.testing import bind_unused_port
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler, websocket_connect


class Item(RequestHandler):
    async def get(self, number: str) -> None:
        if int(number) > 9:
            raise HTTPError(404, reason="no such item")
        await asyncio.sleep(0)
        self.set_secure_cookie("last", number)
        self.write({"number": int(number), "query": self.get_arguments("q")})

    def post(self, number: str) -> None:
        self.finish({"number": number, "body": json_decode(self.request.body)})


class Page(RequestHandler):
    def get(self) -> None:
        self.render("page.html", items=["<a>", "b"])


class Echo(WebSocketHandler):
    def on_message(self, message: str | bytes) -> None:
        self.write_message(message[::-1])


LOADER = DictLoader(
    {
        "base.html": "<h1>{% block title %}{% end %}</h1>",
        "page.html": "{% extends base.html %}{% block title %}"
        "{% for item in items %}{{ item }};{% end %}{% end %}",
    }
)


async def served() -> dict[str, Any]:
    app = Application(
        [(r"/items/(\d+)", Item), ("/page", Page), ("/echo", Echo)],
        template_loader=LOADER,
        cookie_secret="secret",
        log_function=lambda _: None,
    )
    socket, port = bind_unused_port(address="127.0.0.1")
    server = HTTPServer(app)
    server.add_socket(socket)
    client = AsyncHTTPClient()
    url = f"http://127.0.0.1:{port}"
    answers = await asyncio.gather(
        client.fetch(f"{url}/items/7?q=1&q=2"),
        client.fetch(f"{url}/items/8", method="POST", body='{"a": 1}'),
        client.fetch(f"{url}/page"),
    )
    try:
        await client.fetch(f"{url}/items/10")
    except HTTPClientError as error:
        lost = str(error)
    echo = await websocket_connect(f"ws://127.0.0.1:{port}/echo")
    await echo.write_message("abc")
    echoed = await echo.read_message()
    echo.close()
    client.close()
    server.stop()
    await server.close_all_connections()
    return {
        "answers": [answer.body.decode() for answer in answers],
        "cookie": answers[0].headers["Set-Cookie"].partition("=")[0],
        "lost": lost,
        "echoed": echoed,
    }


def work() -> dict[str, Any]:
    return {
        "version": tornado.version,
        "served": asyncio.run(served()),
        "escaped": xhtml_escape("<a>"),
    }


def late() -> dict[str, Any]:
    from tornado import gen, locale, speedups
    from tornado.options import OptionParser
    from tornado.util import import_object

    options = OptionParser()
    options.define("port", default=1, type=int)
    options.parse_command_line(["program", "--port=80"])

    @gen.coroutine
    def old_style() -> Any:
        one = yield gen.maybe_future(1)
        yield gen.sleep(0)
        return one + 1

    async def finished() -> int:
        return await old_style()

    return {
        "port": options.port,
        "masked": speedups.websocket_mask(b"abcd", b"hello").hex(),
        "lazy": tornado.httputil.url_concat("http://a/?b=1", {"c": "2"}),
        "object": import_object("tornado.web.RequestHandler") is RequestHandler,
        "locale": locale.get("de").friendly_number(1234567),
        "old style": asyncio.run(finished()),
    }
