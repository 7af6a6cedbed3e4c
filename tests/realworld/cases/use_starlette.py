"""starlette: routes, middleware, web sockets, background tasks; static files and schemas late."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket


class Stamp(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers["X-Path"] = request.url.path
        return response


def make_app(log: list[str]) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, str]]:
        log.append("up")
        yield {"greeting": "hi"}
        log.append("down")

    async def item(request: Request) -> JSONResponse:
        body = await request.json()
        after = BackgroundTask(log.append, "after")
        shown = {"id": request.path_params["id"], "body": body, "state": request.state.greeting}
        return JSONResponse(shown, background=after)

    async def count(_: Request) -> StreamingResponse:
        return StreamingResponse((f"{n};" for n in range(500)), media_type="text/plain")

    def blocking(_: Request) -> JSONResponse:
        return JSONResponse("from a thread")

    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        async for text in socket.iter_text():
            await socket.send_json({"echo": text})

    return Starlette(
        routes=[
            Route("/items/{id:int}", item, methods=["POST"]),
            Mount("/sub", routes=[Route("/count", count), Route("/blocking", blocking)]),
            WebSocketRoute("/echo", echo),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=100), Middleware(Stamp)],
        lifespan=lifespan,
    )


def work() -> dict[str, Any]:
    log: list[str] = []
    with TestClient(make_app(log)) as client:
        posted = client.post("/items/4", json={"a": [1]})
        counted = client.get("/sub/count")
        blocking = client.get("/sub/blocking").json()
        with client.websocket_connect("/echo") as socket:
            socket.send_text("hello")
            echoed = socket.receive_json()
        missing = client.get("/items/x").status_code
    return {
        "version": version("starlette"),
        "posted": posted.json(),
        "path": posted.headers["x-path"],
        "counted": [len(counted.text), counted.headers.get("content-encoding")],
        "blocking": blocking,
        "echoed": echoed,
        "missing": missing,
        "log": log,
    }


def late() -> dict[str, Any]:
    from starlette.config import Config
    from starlette.staticfiles import StaticFiles
    from starlette.templating import Jinja2Templates

    folder = Path(tempfile.mkdtemp(dir=".")).resolve()
    folder.joinpath("page.html").write_text("{{ url_for('files', path='a.txt').path }}")
    folder.joinpath("a.txt").write_text("static")
    templates = Jinja2Templates(str(folder))

    def page(request: Request) -> Any:
        return templates.TemplateResponse(request, "page.html")

    app = Starlette(
        routes=[Route("/", page), Mount("/files", StaticFiles(directory=folder), name="files")]
    )
    client = TestClient(app)
    return {
        "page": client.get("/").text,
        "file": client.get("/files/a.txt").text,
        "config": Config(environ={"DEBUG": "true"})("DEBUG", cast=bool),
    }
