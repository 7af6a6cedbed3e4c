"""What C code keeps in the interpreter's own dict, which each engine has for itself (ie-0001 A12).

pybind11 and nanobind register the types of all extension modules there, for the interpreter that
loads them, and refuse a type that another copy or version has registered under its name.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from importengine._visibility import mirror, rename, window_modules, window_owner


class _ElsewhereName(str):
    """A key of the host's while an engine is active: the thread with the window misses it."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        equal: bool = str.__eq__(self, other)
        if equal is not True or type(other) is _ElsewhereName:
            return equal
        return threading.get_ident() not in window_owner


# whose content the dict has, but for the host's: nothing, or one engine's
_in_place: list[dict[str, Any]] = []
# C code goes on using what it has found there, also when its engine is gone
_kept: list[dict[str, Any]] = []


@cache
def interpreter_dict() -> dict[str, Any] | None:
    """Return the dict; None where it cannot be had. To be called once before there is a window."""
    try:
        import ctypes

        api = ctypes.pythonapi
        get = ctypes.PYFUNCTYPE(ctypes.c_void_p)(("PyInterpreterState_Get", api))
        get_dict = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p)(
            ("PyInterpreterState_GetDict", api)
        )
    except (ImportError, AttributeError):
        # an interpreter without ctypes, or without that part of its C API
        return None
    found: dict[str, Any] = get_dict(get())
    return found


def put_in_place(own: dict[str, Any] | None) -> None:
    """Let the thread with the window find the entries of `own` there; with None, the host's.

    What C code has added since goes to the dict that was in place before.
    """
    shared = interpreter_dict()
    if shared is None:
        return
    if _in_place:
        added = {
            str(key): value for key, value in shared.items() if type(key) is not _ElsewhereName
        }
        _keep(_in_place[-1], added)
        for key in list(shared):
            if type(key) is not _ElsewhereName:
                shared.pop(key)
        _in_place.clear()
    if own is None:
        for key in list(shared):
            rename(shared, key, str(key))
        return
    for key in list(shared):
        rename(shared, key, _ElsewhereName(key))
    for name, value in own.items():
        mirror(shared, window_modules[-1], name, value)
    _in_place.append(own)


def _keep(own: dict[str, Any], added: dict[str, Any]) -> None:
    if added and not any(own is known for known in _kept):
        _kept.append(own)
    own.clear()
    own.update(added)
