"""ujson: JSON there and back, with hooks; files and errors late."""

from __future__ import annotations

import decimal
import io
from typing import Any

import ujson


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __json__(self):
        return ujson.dumps([self.x, self.y])


def work() -> dict[str, Any]:
    data = {"name": "Zoë", "numbers": [1, 2.5, -3], "none": None, "path": "a/b"}
    return {
        "version": ujson.__version__,
        "text": ujson.dumps(data, sort_keys=True),
        "readable": ujson.dumps(data, ensure_ascii=False, indent=2, escape_forward_slashes=False),
        "same": ujson.loads(ujson.dumps(data)) == data,
        "own": ujson.dumps({"at": Point(1, 2)}),
        "default": ujson.dumps({"sum": complex(1, 2)}, default=str),
        "big": ujson.loads("123456789012345678901234567890"),
    }


def late() -> dict[str, Any]:
    written = io.StringIO()
    ujson.dump([1, {"a": "b"}], written)
    written.seek(0)
    errors = []
    for text in ["[1,", "nul", '{"a" 1}']:
        try:
            ujson.loads(text)
        except ujson.JSONDecodeError as error:
            errors.append(str(error))
    return {
        "file": ujson.load(written),
        "decimal": ujson.dumps(decimal.Decimal("1.5")),
        "html": ujson.encode("<a>", encode_html_chars=True),
        "errors": errors,
    }
