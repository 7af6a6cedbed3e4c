"""mypy: programs checked by its API; stubs made and types parsed late."""

from __future__ import annotations

from typing import Any

from mypy import api, version


RIGHT = "def double(x: int) -> int: return 2 * x"
WRONG = "def double(x: int) -> str: return 2 * x\nreveal_type(double(1))"


def _checked(source: str) -> list[Any]:
    out, error, status = api.run(["--cache-dir=/dev/null", "--no-pretty", "-c", source])
    return [out.splitlines(), error, status]


def work() -> dict[str, Any]:
    return {
        "version": version.__version__,
        "right": _checked(RIGHT),
        "wrong": _checked(WRONG),
    }


def late() -> dict[str, Any]:
    from mypy.errorcodes import error_codes
    from mypy.stubgen import parse_options
    from mypy.typestate import type_state

    return {
        "codes": "arg-type" in error_codes,
        "options": parse_options(["-m", "json"]).modules,
        "state": type(type_state).__name__,
    }
