"""Names in the interpreter's modules dict that only some of the code in the process finds.

C code looks a module up in that one dict, whoever it works for. A look-up compares the name that
is asked for with the keys of its hash, and so a key may answer by who asks (ie-0001 A10).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from types import FrameType
from typing import Any
from weakref import ref

from importengine._rows import row_of
from importengine.share import STANDARD_LIBRARY


# the engines, by the identity of the dict of builtins that their code has
_engines: dict[int, ref[Any]] = {}

# the identity of the thread that has a window open, or nothing
window_owner: list[int] = []


def announce(engine: Any, builtins: dict[str, Any]) -> None:
    """Let code that has `builtins` be known as code of `engine`, for as long as that lives."""
    identity = id(builtins)

    def forget(_: object, engines: dict[int, ref[Any]] = _engines) -> None:
        engines.pop(identity, None)

    _engines[identity] = ref(engine, forget)


def engine_of(frame: FrameType) -> Any:
    """Return the engine whose code runs in `frame`; None for the host's."""
    reference = _engines.get(id(frame.f_builtins))
    return None if reference is None else reference()


class HostName(str):
    """The name of a module of the host's that engines do not share: code in engines misses it."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(
        self,
        other: object,
        # not as globals, which may be gone when the interpreter ends
        same: Callable[..., Any] = str.__eq__,
        caller: Callable[[int], FrameType] = sys._getframe,
        engines: dict[int, Any] = _engines,
    ) -> bool:
        equal: bool = same(self, other)
        if equal is not True:
            return equal
        try:
            return id(caller(1).f_builtins) not in engines
        except ValueError:
            # the interpreter asks, with no code running
            return True

    def __reduce__(self) -> Any:
        return str, (str(self),)


# the interpreter itself asks for these, at any time
_VISIBLE = {"__main__", "_frozen_importlib", "_frozen_importlib_external", "builtins", "sys"}


@lru_cache(maxsize=4096)
def host_name(fullname: str) -> str:
    """Return the key for the host's module `fullname`: one that engines miss, or find and share."""
    if fullname in _VISIBLE:
        return fullname
    if STANDARD_LIBRARY.covers(fullname.partition(".")[0]):
        row = row_of(fullname)
        if row is None or row.kind not in {"copy", "view"}:
            return fullname
    return HostName(fullname)


class WindowName(str):
    """The name of an engine's module while the engine is active: other threads miss it."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        equal: bool = str.__eq__(self, other)
        if equal is not True or type(other) is WindowName:
            return equal
        return threading.get_ident() in window_owner


def show(modules: MutableMapping[str, Any], fullname: str, module: Any) -> None:
    """Put an engine's module into the interpreter's dict, for the thread with the window."""
    hide(modules, fullname)
    modules[WindowName(fullname)] = module


def hide(modules: MutableMapping[str, Any], fullname: str) -> None:
    """Take what is called `fullname` out of the interpreter's dict, whoever would find it."""
    modules.pop(fullname, None)
    modules.pop(WindowName(fullname), None)
