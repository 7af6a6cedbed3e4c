"""The two sides behind one interface: the interpreter's own import system, and an engine."""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, Protocol


class System(Protocol):
    """What the worker asks of an import system."""

    @property
    def modules(self) -> Mapping[str, Any]:
        """The modules by fullname."""

    @property
    def path(self) -> Sequence[Any]:
        """The search path."""

    @property
    def lazy_names(self) -> Sequence[str]:
        """The names that wait for their first use (PEP 810)."""

    def import_module(self, name: str) -> Any:
        """Import `name` and return its module."""

    def import_call(self, *arguments: Any) -> Any:
        """Call the system's `__import__`."""

    def close(self) -> None:
        """Give up what the system holds."""


class InterpreterSystem:
    """The interpreter's own import system; only for a process that is thrown away."""

    def __init__(self, path: list[str]) -> None:
        sys.path[:0] = path

    @property
    def modules(self) -> Mapping[str, Any]:
        """The modules by fullname."""
        return sys.modules

    @property
    def path(self) -> Sequence[Any]:
        """The search path."""
        return sys.path

    @property
    def lazy_names(self) -> Sequence[str]:
        """The names that wait for their first use (PEP 810)."""
        return sorted(getattr(sys, "lazy_modules", ()))

    def import_module(self, name: str) -> ModuleType:
        """Import `name` and return its module."""
        return importlib.import_module(name)

    def import_call(self, *arguments: Any) -> Any:
        """Call the system's `__import__`."""
        return builtins.__import__(*arguments)

    def close(self) -> None:
        """Do nothing: the process ends."""


class EngineSystem:
    """A new `ImportEngine`."""

    def __init__(self, path: list[str]) -> None:
        # not named above: the interpreter's side shall stay clean of it
        self._engine: Any = importlib.import_module("importengine").ImportEngine(path=path)

    @property
    def modules(self) -> Mapping[str, Any]:
        """The modules by fullname."""
        modules: Mapping[str, Any] = self._engine.modules
        return modules

    @property
    def path(self) -> Sequence[Any]:
        """The search path."""
        path: Sequence[Any] = self._engine.path
        return path

    @property
    def lazy_names(self) -> Sequence[str]:
        """The names that wait for their first use (PEP 810)."""
        return sorted(getattr(self._engine, "lazy_modules", ()))

    def import_module(self, name: str) -> Any:
        """Import `name` and return its module."""
        return self._engine.import_module(name)

    def import_call(self, *arguments: Any) -> Any:
        """Call the system's `__import__`."""
        return self._engine.__import__(*arguments)

    def close(self) -> None:
        """Close the engine."""
        self._engine.close()
