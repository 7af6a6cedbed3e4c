"""What stands between a plain run and one over an engine."""

import builtins
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from importengine import ImportEngine, sysengine
from tests.conformance.host import Snapshot
from tests.conformance.third_kind import ThirdKind


class World(Protocol):
    """Where a test module is imported and run."""

    @property
    def borrowed(self) -> Sequence[str]:
        """What the third kind of the tests has from Frozen."""

    def import_module(self, name: str) -> Any:
        """Import and return a module."""

    def leaks(self) -> list[str]:
        """Return what the tests have changed in the host and should not have."""


class GlobalWorld:
    """`sysengine` is the import system of this process and a kind of the tests."""

    def __init__(self) -> None:
        builtins.__import__ = sysengine.__import__
        util = importlib.import_module("test.test_importlib.util")
        kind = ThirdKind(util, sysengine)
        kind.install(util)
        self.borrowed = kind.borrowed

    def import_module(self, name: str) -> Any:
        """Import `name` by what stands in for `__import__`."""
        builtins.__import__(name)
        return sys.modules[name]

    def leaks(self) -> list[str]:
        """Return nothing: here the host is what is tested."""
        return []


class IsolatedWorld:
    """The test modules are an engine's; what they do to import state happens to the engine."""

    borrowed = ()

    def __init__(self) -> None:
        self._engine = ImportEngine(sys.path, name="isolated")
        self._before = Snapshot()

    def import_module(self, name: str) -> Any:
        """Import `name` in the engine."""
        return self._engine.import_module(name)

    def leaks(self) -> list[str]:
        """Return what is not as it was in the host's `sys` and builtins."""
        return self._before.changes()


MODES: dict[str, Callable[[], World]] = {"global": GlobalWorld, "isolated": IsolatedWorld}
