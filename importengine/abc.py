"""What the library accepts: the protocols between its parts and to its users' code."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from contextlib import AbstractContextManager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Protocol, runtime_checkable

from importengine.events import (
    ModuleFailed,
    ModuleFound,
    ModuleLoaded,
    ModuleLoading,
    ModuleMissing,
    ModuleRefused,
    ModuleReloaded,
    ModuleRequested,
    ModuleUnloaded,
)


__all__ = [
    "Donor",
    "EngineState",
    "Loader",
    "Locks",
    "MetaPathFinder",
    "Observer",
    "PathEntryFinder",
    "PathHook",
]


class Loader(Protocol):
    """A PEP 451 loader. `exec_module` may take `engine=` too."""

    def create_module(self, spec: ModuleSpec, /) -> ModuleType | None: ...

    def exec_module(self, module: ModuleType, /) -> None: ...


@runtime_checkable
class MetaPathFinder(Protocol):
    """A PEP 451 meta path finder. `find_spec` may take `engine=` too (ie-0001 F2)."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = ..., /
    ) -> ModuleSpec | None: ...


@runtime_checkable
class PathEntryFinder(Protocol):
    """A PEP 451 path entry finder."""

    def find_spec(self, fullname: str, target: ModuleType | None = ..., /) -> ModuleSpec | None: ...


PathHook = Callable[[str], Any]


@runtime_checkable
class Donor(Protocol):
    """Where shared modules come from: the host or another engine."""

    @property
    def modules(self) -> MutableMapping[str, Any]: ...

    def find_spec(self, name: str, package: str | None = ...) -> ModuleSpec | None: ...

    def import_module(self, name: str, package: str | None = ...) -> ModuleType: ...


class Locks(Protocol):
    """The locks of one engine's imports."""

    def loading(self, fullname: str) -> AbstractContextManager[None]:
        """Return a context manager that holds the lock of `fullname`."""

    def wait(self, fullname: str) -> None:
        """Return when no other thread is loading `fullname`, or when waiting would deadlock."""

    def finding(self) -> AbstractContextManager[Any]:
        """Return a context manager in which a meta path finder is asked."""


class Pending(Protocol):
    """The submodules that lazy imports of one engine have named."""

    names: set[str]

    def add(self, fullname: str) -> None:
        """Let `fullname`, and each package that it is in, be imported where it is read."""

    def attach(self, fullname: str) -> None:
        """Let the module `fullname` offer those that are its own."""


class EngineState(Donor, Protocol):
    """The import state of one engine, as finders, loaders and the journey's steps use it."""

    locks: Locks
    pending: Pending
    # the engine's versions of importlib's file loaders, by the class they stand for
    loader_classes: dict[type, type]
    # whether its modules may have the code objects that other engines have for the same files
    share_code: bool

    @property
    def path(self) -> list[str]: ...

    @property
    def meta_path(self) -> list[Any]: ...

    @property
    def path_hooks(self) -> list[PathHook]: ...

    @property
    def path_importer_cache(self) -> MutableMapping[str, Any]: ...

    def own_finder(self, finder: Any) -> Any:
        """Return the engine's own finder for one of the interpreter's, others as they are."""

    def is_standard(self, fullname: str) -> bool:
        """Say whether `fullname` is a module of the standard library that the engine uses."""

    def builtins_for_code(self) -> dict[str, Any] | None:
        """Return the `__builtins__` for code of the engine; None leaves it to the interpreter."""

    def shared_spec(self, fullname: str) -> ModuleSpec | None:
        """Return the spec that takes `fullname` from its donor; None where it is not shared."""

    def substituted(self) -> AbstractContextManager[None]:
        """Substitute the process-global import state, for C code (ie-0001 A1)."""


class Observer(Protocol):
    """Anything with some of these methods; each gets its own event class (ie-0001 N2)."""

    def module_requested(self, event: ModuleRequested, /) -> None: ...

    def module_found(self, event: ModuleFound, /) -> None: ...

    def module_missing(self, event: ModuleMissing, /) -> None: ...

    def module_refused(self, event: ModuleRefused, /) -> None: ...

    def module_loading(self, event: ModuleLoading, /) -> None: ...

    def module_loaded(self, event: ModuleLoaded, /) -> None: ...

    def module_failed(self, event: ModuleFailed, /) -> None: ...

    def module_reloaded(self, event: ModuleReloaded, /) -> None: ...

    def module_unloaded(self, event: ModuleUnloaded, /) -> None: ...
