"""Bound views: a module with the same objects, whose functions look names up in the view."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType, ModuleType
from typing import Any


def bound_view(module: ModuleType, replacements: Mapping[str, Any]) -> ModuleType:
    """Return a new module like `module` with `replacements` in it.

    Its plain functions are the same code over the view's own globals, so that they use the
    replacements; every class and other object stays identical to the original's.
    """
    view = ModuleType(module.__name__, module.__doc__)
    namespace = view.__dict__
    original = vars(module)
    for name, value in original.items():
        if isinstance(value, FunctionType) and value.__globals__ is original:
            namespace[name] = _over(value, namespace)
        else:
            namespace[name] = value
    namespace.update(replacements)
    return view


def _over(function: FunctionType, namespace: dict[str, Any]) -> FunctionType:
    copy = FunctionType(
        function.__code__,
        namespace,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__dict__.update(function.__dict__)
    copy.__module__ = function.__module__
    copy.__qualname__ = function.__qualname__
    copy.__annotations__ = function.__annotations__
    return copy
