"""The interpreter's own import, which C code asks for beside `__import__`: answered for its caller.

`PyImport_ImportModuleLevelObject`, by which Cython's modules import, looks a name up in the
interpreter's modules dict and calls importlib where it is not there. Code of an engine does not
find the host's modules in that dict (ie-0001 A10), and importlib asks here who is calling (A5).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from threading import Lock, Thread, get_ident
from time import sleep
from types import FrameType
from typing import Any, Protocol

from attrs import define

from importengine._bind import import_fromlist
from importengine._host_modules import SYS_OF_IMPORTLIB
from importengine._interpreter import bootstrap
from importengine._traceback import is_importlib, is_machinery, without_machinery
from importengine._visibility import (
    INTERPRETER_MODULES,
    HostName,
    ShownName,
    WindowName,
    engine_of,
    engine_of_c_code,
    hide_from_engines,
    is_still_unasked,
    show,
    take_back,
)


class Importing(Protocol):
    """What is needed of an engine."""

    @property
    def modules(self) -> dict[str, Any]: ...

    def import_module(self, name: str) -> Any: ...


def _nobody() -> Importing | None:
    return None


# set by the substitution, which knows: the engine that is active for the calling thread
active_engine: Callable[[], Importing | None] = _nobody

_find_and_load = bootstrap._find_and_load
_handle_fromlist = bootstrap._handle_fromlist
_lock_unlock_module = bootstrap._lock_unlock_module


def install() -> None:
    """Answer from now on, as C code that an engine has loaded stays."""
    bootstrap._find_and_load = _find_and_load_for_caller
    bootstrap._handle_fromlist = _handle_fromlist_for_caller
    bootstrap._lock_unlock_module = _lock_unlock_module_for_caller
    bootstrap.sys = SYS_OF_IMPORTLIB


def _engine_of_c_code(caller: FrameType) -> Importing | None:
    """Return the engine whose C code has called, itself called by code of the host's."""
    # importlib's functions have called each other, with no C code between
    return None if is_importlib(caller) else engine_of_c_code(caller)


def _find_and_load_for_caller(fullname: str, import_: Any, **options: Any) -> Any:
    caller = sys._getframe(1)
    engine = active_engine() or engine_of(caller)
    try:
        if engine is None:
            engine = _engine_of_c_code(caller)
            if engine is not None:
                return _shown_to_c_code(engine, fullname)
            module = _find_and_load(fullname, import_, **options)
        else:
            return engine.import_module(fullname)
    except BaseException as error:
        error.__traceback__ = without_machinery(error)
        raise
    hide_from_engines(fullname)
    return module


def _handle_fromlist_for_caller(
    module: Any, fromlist: Iterable[Any], import_: Any, **options: Any
) -> Any:
    caller = sys._getframe(1)
    engine = active_engine() or engine_of(caller) or _engine_of_c_code(caller)
    try:
        if engine is None:
            return _handle_fromlist(module, fromlist, import_, **options)
        import_fromlist(module, fromlist, engine.modules, engine.import_module)
    except BaseException as error:
        error.__traceback__ = without_machinery(error)
        raise
    return module


def _lock_unlock_module_for_caller(fullname: str) -> None:
    """Wait for another thread's load of a module that C code has found."""
    caller = sys._getframe(1)
    engine = active_engine() or engine_of(caller) or _engine_of_c_code(caller)
    if engine is None:
        _lock_unlock_module(fullname)
    else:
        engine.import_module(fullname)


# in seconds
_A_WHILE = 0.002


@define(eq=False)
class _Shown:
    """A module that was put where C code of an engine, called by host code, looks next."""

    key: ShownName
    # how often it had been looked up when this was asked last
    answers: int = 0

    def is_in_use(self, frame: FrameType | None) -> bool:
        """Say whether the C code may not have looked yet, where its thread is in `frame`."""
        answers, self.answers = self.answers, self.key.answers
        if answers != self.answers:
            return True
        if frame is not None and is_machinery(frame):
            return True
        while frame is not None and frame.f_code not in _ON_THE_WAY:
            frame = frame.f_back
        return frame is not None


_shown: list[_Shown] = []
_sweeping = Lock()


def _shown_to_c_code(engine: Importing, fullname: str) -> Any:
    """Import in `engine`, and let its C code find the module where it looks next.

    `PyImport_Import` looks into the interpreter's dict after the import. Nothing tells when it
    has, so a thread takes back what is put there, a little later.
    """
    module = engine.import_module(fullname)
    _shown.append(_Shown(show(fullname, module, engine)))
    if not _sweeping.locked():
        Thread(target=_sweep, name="importengine", daemon=True).start()
    return module


def _sweep() -> None:
    """Take back what C code has looked up, until nothing is left."""
    while _shown and _sweeping.acquire(blocking=False):
        try:
            while _shown:
                sleep(_A_WHILE)
                _take_back_unused()
        finally:
            _sweeping.release()


def _take_back_unused() -> None:
    # first: what is shown later is not for threads that were elsewhere a moment ago
    entries = _shown.copy()
    frames = sys._current_frames()
    # this thread may have the identity of one that has ended
    frames.pop(get_ident(), None)
    for entry in entries:
        in_use = entry.is_in_use(frames.get(entry.key.thread))
        # another thread may look again just now
        if not in_use and is_still_unasked(entry.key, entry.answers):
            take_back(entry.key)
            _shown.remove(entry)


# what runs between the import that C code asks for and its look-up: it imports and compares names
_ON_THE_WAY = {
    function.__code__
    for function in (_shown_to_c_code, HostName.__eq__, ShownName.__eq__, WindowName.__eq__)
}


def hide_host_modules() -> None:
    """Let code of engines miss the host's modules, but for those that it shares."""
    for fullname in list(INTERPRETER_MODULES):
        if type(fullname) is str:
            hide_from_engines(fullname)


def _restart_after_fork() -> None:
    global _sweeping
    # the thread that was taking back is not there, and nor are those that were looking
    _sweeping = Lock()
    for entry in _shown:
        take_back(entry.key)
    _shown.clear()


os.register_at_fork(after_in_child=_restart_after_fork)
