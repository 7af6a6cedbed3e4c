"""Substitute the process-global import state by an engine's, for C code and for host code.

C code reads the interpreter's own modules dict, which cannot be exchanged, only refilled. While a
window is open its content is the engine's, for every thread that runs C code; Python code in
other threads goes on seeing the host's state, because `sys` answers by thread meanwhile, and
their import statements are answered by importlib over that state (ie-0001 A1 to A6).
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from types import ModuleType
from typing import Any, Protocol

from attrs import field, frozen

from importengine import _host_import, _native_import
from importengine._at_once import at_once
from importengine._c_import import INTERPRETER_MODULES
from importengine._interpreter_state import interpreter_dict, put_in_place
from importengine._state import MISSING, Modules
from importengine._visibility import WindowName, hide, show, window_owner


STATE_NAMES = ("modules", "path", "meta_path", "path_hooks", "path_importer_cache")

# one window at a time in the process; also the lock of `sysengine`
lock = threading.RLock()


class Substitute(Protocol):
    """What is put in the place of the global state."""

    # what C code keeps in the interpreter's own dict
    interpreter_state: dict[str, Any]

    @property
    def __import__(self) -> Callable[..., Any]: ...

    def import_module(self, name: str) -> Any: ...

    @property
    def modules(self) -> dict[str, Any]: ...

    def lends_to_c_code(self, fullname: str) -> bool: ...


@frozen(eq=False)
class _Window:
    engine: Substitute
    modules: Modules
    # the host's modules that C code may use, of this thread and of others: the standard library
    lent: dict[str, Any] = field(factory=dict)


# the windows of the thread that has any, innermost last; guarded by `lock`
_open: list[_Window] = []


def _mine() -> _Window | None:
    """Return the window that the calling thread is in."""
    return _open[-1] if _open and threading.get_ident() in window_owner else None


def is_open_elsewhere() -> bool:
    """Say whether another thread has a window open."""
    return bool(_open) and threading.get_ident() not in window_owner


def _answer_by_thread(name: str) -> property:
    def read(sys_module: ModuleType) -> Any:
        window = _mine()
        if window is not None:
            return getattr(window.engine, name)
        try:
            return sys_module.__dict__[name]
        except KeyError:
            msg = f"module 'sys' has no attribute {name!r}"
            raise AttributeError(msg) from None

    def write(sys_module: ModuleType, value: Any) -> None:
        window = _mine()
        if window is not None:
            setattr(window.engine, name, value)
        else:
            sys_module.__dict__[name] = value

    return property(read, write)


_SysByThread: type[ModuleType] = type(
    "module",
    (ModuleType,),
    {
        **{name: _answer_by_thread(name) for name in STATE_NAMES},
        # one of its own: since CPython 3.14 warm code looks straight into the dict of whatever
        # has the modules' own
        "__getattribute__": object.__getattribute__,
    },
)


@contextmanager
def substituted(engine: Substitute, modules: Modules) -> Iterator[None]:
    """Put the state of `engine`, whose modules are `modules`, in the place of the global one.

    For this thread; waits for the windows of other threads; nests; restores on any exit.
    """
    with nullcontext() if _mine() else lock:
        depth = len(_open)
        try:
            _enter(engine, modules)
            with _host_import.answered_by(engine):
                yield
        finally:
            _leave_to(depth)


@contextmanager
def suspended() -> Iterator[None]:
    """Take this thread's windows back for a while, so that an import never runs inside one.

    The lock is given up meanwhile: an import may wait for another thread's, which may need it.
    """
    if _mine() is None:
        yield
        return
    taken_back = _open.copy()
    try:
        _leave_to(0)
        lock.release()
        with _host_import.answered_by(None):
            yield
    finally:
        _reopen(taken_back)


def _reopen(windows: list[_Window]) -> None:
    interrupt: BaseException | None = None
    # whoever opened these windows closes them, and releases the lock; so it is to be held
    while not lock._is_owned():  # type: ignore[attr-defined]
        try:
            lock.acquire()
        except BaseException as error:
            # a signal's
            interrupt = error
    _leave_to(0)
    for window in windows:
        _enter(window.engine, window.modules)
    if interrupt is not None:
        raise interrupt


def _enter(engine: Substitute, modules: Modules) -> None:
    if _open:
        _collect(_open[-1])
    else:
        interpreter_dict()
        _host_import.install(_SysByThread)
    host_modules = sys.__dict__["modules"].copy()
    lent = {
        fullname: module
        for fullname, module in host_modules.items()
        if type(fullname) is str and engine.lends_to_c_code(fullname)
    }
    window = _Window(engine, modules, lent)
    aside: dict[str, Any] = {}
    take_aside = (
        partial(aside.update, INTERPRETER_MODULES),
        partial(sys.__dict__.__setitem__, "modules", aside),
        partial(setattr, sys, "__class__", _SysByThread),
        partial(window_owner.append, threading.get_ident()),
    )
    _native_import.install()
    at_once(*(() if _open else take_aside), partial(_open.append, window), *_filling(window))
    _complete(window)
    put_in_place(engine.interpreter_state)


def _leave_to(depth: int) -> None:
    """Close windows until `depth` are left, also where a signal interrupts that once."""
    try:
        _close_down_to(depth)
    finally:
        _close_down_to(depth)


def _close_down_to(depth: int) -> None:
    while _open and len(_open) > depth:
        _collect(_open[-1])
        if len(_open) > 1:
            at_once(_open.pop, *_filling(_open[-2]))
            _complete(_open[-1])
            put_in_place(_open[-1].engine.interpreter_state)
            continue
        put_in_place(None)
        at_once(
            INTERPRETER_MODULES.clear,
            partial(INTERPRETER_MODULES.update, sys.__dict__["modules"]),
            partial(sys.__dict__.__setitem__, "modules", INTERPRETER_MODULES),
            partial(setattr, sys, "__class__", ModuleType),
            _open.clear,
            window_owner.clear,
        )
        _native_import.hide_host_modules()
    if not _open:
        _host_import.uninstall(_SysByThread)


def _filling(window: _Window) -> tuple[Callable[[], Any], ...]:
    """Return the steps that fill the interpreter's modules dict for `window`.

    Other threads find the shared modules there too, but for the engine's own they go on to
    importlib, and so to the host's.
    """
    modules = window.modules.copy()
    own = {
        WindowName(fullname): module
        for fullname, module in modules.items()
        if window.lent.get(fullname, MISSING) is not module
    }
    lent = {
        fullname: module
        for fullname, module in window.lent.items()
        if modules.get(fullname, module) is module
    }
    return (
        INTERPRETER_MODULES.clear,
        partial(INTERPRETER_MODULES.update, lent),
        partial(INTERPRETER_MODULES.update, own),
        partial(setattr, window.modules, "mirror", INTERPRETER_MODULES),
    )


def _complete(window: _Window) -> None:
    """Add what other threads have done to the engine's modules while the dict was being filled."""
    modules = window.modules
    for fullname, module in modules.copy().items():
        if INTERPRETER_MODULES.get(fullname, MISSING) is not module:
            show(INTERPRETER_MODULES, fullname, module)
    for fullname in INTERPRETER_MODULES.keys() - modules.keys() - window.lent.keys():
        hide(INTERPRETER_MODULES, fullname)


def _collect(window: _Window) -> None:
    """Take over what C code did to the interpreter's modules dict."""
    modules = window.modules
    if modules.mirror is None:
        # done already, and then a signal came
        return
    for fullname in modules.keys() - INTERPRETER_MODULES.keys():
        modules.pop(fullname, None)
    for fullname, module in INTERPRETER_MODULES.copy().items():
        if modules.get(fullname, MISSING) is not module is not window.lent.get(fullname):
            modules[str(fullname)] = module
    modules.mirror = None


def _active_engine() -> Substitute | None:
    """Return the engine that is active for the calling thread, when C code is about to import."""
    window = _mine()
    if window is None:
        return None
    _collect(window)
    window.modules.mirror = INTERPRETER_MODULES
    return window.engine


_native_import.active_engine = _active_engine
_host_import.other_thread_substitutes = is_open_elsewhere


def _restore_after_fork() -> None:
    global lock
    if is_open_elsewhere():
        # its owner is not there to close it
        window_owner[:] = [threading.get_ident()]
        _close_down_to(0)
    if not _open:
        lock = threading.RLock()


os.register_at_fork(after_in_child=_restore_after_fork)
