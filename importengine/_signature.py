"""Whether a foreign finder or loader wants to be told the engine."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any


def takes_engine(function: Callable[..., Any]) -> bool:
    """Say whether `function` has a parameter `engine`, read from its signature once."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    if type(code) is CodeType:
        return _code_takes_engine(code)
    try:
        return "engine" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


# by code, not by function: a function would keep the engine alive that it was loaded in
@lru_cache(maxsize=1024)
def _code_takes_engine(code: CodeType) -> bool:
    named = code.co_argcount + code.co_kwonlyargcount
    return "engine" in code.co_varnames[code.co_posonlyargcount : named]
