"""Namespace packages: their search path, computed again when the path above them changes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from importlib.machinery import NamespaceLoader as _NamespaceLoader
from types import ModuleType
from typing import Any

from importengine._interpreter import bootstrap_external
from importengine._state import engine_or_default
from importengine.abc import EngineState


__all__ = ["NamespaceLoader", "NamespacePath"]

# `_NamespacePath` until CPython 3.14
_HOST_CLASS = bootstrap_external._NamespacePath

Finder = Callable[[str, Sequence[str]], ModuleSpec | None]


class NamespacePath(_HOST_CLASS):  # type: ignore[misc,valid-type]
    """The `__path__` of a namespace package (PEP 420).

    Behaves as a list of portions, and asks `find` again when the parent's search path or the
    epoch of its finder has changed. The parent's path is looked up in the engine. Nothing of the
    base class is used: tools know a namespace package by it.
    """

    def __init__(
        self,
        fullname: str,
        portions: Sequence[str],
        find: Finder,
        epoch: Callable[[], int] = lambda: 0,
        engine: EngineState | None = None,
    ) -> None:
        self._name = fullname
        self._path = list(portions)
        self._find = find
        self._epoch = epoch
        self._engine = engine_or_default(engine)
        self._last_parent_path = tuple(self._parent_path())
        self._last_epoch = epoch()

    def _parent_path(self) -> Sequence[str]:
        parent = self._name.rpartition(".")[0]
        if not parent:
            return self._engine.path
        try:
            path: Sequence[str] = self._engine.modules[parent].__path__
        except KeyError as error:
            if sys.version_info < (3, 15):
                raise
            msg = f"{parent!r} must be imported before finding {self._name!r}."
            raise ModuleNotFoundError(msg, name=parent) from error
        return path

    def _current(self) -> list[str]:
        parent_path = tuple(self._parent_path())
        if parent_path != self._last_parent_path or self._epoch() != self._last_epoch:
            spec = self._find(self._name, parent_path)
            # the loader must be none: otherwise it is no namespace package any more
            if spec is not None and spec.loader is None and spec.submodule_search_locations:
                self._path = list(spec.submodule_search_locations)
            self._last_parent_path = parent_path
            self._last_epoch = self._epoch()
        return self._path

    def refresh(self) -> None:
        """Look for the portions now; none are left where the search finds no namespace."""
        spec = self._find(self._name, tuple(self._parent_path()))
        if spec is None:
            self._path = []
        elif spec.loader is None:
            self._path = list(spec.submodule_search_locations or ())

    def __iter__(self) -> Iterator[str]:
        return iter(self._current())

    def __getitem__(self, index: Any) -> Any:
        return self._current()[index]

    def __setitem__(self, index: Any, portion: Any) -> None:
        self._path[index] = portion

    def __len__(self) -> int:
        return len(self._current())

    def __contains__(self, portion: object) -> bool:
        return portion in self._current()

    def append(self, portion: str) -> None:
        """Add a portion, until the parent's path changes."""
        self._path.append(portion)

    def __repr__(self) -> str:
        return f"{_HOST_CLASS.__name__}({self._path!r})"


class NamespaceLoader(_NamespaceLoader):
    """A namespace package's loader: nothing to execute."""

    def __init__(
        self,
        fullname: str,
        portions: Sequence[str],
        find: Finder,
        engine: EngineState | None = None,
    ) -> None:
        self.engine = engine_or_default(engine)
        # the base class would make importlib's own path, which reads the real sys.modules
        self._path = NamespacePath(fullname, portions, find, engine=engine)

    def create_module(self, spec: ModuleSpec) -> None:
        """Ask for the default module."""

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing, as a namespace package has no code."""
