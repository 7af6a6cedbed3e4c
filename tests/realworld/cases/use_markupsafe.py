"""markupsafe: escaping in C, formatting, pickling; its Python half late."""

from __future__ import annotations

import pickle
from importlib.metadata import version
from typing import Any

import markupsafe
from markupsafe import EscapeFormatter, Markup, escape, escape_silent, soft_str


class User:
    def __html_format__(self, spec: str) -> Markup:
        return Markup("<i>{}</i>").format(spec or "none")

    def __html__(self) -> str:
        return "<b>user</b>"


def work() -> dict[str, Any]:
    markup = Markup("<em>%s</em> {0}") % "<x>"
    copy = pickle.loads(pickle.dumps(markup))
    return {
        "version": version("markupsafe"),
        "escaped": [str(escape("<'&\">")), escape(User()), escape_silent(None), escape(3)],
        "joined": Markup(", ").join(["<a>", Markup("<b>")]),
        "formatted": Markup("{0:long} {0}").format(User()),
        "text": [markup.striptags(), Markup("&lt;&eacute;").unescape()],
        "same": copy == markup and type(copy) is Markup,
        "soft": type(soft_str(markup)).__name__,
        "compiled": markupsafe._escape_inner.__module__
        if hasattr(markupsafe, "_escape_inner")
        else markupsafe.escape.__module__,
    }


def late() -> dict[str, Any]:
    from markupsafe import _native

    plain = getattr(_native, "escape", None) or _native._escape_inner
    return {
        "native": str(plain("<a> & 'b'")),
        "formatter": EscapeFormatter(escape).format("{}", "<"),
        "partition": [type(part).__name__ for part in Markup("a<b").partition("<")],
    }
