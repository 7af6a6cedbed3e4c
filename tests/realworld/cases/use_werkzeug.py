"""werkzeug: routing, requests, responses, a loopback server; import_string and debugger late."""

from __future__ import annotations

import io
import urllib.request
from importlib.metadata import version
from threading import Thread
from typing import Any

from werkzeug.datastructures import Headers, MultiDict
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import BaseConverter, Map, Rule, Submount
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.test import Client, EnvironBuilder
from werkzeug.utils import redirect, secure_filename
from werkzeug.wrappers import Request, Response


class Hexadecimal(BaseConverter):
    regex = "[0-9a-f]+"

    def to_python(self, value: str) -> int:
        return int(value, 16)

    def to_url(self, value: int) -> str:
        return f"{value:x}"


ROUTES = Map(
    [
        Rule("/", endpoint="index"),
        Submount("/n", [Rule("/<hex:number>", endpoint="number")]),
        Rule("/old", endpoint="old"),
    ],
    converters={"hex": Hexadecimal},
)


@Request.application
def application(request: Request) -> Any:
    adapter = ROUTES.bind_to_environ(request.environ)
    try:
        endpoint, values = adapter.match()
        if endpoint == "old":
            return redirect(adapter.build("number", {"number": 255}))
        response = Response(f"{endpoint} {values} {request.args.getlist('a')}")
        response.set_cookie("seen", "1", max_age=5)
    except HTTPException as error:
        return error
    return response


def work() -> dict[str, Any]:
    client = Client(application)
    hashed = generate_password_hash("word", method="pbkdf2:sha256:1000")
    upload = EnvironBuilder(method="POST", data={"f": (io.BytesIO(b"text"), "../a b.txt")})
    sent = upload.get_request(Request).files["f"]
    return {
        "version": version("werkzeug"),
        "page": client.get("/n/ff?a=1&a=2").text,
        "moved": [client.get("/old").location, client.get("/old", follow_redirects=True).text],
        "missing": client.get("/x").status,
        "word": [check_password_hash(hashed, "word"), check_password_hash(hashed, "ward")],
        "sent": [secure_filename(sent.filename), sent.read().decode()],
        "headers": Headers([("A", "1"), ("a", "2")]).getlist("a"),
        "dict": MultiDict([("a", 1), ("a", 2)]).to_dict(flat=False),
    }


def late() -> dict[str, Any]:
    from werkzeug.debug.tbtools import DebugTraceback
    from werkzeug.middleware.dispatcher import DispatcherMiddleware
    from werkzeug.serving import WSGIRequestHandler, make_server
    from werkzeug.utils import import_string

    class Quiet(WSGIRequestHandler):
        def log(self, *_: Any) -> None:
            pass

    mounted = DispatcherMiddleware(NotFound(), {"/sub": application})
    server = make_server("127.0.0.1", 0, mounted, request_handler=Quiet, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/sub/n/a") as answer:
            served = answer.read().decode()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    try:
        import_string("werkzeug.wsgi:nothing")
    except ImportError as error:
        problem = DebugTraceback(error).render_traceback_text().splitlines()[-1]
    return {
        "served": served,
        "string": import_string("werkzeug.exceptions:ImATeapot").code,
        "problem": problem,
    }
