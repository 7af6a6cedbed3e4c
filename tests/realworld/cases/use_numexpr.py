"""numexpr: expressions over arrays and over what is in the caller's frame; its parts late."""

from __future__ import annotations

from typing import Any

import numexpr as ne
import numpy as np


def work() -> dict[str, Any]:
    a, b = np.arange(5.0), np.linspace(0, 1, 5)  # noqa: F841 (the expressions name it)
    chosen = ne.evaluate("where(a > 2, a * b, -1)")
    total = ne.evaluate("sum(2*a + 3*b)")
    given = ne.evaluate("x ** 2 + y", local_dict={"x": a, "y": 1})
    try:
        ne.evaluate("a + missing")
        missing = ""
    except KeyError as error:
        missing = str(error)
    return {
        "version": ne.__version__,
        "chosen": chosen.tolist(),
        "total": float(total),
        "given": given.tolist(),
        "missing": missing,
    }


def late() -> dict[str, Any]:
    from numexpr.necompiler import getExprNames

    compiled = ne.NumExpr("a * 2 + b", [("a", np.float64), ("b", np.float64)])
    ne.validate("p + 1", local_dict={"p": np.ones(2)})
    before = ne.set_num_threads(1)
    ne.set_num_threads(before)
    return {
        "compiled": compiled(np.ones(2), np.zeros(2)).tolist(),
        "names": [
            list(part) if isinstance(part, list) else part for part in getExprNames("u*v", {})
        ],
        "again": ne.re_evaluate(local_dict={"p": np.array([2.0, 5.0])}).tolist(),
        "text": ne.evaluate("s == b'x'", local_dict={"s": np.array([b"x", b"y"])}).tolist(),
    }
