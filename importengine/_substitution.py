"""Substitute the process-global import state by an engine's, for C code and for host code.

C code reads the interpreter's own modules dict, which cannot be exchanged. While a window is open
there are names in it that its thread alone finds, or misses; `sys` answers by thread meanwhile,
and import statements of other threads are answered by importlib over the host's state (ie-0001 A1
to A6).
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from types import ModuleType
from typing import Any

from importengine import _host_import, _native_import
from importengine._at_once import needs_one_thread_at_a_time
from importengine._host_modules import HOST_MODULES
from importengine._interpreter_state import interpreter_dict, put_in_place
from importengine._state import Modules
from importengine._visibility import INTERPRETER_MODULES, window_modules, window_owner
from importengine._window import (
    Substitute,
    Window,
    collect,
    empty,
    fill,
    put_host_modules_aside,
)


STATE_NAMES = ("modules", "path", "meta_path", "path_hooks", "path_importer_cache")

# one window at a time in the process; also the lock of `sysengine`
lock = threading.RLock()


# the windows of the thread that has any, innermost last; guarded by `lock`
_open: list[Window] = []


def _mine() -> Window | None:
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
        # importlib makes modules by calling the type of `sys`
        "__new__": lambda _, *args, **kwargs: ModuleType(*args, **kwargs),
        # one of its own: since CPython 3.14 warm code looks straight into the dict of whatever
        # has the modules' own
        "__getattribute__": object.__getattribute__,
    },
)


@contextmanager
def substituted(engine: Substitute, modules: Modules) -> Iterator[None]:
    """Put the state of `engine`, whose modules are `modules`, in the place of the global one.

    For this thread; waits for the windows of other threads; nests; restores on any exit.
    ImportError where the interpreter runs without its global lock.
    """
    needs_one_thread_at_a_time()
    with nullcontext() if _mine() else lock:
        depth = len(_open)
        try:
            _enter(engine, modules)
            with _host_import.answered_by(engine):
                yield
        finally:
            _leave_to(depth)


def suspended() -> AbstractContextManager[None]:
    """Take this thread's windows back for a while, so that an import never runs inside one.

    The lock is given up meanwhile: an import may wait for another thread's, which may need it.
    """
    # for most imports, which have none
    return _NO_WINDOW if _mine() is None else _suspended()


_NO_WINDOW = nullcontext()


@contextmanager
def _suspended() -> Iterator[None]:
    taken_back = _open.copy()
    try:
        _leave_to(0)
        lock.release()
        with _host_import.answered_by(None):
            yield
    finally:
        _reopen(taken_back)


def _reopen(windows: list[Window]) -> None:
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
        collect(_open[-1])
        empty(_open[-1])
    else:
        interpreter_dict()
        _host_import.install(_SysByThread)
        _native_import.install()
    window = Window.of(engine, modules)
    if _open:
        _open.append(window)
    else:
        put_host_modules_aside(
            partial(setattr, sys, "__class__", _SysByThread),
            partial(_open.append, window),
        )
        window_owner.append(threading.get_ident())
    fill(window)
    put_in_place(engine.interpreter_state)


def _leave_to(depth: int) -> None:
    """Close windows until `depth` are left, also where a signal interrupts that once."""
    try:
        _close_down_to(depth)
    finally:
        _close_down_to(depth)


def _close_down_to(depth: int) -> None:
    while _open and len(_open) > depth:
        collect(_open[-1])
        empty(_open[-1])
        if len(_open) > 1:
            _open.pop()
            fill(_open[-1])
            put_in_place(_open[-1].engine.interpreter_state)
            continue
        put_in_place(None)
        HOST_MODULES.become_view(
            partial(sys.__dict__.__setitem__, "modules", INTERPRETER_MODULES),
            partial(setattr, sys, "__class__", ModuleType),
            _open.clear,
            window_owner.clear,
            window_modules.clear,
        )
        _native_import.hide_host_modules()
    if not _open:
        _host_import.uninstall(_SysByThread)


def _active_engine() -> Substitute | None:
    """Return the engine that is active for the calling thread, when C code is about to import."""
    window = _mine()
    if window is None:
        return None
    collect(window)
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
