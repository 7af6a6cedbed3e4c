"""`GlobalImportEngine`: the process's own import system, and `sysengine`, its one instance."""

from __future__ import annotations

import builtins
import sys
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from importlib.machinery import ModuleSpec
from typing import Any, Self

from importengine import _host_import, _substitution
from importengine._lazy import Filter
from importengine._locks import InterpreterLocks
from importengine._qualified import Naming
from importengine._state import set_default_engine
from importengine.abc import PathHook
from importengine.engine import ImportEngine
from importengine.policy import Policy
from importengine.share import Share


__all__ = ["GlobalImportEngine", "sysengine"]


class GlobalImportEngine(ImportEngine):
    """The process-global import state as an engine: reads and writes `sys`, live (PEP 406).

    Its own state is the interpreter's, so there is nothing to give it but a policy, which covers
    the imports that go through it.
    """

    is_global = True

    def __init__(self, *, name: str = "sys", policy: Policy | None = None) -> None:
        self.name = name
        self.naming: Naming = "exact"
        self.own_modules = {"sys": sys, "builtins": builtins}
        self.share_code = False
        self.locks = InterpreterLocks()
        self._begin(policy)
        self._make_import()

    @classmethod
    def from_engine(cls, other: ImportEngine, *, name: str | None = None) -> Self:  # noqa: ARG003
        """Refuse: the process has one global state; copy it with `ImportEngine.from_engine`."""
        msg = "the process has one global import state; use ImportEngine.from_engine(sysengine)"
        raise TypeError(msg)

    def __reduce__(self) -> str:
        """Pickle as the one that each process has."""
        return "sysengine"

    @property
    def modules(self) -> dict[str, Any]:
        """`sys.modules`."""
        return sys.modules

    @modules.setter
    def modules(self, modules: dict[str, Any]) -> None:
        sys.modules = modules

    @property
    def path(self) -> list[str]:
        """`sys.path`."""
        return sys.path

    @path.setter
    def path(self, path: list[str]) -> None:
        sys.path = path

    @property
    def meta_path(self) -> list[Any]:
        """`sys.meta_path`."""
        return sys.meta_path

    @meta_path.setter
    def meta_path(self, meta_path: list[Any]) -> None:
        sys.meta_path = meta_path

    @property
    def path_hooks(self) -> list[PathHook]:
        """`sys.path_hooks`."""
        return sys.path_hooks

    @path_hooks.setter
    def path_hooks(self, path_hooks: list[PathHook]) -> None:
        sys.path_hooks = path_hooks

    @property
    def path_importer_cache(self) -> MutableMapping[str, Any]:
        """`sys.path_importer_cache`."""
        return sys.path_importer_cache

    @path_importer_cache.setter
    def path_importer_cache(self, cache: MutableMapping[str, Any]) -> None:
        sys.path_importer_cache = cache  # type: ignore[assignment]

    @property
    def lock(self) -> Any:
        """The lock of the process-global state, held while any engine is active."""
        return _substitution.lock

    @property
    def lazy_modules(self) -> set[str]:
        """`sys.lazy_modules` (PEP 810); empty before CPython 3.15."""
        names: set[str] = getattr(sys, "lazy_modules", set())
        return names

    @property
    def lazy_imports_filter(self) -> Filter | None:
        """The filter of `sys.set_lazy_imports_filter` (PEP 810); None before CPython 3.15."""
        get = getattr(sys, "get_lazy_imports_filter", None)
        return None if get is None else get()

    @lazy_imports_filter.setter
    def lazy_imports_filter(self, accepts: Filter | None) -> None:
        sys.set_lazy_imports_filter(accepts)  # type: ignore[attr-defined]

    @property
    def shares(self) -> tuple[Share, ...]:
        """Nothing: the host takes no module from anywhere."""
        return ()

    @property
    def private_names(self) -> frozenset[str]:
        """Nothing: the host loads all that it has."""
        return frozenset()

    def activate(self) -> AbstractContextManager[None]:
        """Put the host's own state back for the block, inside an active engine's."""
        return _substitution.suspended()

    substituted = activate

    def installed(self) -> AbstractContextManager[None]:
        """Let the host answer import statements again, inside an installed engine's context."""
        return _host_import.answered_by(None)

    def close(self) -> None:
        """Refuse: the process cannot do without."""
        msg = "the process-global import state cannot be closed"
        raise RuntimeError(msg)

    def own_finder(self, finder: Any) -> Any:
        """Return `finder`: the interpreter's are this engine's own."""
        return finder

    def shared_spec(self, fullname: str) -> ModuleSpec | None:  # noqa: ARG002
        """Return None, as nothing is shared."""
        return None

    def is_lent(self, fullname: str) -> bool:  # noqa: ARG002
        """Say no, as nothing is shared."""
        return False

    def is_standard(self, fullname: str) -> bool:  # noqa: ARG002
        """Say no: the interpreter's finders know where its library is."""
        return False

    def builtins_for_code(self) -> dict[str, Any] | None:
        """Return None: code of the host has the interpreter's builtins."""
        return None

    def _forget_ready(self) -> None:
        """Do nothing: no import of the host's is answered without a look."""


sysengine = GlobalImportEngine()
set_default_engine(sysengine)
