"""The `builtins` of an engine: its own module over its own dict, with the engine's `__import__`."""

from __future__ import annotations

import builtins
from types import ModuleType
from typing import Any


def make_builtins(import_: Any, lazy_import: Any = None) -> ModuleType:
    """Return a `builtins` whose `__dict__` serves as the `__builtins__` of an engine's code.

    An exact dict: with a subclass every look-up of a builtin would leave the interpreter's fast
    path. What code in the engine adds or replaces stays in the engine.
    """
    module: ModuleType = ModuleType.__new__(ModuleType)
    namespace = module.__dict__
    # empty until now, so that it is copied as a whole
    namespace.update(vars(builtins))
    namespace["__import__"] = import_
    if lazy_import is not None:
        namespace["__lazy_import__"] = lazy_import
    return module


def builtins_state() -> tuple[int, str]:
    """Return what is another when the host has added to its builtins: those come last."""
    of_host = vars(builtins)
    return len(of_host), next(reversed(of_host))


def refresh_builtins(module: ModuleType) -> None:
    """Take over what the host has added to its builtins since, as gettext.install does."""
    namespace = module.__dict__
    for name in vars(builtins).keys() - namespace.keys():
        namespace[name] = vars(builtins)[name]
