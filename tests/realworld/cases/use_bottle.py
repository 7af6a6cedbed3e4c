"""bottle: routes, templates, plugins, a WSGI call; modules by way of bottle.ext late."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import bottle
from bottle import Bottle, HTTPError, SimpleTemplate, request, response


def make_app() -> Bottle:
    app = Bottle()

    @app.route("/items/<number:int>", method=["GET", "POST"])
    def item(number: int) -> dict[str, Any]:
        response.set_cookie("seen", "yes", path="/")
        return {"number": number, "query": request.query.q, "form": dict(request.forms)}

    @app.get("/page/<name:re:[a-z]+>")
    def page(name: str) -> str:
        return bottle.template("<b>{{name}}</b>% for n in ns:\\\\\n", name=name, ns=[]).strip()

    @app.get("/lost")
    def lost() -> None:
        raise HTTPError(410, "gone")

    @app.error(404)
    def missing(error: HTTPError) -> str:
        return f"nothing at {request.path}: {error.status_code}"

    def stamped(callback: Any) -> Any:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            response.headers["X-Stamp"] = request.route.rule
            return callback(*args, **kwargs)

        return wrapper

    app.install(stamped)
    return app


def called(app: Bottle, path: str, query: str = "", body: bytes = b"") -> list[Any]:
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query}
    if body:
        environ |= {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body))}
        environ |= {"wsgi.input": io.BytesIO(body)}
        environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    setup_testing_defaults(environ)
    started: list[Any] = []
    text = b"".join(app(environ, lambda *args: started.extend(args))).decode()
    headers = {name: value for name, value in started[1] if name in {"X-Stamp", "Set-Cookie"}}
    return [started[0], headers, text]


def work() -> dict[str, Any]:
    app = make_app()
    template = SimpleTemplate("% for n in ns:\n{{n}},{{!n}};\n% end\n", name="loop")
    item = called(app, "/items/7", "q=%C3%A4", b"a=1&b=2")
    return {
        "version": bottle.__version__,
        "item": [item[0], item[1], json.loads(item[2])],
        "page": called(app, "/page/ann")[0],
        "missing": called(app, "/none")[2],
        "lost": called(app, "/lost")[0],
        "loop": template.render(ns=["<a>", 2]),
        "signed": bottle.cookie_decode(bottle.cookie_encode([1], "key"), "key"),
    }


def late() -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(dir=".")).resolve()
    folder.joinpath("bottle_greeting.py").write_text("from bottle import Bottle\nTEXT = 'hello'\n")
    folder.joinpath("hello.tpl").write_text("{{text}} {{who}}")
    sys.path.append(str(folder))
    try:
        import bottle.ext.greeting as extension
    except ModuleNotFoundError:
        # 0.12 has the finders of before CPython 3.12
        import bottle_greeting as extension

    static = bottle.static_file("hello.tpl", root=str(folder), mimetype="text/plain")
    return {
        "extension": extension.TEXT,
        "same": extension is sys.modules["bottle_greeting"],
        "bottle": extension.Bottle is Bottle,
        "loaded": bottle.load("bottle:parse_date").__name__,
        "file": bottle.template("hello", text="hi", who="you", template_lookup=[str(folder)]),
        "static": static.status_code,
    }
