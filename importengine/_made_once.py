"""Attributes that are made when they are first asked for: an engine that needs little costs little."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class _MadeOnce:
    """An attribute whose value is made by a function of the instance.

    It may be set, and deleted: then it is made again. Of two threads that ask at once, both get what one of them has made.
    """

    def __init__(self, name: str, make: Callable[[Any], Any]) -> None:
        self._name, self._make = name, make

    def __get__(self, instance: Any, _: type) -> Any:
        if instance is None:
            return self
        made = instance.__dict__
        try:
            return made[self._name]
        except KeyError:
            return made.setdefault(self._name, self._make(instance))

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self._name] = value

    def __delete__(self, instance: Any) -> None:
        try:
            del instance.__dict__[self._name]
        except KeyError:
            raise AttributeError(self._name) from None


def make_once(kind: type, **attributes: Callable[[Any], Any]) -> None:
    """Give instances of `kind` these attributes, each made by a function of the instance.

    By a call, not by a decorator: what is declared in the class is what a type checker sees.
    """
    for name, make in attributes.items():
        setattr(kind, name, _MadeOnce(name, make))
