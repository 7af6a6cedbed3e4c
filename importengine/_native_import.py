"""The interpreter's own import, which C code asks for beside `__import__`: answered for its caller.

`PyImport_ImportModuleLevelObject`, by which Cython's modules import, looks a name up in the
interpreter's modules dict and calls importlib where it is not there. Code of an engine does not
find the host's modules in that dict (ie-0001 A10), and importlib asks here who is calling (A5).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from threading import get_ident
from types import FrameType
from typing import Any, Protocol

from attrs import frozen

from importengine._bind import import_fromlist
from importengine._interpreter import bootstrap
from importengine._native_stack import call_soon
from importengine._traceback import is_machinery, without_machinery
from importengine._visibility import (
    INTERPRETER_MODULES,
    ShownName,
    engine_of,
    engine_of_c_code,
    hide_from_engines,
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


def install() -> None:
    """Answer from now on, as C code that an engine has loaded stays."""
    bootstrap._find_and_load = _find_and_load_for_caller
    bootstrap._handle_fromlist = _handle_fromlist_for_caller


def _find_and_load_for_caller(fullname: str, import_: Any, **options: Any) -> Any:
    caller = sys._getframe(1)
    engine = active_engine() or engine_of(caller)
    try:
        if engine is None:
            engine = engine_of_c_code(caller)
            if engine is not None:
                return _shown_to_c_code(engine, fullname, caller)
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
    engine = active_engine() or engine_of(caller) or engine_of_c_code(caller)
    try:
        if engine is None:
            return _handle_fromlist(module, fromlist, import_, **options)
        import_fromlist(module, fromlist, engine.modules, engine.import_module)
    except BaseException as error:
        error.__traceback__ = without_machinery(error)
        raise
    return module


@frozen(eq=False)
class _Shown:
    """A module that was put where C code of an engine, called from the host's `caller`, looks next."""

    key: ShownName
    caller: FrameType
    instruction: int

    def is_in_use(self, frame: FrameType | None) -> bool:
        """Say whether the C code may not have looked yet, where its thread is in `frame`."""
        called = None
        while frame is not None and frame is not self.caller:
            called, frame = frame, frame.f_back
        # it imports, or compares names on the way to the one that it looks for
        return (
            frame is self.caller
            and called is not None
            and is_machinery(called)
            and self.caller.f_lasti == self.instruction
        )


_shown: list[_Shown] = []
# the threads that import for C code, and come back here when that is done
_importing: set[int] = set()


def _shown_to_c_code(engine: Importing, fullname: str, caller: FrameType) -> Any:
    """Import in `engine`, and let its C code find the module where it looks next.

    `PyImport_Import` looks into the interpreter's dict after the import. Nothing tells when it
    has, so what is put there is taken back when Python code runs again.
    """
    _importing.add(get_ident())
    try:
        module = engine.import_module(fullname)
        _shown.append(_Shown(show(fullname, module, engine), caller, caller.f_lasti))
        return module
    finally:
        _importing.discard(get_ident())
        call_soon(_take_back)


def _take_back() -> None:
    """Take back what was shown to C code that has looked."""
    # of this thread, what is beyond this function and the callback that it is called from
    frames = {**sys._current_frames(), get_ident(): sys._getframe(1).f_back}
    for entry in _shown.copy():
        if not entry.is_in_use(frames.get(entry.key.thread)):
            _shown.remove(entry)
            take_back(entry.key)
    if any(entry.key.thread not in _importing for entry in _shown):
        call_soon(_take_back)


def hide_host_modules() -> None:
    """Let code of engines miss the host's modules, but for those that it shares."""
    for fullname in list(INTERPRETER_MODULES):
        if type(fullname) is str:
            hide_from_engines(fullname)
