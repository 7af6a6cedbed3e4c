"""The way of a module from its fullname: find, load, bind; each once, over all threads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from time import perf_counter
from types import ModuleType
from typing import Any, Protocol

from importengine._adopt import adopt_spec
from importengine._bind import bind_child
from importengine._find import find_spec
from importengine._interpreter import bootstrap
from importengine._load import load
from importengine._locks import DeadlockError
from importengine._namespace import namespace_of
from importengine._notify import Notifier
from importengine._state import MISSING, Modules
from importengine._substitution import suspended
from importengine._visibility import hide_from_engines
from importengine.abc import EngineState
from importengine.events import (
    ModuleFailed,
    ModuleFound,
    ModuleLoaded,
    ModuleLoading,
    ModuleMissing,
    ModuleRequested,
)


class Engine(EngineState, Protocol):
    """What the journey needs of an engine beside its import state."""

    notifier: Notifier
    # `sys` and `builtins`, which are there before any import
    own_modules: dict[str, ModuleType]

    @property
    def is_global(self) -> bool: ...

    def admit(self, fullname: str, importer: str | None) -> None:
        """Raise where the engine is closed or its policy refuses `fullname`."""

    def is_open_to_all(self, fullname: str) -> bool:
        """Say whether any module may import `fullname`."""

    def complete(self, fullname: str) -> None:
        """Put into one of `own_modules` what waits for its first import."""

    def bring_imports_of(self, fullname: str) -> None:
        """Take what the host's standard module `fullname` has imported."""

    def is_lent(self, fullname: str) -> bool:
        """Say whether the module in `modules` is a donor's own."""


# what a parent leaves under the name of its submodule is taken, until CPython 3.14 None too
_TAKES_NONE_OF_PARENT = sys.version_info < (3, 14)

# another thread's load of the parent is waited for, too (some 3.13 and 3.14 releases on)
WAITS_FOR_PARENT = "_initializing" in bootstrap._find_and_load_unlocked.__code__.co_consts

Importing = Callable[[Engine, str, str | None], Any]


def import_fullname(
    engine: Engine,
    fullname: str,
    importer: str | None = None,
    import_parent: Importing | None = None,
) -> Any:
    """Return the module `fullname`, loading it and its parents where that is still to be done.

    Parents are imported by `import_parent`, this function when None. Contract of importlib's
    _find_and_load.
    """
    engine.notifier.tell(ModuleRequested, fullname, importer=importer)
    engine.admit(fullname, importer)
    module = engine.modules.get(fullname, MISSING)
    if module is MISSING or _is_initializing(module):
        # never inside a window of ours, and never waiting for another thread while holding one
        with suspended():
            if module is MISSING:
                return _load_once(engine, fullname, importer, import_parent or import_fullname)
            engine.locks.wait(fullname)
            if engine.modules.get(fullname, MISSING) is not module:
                # the other thread's load has failed: its error is to be seen here too
                return import_fullname(engine, fullname, importer, import_parent)
            return _unless_none(fullname, module)
    _make_ready(engine, fullname, module)
    return _unless_none(fullname, module)


def _unless_none(fullname: str, module: Any) -> Any:
    """Return a module that was found in `modules`; ModuleNotFoundError for None."""
    if module is None:
        msg = f"import of {fullname} halted; None in sys.modules"
        raise ModuleNotFoundError(msg, name=fullname)
    return module


def _is_initializing(module: Any) -> bool:
    try:
        return bool(getattr(getattr(module, "__spec__", None), "_initializing", False))
    except Exception:
        # of a module's own __getattr__: until CPython 3.12, _PyModuleSpec_IsInitializing clears it
        if sys.version_info >= (3, 13):
            raise
        return False


def _make_ready(engine: Engine, fullname: str, module: Any) -> None:
    """Let a cached import return the module at once, unless somebody wants to hear of it."""
    modules = engine.modules
    if fullname in engine.own_modules:
        engine.complete(fullname)
    if (
        isinstance(modules, Modules)
        and not engine.notifier.listens(ModuleRequested)
        # what only the standard library may import is not for all
        and engine.is_open_to_all(fullname)
        # without a spec CPython asks a module's __getattr__ for it, at each import
        and "__spec__" in namespace_of(module)
        and modules.get(fullname) is module
        # a shared one that its donor is still loading
        and not _is_initializing(module)
    ):
        modules.ready.put(fullname, module)
        if modules.get(fullname) is not module:
            # another thread has just put in another one
            modules.ready.drop(fullname)


def _load_once(
    engine: Engine, fullname: str, importer: str | None, import_parent: Importing
) -> Any:
    """Load the module unless another thread does; then wait for that."""
    unloaded: tuple[object, ...] = (MISSING,)
    parent = fullname.rpartition(".")[0]
    if parent and parent not in engine.modules:
        # before the lock: the parent may import this module itself, in another thread
        import_parent(engine, parent, importer)
        module = engine.modules.get(fullname, MISSING)
        if module is None and not _TAKES_NONE_OF_PARENT:
            unloaded = (MISSING, None)
        elif module is not MISSING:
            if _is_initializing(module):
                engine.locks.wait(fullname)
            return module
    try:
        with engine.locks.loading(fullname):
            module = engine.modules.get(fullname, MISSING)
            if not any(module is value for value in unloaded):
                return _unless_none(fullname, module)
            if WAITS_FOR_PARENT and _is_initializing(engine.modules.get(parent)):
                import_parent(engine, parent, importer)
                module = engine.modules.get(fullname)
                if module is not None:
                    return module
            module = _find_and_load(engine, fullname, importer)
            _make_ready(engine, fullname, module)
            return module
    except DeadlockError:
        module = engine.modules.get(fullname, MISSING)
        if module is not MISSING:
            return module
        msg = (
            f"cannot import {fullname!r}: another thread is importing it and waits for this one "
            "(most likely due to a circular import)"
        )
        raise ImportError(msg, name=fullname) from None


def _find_and_load(engine: Engine, fullname: str, importer: str | None) -> Any:
    """Take one module from its fullname to being bound on its parent; the lock is held."""
    spec = _find(engine, fullname, importer)
    parent_name, _, child = fullname.rpartition(".")
    with _being_loaded(engine, parent_name, child):
        module = _load(engine, fullname, spec, importer)
    if engine.is_global:
        hide_from_engines(fullname)
    # a donor's package is not written to: its submodules are its own (ie-0001 S3)
    if parent_name and not engine.is_lent(parent_name):
        bind_child(engine.modules[parent_name], parent_name, child, module)
    return module


def _find(engine: Engine, fullname: str, importer: str | None) -> ModuleSpec:
    """Return the spec and tell of it; ModuleNotFoundError where there is none."""
    tell = engine.notifier.tell
    parent_name = fullname.rpartition(".")[0]
    parent: Any = engine.modules[parent_name] if parent_name else None
    try:
        spec = find_module(engine, fullname)
    except ModuleNotFoundError as error:
        if error.name == fullname:
            tell(ModuleMissing, fullname, importer=importer, error=error)
        raise
    if parent_name:
        # needed next; for a package that has deleted its own an AttributeError, as in CPython
        parent.__spec__  # noqa: B018
    if spec is None:
        missing = _missing(engine, fullname)
        tell(ModuleMissing, fullname, importer=importer, error=missing)
        raise missing
    tell(ModuleFound, fullname, importer=importer, spec=spec)
    return spec


def _missing(engine: Engine, fullname: str, why: str = "") -> ModuleNotFoundError:
    """Return the error that says so."""
    msg = f"No module named {fullname!r}{why}"
    error = ModuleNotFoundError(msg, name=fullname)
    if sys.version_info >= (3, 15) and not engine.is_global:
        # None would let a traceback printed in the host look into the parent, there (ie-0001 B4)
        error.name_from = False  # type: ignore[assignment]
    return error


def find_module(
    engine: Engine, fullname: str, target: ModuleType | None = None
) -> ModuleSpec | None:
    """Return the spec of `fullname`, whose parent is loaded already, or None.

    Raises ModuleNotFoundError where the parent is not a package.
    """
    parent_name = fullname.rpartition(".")[0]
    path: Sequence[str] | None = None
    if parent_name:
        # a package is whole: the submodules of a shared one are where it comes from
        spec = engine.shared_spec(fullname)
        if spec is not None:
            return spec
        parent = engine.modules[parent_name]
        try:
            path = parent.__path__
        except AttributeError:
            raise _missing(engine, fullname, f"; {parent_name!r} is not a package") from None
    sys.audit("import", fullname, None, engine.path, engine.meta_path, engine.path_hooks)
    spec = find_spec(engine, fullname, path, target)
    if spec is None or engine.is_global:
        return spec
    return adopt_spec(engine, spec)


class _being_loaded:  # noqa: N801 - used as a context manager
    """Note on the parent's spec which submodule is being loaded, for CPython's error messages."""

    def __init__(self, engine: Engine, parent_name: str, child: str) -> None:
        parent = engine.modules[parent_name] if parent_name else None
        spec = getattr(parent, "__spec__", None)
        self._children: list[str] | None = getattr(spec, "_uninitialized_submodules", None)
        self._child = child

    def __enter__(self) -> None:
        if self._children is not None:
            self._children.append(self._child)

    def __exit__(self, *_: object) -> None:
        if self._children is not None:
            self._children.pop()


def _load(engine: Engine, fullname: str, spec: ModuleSpec, importer: str | None) -> Any:
    """Load the module and tell of it."""
    tell = engine.notifier.tell
    tell(ModuleLoading, fullname, importer=importer, spec=spec)
    started = perf_counter()
    try:
        module = load(engine, spec, engine.builtins_for_code())
    except BaseException as error:
        seconds = perf_counter() - started
        tell(ModuleFailed, fullname, importer=importer, spec=spec, seconds=seconds, error=error)
        raise
    seconds = perf_counter() - started
    tell(ModuleLoaded, fullname, importer=importer, spec=spec, seconds=seconds)
    return module
