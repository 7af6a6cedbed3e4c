"""Bound views: a module with the same objects, whose functions use the engine's import state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

from importengine._substitution import STATE_NAMES


def bound_view(
    module: ModuleType, replacements: Mapping[str, Any], *, only_readers: bool = False
) -> ModuleType:
    """Return a new module like `module` with `replacements` in it.

    Its plain functions are the same code over the view's own globals, so that they use the
    replacements; every class and other object stays identical to the original's. With
    `only_readers` that is done for functions alone that read import state, by themselves or by
    a function that they call: any other keeps its identity too, as a marker may be a function
    (`typing.NamedTuple`).
    """
    view = ModuleType(module.__name__, module.__doc__)
    namespace = view.__dict__
    namespace.update(vars(module))
    functions = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__globals__ is vars(module)
    }
    names = _readers(functions, replacements) if only_readers else set(functions)
    for name in names:
        namespace[name] = _over(functions[name], namespace)
    namespace.update(replacements)
    return view


def _readers(functions: Mapping[str, FunctionType], replacements: Mapping[str, Any]) -> set[str]:
    """Return the names of the functions that come to use one of the replacements."""
    used = {name: set(_names_in(function.__code__)) for name, function in functions.items()}
    others = replacements.keys() - {"sys"}
    readers = {
        name
        for name, uses in used.items()
        if uses & others or ("sys" in uses and not uses.isdisjoint(STATE_NAMES))
    }
    while True:
        callers = {name for name, uses in used.items() if uses & readers} - readers
        if not callers:
            return readers
        readers |= callers


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)


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
