"""flask: blueprints, templates, sessions, error handlers, a command; its testing half late."""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import flask
from flask import (
    Blueprint,
    Flask,
    abort,
    flash,
    jsonify,
    render_template,
    request,
    session,
    url_for,
)


shop = Blueprint("shop", __name__, url_prefix="/shop")


@shop.route("/<int:number>")
def item(number: int) -> str:
    if number > 9:
        abort(404, f"no item {number}")
    session["last"] = number
    flash(f"<{number}>")
    return render_template("item.html", number=number)


@shop.route("/last", methods=["GET", "POST"])
def last() -> flask.Response:
    return jsonify(last=session.get("last"), form=request.form.to_dict(), at=url_for("shop.last"))


def make_app() -> Flask:
    templates = Path(tempfile.mkdtemp(dir=".")).resolve()
    templates.joinpath("base.html").write_text("<h1>{% block title %}{% endblock %}</h1>")
    templates.joinpath("item.html").write_text(
        "{% extends 'base.html' %}{% block title %}{{ number|priced }} "
        "{{ get_flashed_messages()[0] }}{% endblock %}"
    )
    app = Flask(__name__, template_folder=str(templates))
    app.secret_key = "key"
    app.register_blueprint(shop)
    app.add_template_filter(lambda number: f"{number}.00", "priced")

    @app.errorhandler(404)
    def missing(error: Exception) -> tuple[dict[str, str], int]:
        return {"error": str(error)}, 404

    @app.cli.command("greet")
    @click.argument("name")
    def greet(name: str) -> None:
        click.echo(f"{flask.current_app.name} greets {name}")

    return app


def work() -> dict[str, Any]:
    app = make_app()
    with app.test_client() as client:
        page = client.get("/shop/7")
        posted = client.post("/shop/last", data={"a": "b"})
        lost = client.get("/shop/12")
    return {
        "version": version("flask"),
        "page": page.text,
        "posted": posted.json,
        "lost": [lost.status_code, lost.json],
        "rules": sorted(rule.rule for rule in app.url_map.iter_rules()),
        "root": Path(app.root_path).name,
    }


def late() -> dict[str, Any]:
    from flask.json.tag import TaggedJSONSerializer
    from flask.views import MethodView

    class Counter(MethodView):
        async def get(self) -> dict[str, int]:
            return {"count": 3}

    app = make_app()
    app.add_url_rule("/count", view_func=Counter.as_view("count"))
    tagged = TaggedJSONSerializer()
    return {
        "greeted": app.test_cli_runner().invoke(args=["greet", "World"]).output,
        "counted": app.test_client().get("/count").json,
        "tagged": tagged.loads(tagged.dumps({"a": (1, b"2")}))["a"] == (1, b"2"),
        "context": app.test_request_context("/shop/1?x=2").request.args["x"],
    }
