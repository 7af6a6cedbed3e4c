"""simplejson: decimals, hooks and named tuples; its errors, raw JSON and the Python half late."""

from __future__ import annotations

import io
from collections import namedtuple
from decimal import Decimal
from typing import Any

import simplejson


Point = namedtuple("Point", "x y")  # noqa: PYI024 (what it is told from)


def work() -> dict[str, Any]:
    data = {"price": Decimal("1.10"), "at": Point(1, 2), "tags": ("a", "é")}
    text = simplejson.dumps(data, sort_keys=True, indent="  ")
    try:
        simplejson.loads('{"a": }')
        refused = ""
    except simplejson.JSONDecodeError as error:
        refused = f"{error} {error.lineno} {error.colno}"
    return {
        "version": simplejson.__version__,
        "text": text,
        "exact": str(simplejson.loads("[1.10]", use_decimal=True)[0]),
        "pairs": simplejson.loads('{"b": 1, "a": 2}', object_pairs_hook=list),
        "sets": simplejson.dumps({3, 1}, iterable_as_array=True),
        "refused": refused,
        "fast": simplejson.encoder.c_make_encoder is not None,
    }


def late() -> dict[str, Any]:
    from simplejson import scanner
    from simplejson.decoder import JSONDecoder
    from simplejson.tests import test_unicode  # noqa: F401 (it comes with the package)

    decoder = JSONDecoder()
    decoder.scan_once = scanner.py_make_scanner(decoder)
    written = io.StringIO()
    simplejson.dump({"raw": simplejson.RawJSON("[ 1 ]")}, written)
    return {
        "raw": written.getvalue(),
        "python": decoder.decode('{"a": [1, 2.5, "x"]}'),
        "script": simplejson.dumps("</script>", cls=simplejson.JSONEncoderForHTML),
        "for json": simplejson.dumps([Tagged()], for_json=True),
    }


class Tagged:
    def for_json(self):
        return {"tag": "mine"}
