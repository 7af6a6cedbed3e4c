"""Callables and modules of an engine for host code to call, with the engine active meanwhile."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, ParamSpec, Protocol, TypeVar


P = ParamSpec("P")
R = TypeVar("R")


class Activating(Protocol):
    """What is needed of an engine."""

    def activate(self) -> AbstractContextManager[None]: ...


# what runs after the call has returned, when the engine is not active any more
_RUN_LATER: dict[str, Callable[[Any], bool]] = {
    "a coroutine function": inspect.iscoroutinefunction,
    "a generator function": inspect.isgeneratorfunction,
    "an asynchronous generator function": inspect.isasyncgenfunction,
}


def called_active(engine: Activating, function: Callable[P, R]) -> Callable[P, R]:
    """Return `function` as one that is called with `engine` active (ie-0001 A11).

    TypeError for what is not callable, or runs only after the call has returned.
    """
    if not callable(function):
        msg = f"{function!r} is not callable; proxy() is for modules"
        raise TypeError(msg)
    for kind, is_of_kind in _RUN_LATER.items():
        if is_of_kind(function):
            msg = (
                f"{function!r} is {kind}, and runs after the call has returned; "
                "use activate() around the parts of it that need the engine"
            )
            raise TypeError(msg)

    # a class, or an instance with a dict, has more in it than a function is to have
    @wraps(function, updated=())
    def active(*args: P.args, **kwargs: P.kwargs) -> R:
        with engine.activate():
            return function(*args, **kwargs)

    return active


def module_proxy(engine: Activating, module: ModuleType) -> ModuleType:
    """Return a module like `module`, whose functions and classes are called with `engine` active.

    TypeError for what is not a module.
    """
    if not isinstance(module, ModuleType):
        msg = f"{module!r} is not a module; wrap() is for callables"
        raise TypeError(msg)
    return _ActiveModule(engine, module)


# others have attributes and methods of their own
_FUNCTIONS = (FunctionType, BuiltinFunctionType, MethodType)


def _through(engine: Activating, value: Any) -> Any:
    """Return what stands for an attribute: the same, where a call would make no difference."""
    if isinstance(value, ModuleType):
        return _ActiveModule(engine, value)
    if isinstance(value, type):
        # an `except` clause takes nothing else in the place of an exception class
        return value if issubclass(value, BaseException) else _ActiveClass(engine, value)
    if not callable(value) or any(is_of_kind(value) for is_of_kind in _RUN_LATER.values()):
        return value
    if isinstance(value, _FUNCTIONS):
        return called_active(engine, value)
    return _ActiveCallable(engine, value)


class _ActiveModule(ModuleType):
    """A module seen through, with the engine active in calls and when an attribute is asked for."""

    def __init__(self, engine: Activating, module: ModuleType) -> None:
        super().__init__(module.__name__, module.__doc__)
        super().__setattr__("_importengine", (engine, module))

    def __getattribute__(self, name: str) -> Any:
        engine, module = super().__getattribute__("_importengine")
        if name in {"__class__", "__dict__"}:
            return getattr(module, name)
        with engine.activate():
            # a module may import what it is asked for
            value = getattr(module, name)
        return value if name.startswith("__") else _through(engine, value)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(super().__getattribute__("_importengine")[1], name, value)

    def __delattr__(self, name: str) -> None:
        delattr(super().__getattribute__("_importengine")[1], name)

    def __dir__(self) -> list[str]:
        return dir(super().__getattribute__("_importengine")[1])

    def __repr__(self) -> str:
        engine, module = super().__getattribute__("_importengine")
        return f"<{module!r} called with {engine!r} active>"


class _ActiveCallable:
    """A callable object seen through, with the engine active in calls of it and of its methods."""

    __slots__ = ("_parts",)

    def __init__(self, engine: Activating, value: Any) -> None:
        object.__setattr__(self, "_parts", (engine, value))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        engine, value = _parts(self)
        with engine.activate():
            return value(*args, **kwargs)

    def __getattribute__(self, name: str) -> Any:
        if name == "__mro_entries__":
            # asked for by a class statement, of whatever is not a class
            return object.__getattribute__(self, name)
        engine, value = _parts(self)
        found = getattr(value, name)
        return found if name.startswith("__") else _through(engine, found)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(_parts(self)[1], name, value)

    def __delattr__(self, name: str) -> None:
        delattr(_parts(self)[1], name)

    def __dir__(self) -> list[str]:
        return dir(_parts(self)[1])

    def __eq__(self, other: object) -> bool:
        return bool(_seen_through(self) == _seen_through(other))

    def __hash__(self) -> int:
        return hash(_seen_through(self))

    def __repr__(self) -> str:
        engine, value = _parts(self)
        return f"<{value!r} called with {engine!r} active>"


class _ActiveClass(_ActiveCallable):
    """A class seen through: to make instances, to ask for, to derive from, and what it can itself."""

    __slots__ = ()

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, _seen_through(self))

    def __subclasscheck__(self, subclass: Any) -> bool:
        return issubclass(_seen_through(subclass), _seen_through(self))

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (_seen_through(self),)

    def __getitem__(self, item: Any) -> Any:
        return _seen_through(self)[item]

    def __iter__(self) -> Any:
        return iter(_seen_through(self))

    def __len__(self) -> int:
        return len(_seen_through(self))

    def __contains__(self, item: object) -> bool:
        return item in _seen_through(self)

    def __bool__(self) -> bool:
        return True

    def __or__(self, other: Any) -> Any:
        return _seen_through(self) | _seen_through(other)

    def __ror__(self, other: Any) -> Any:
        return _seen_through(other) | _seen_through(self)


def _parts(proxy: _ActiveCallable) -> tuple[Activating, Any]:
    parts: tuple[Activating, Any] = object.__getattribute__(proxy, "_parts")
    return parts


def _seen_through(value: Any) -> Any:
    return _parts(value)[1] if type(value) in {_ActiveCallable, _ActiveClass} else value
