"""Whether a foreign finder or loader wants to be told the engine."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any


def takes_engine(function: Callable[..., Any]) -> bool:
    """Say whether `function` has a parameter `engine`, read from its signature once."""
    underlying = getattr(function, "__func__", function)
    try:
        return _takes_engine(underlying)
    except TypeError:  # unhashable callable
        return _read_signature(underlying)


def _read_signature(function: Callable[..., Any]) -> bool:
    try:
        return "engine" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


_takes_engine = lru_cache(maxsize=1024)(_read_signature)
