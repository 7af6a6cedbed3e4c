"""What C code keeps in the dict of a thread, which each engine has for itself (ie-0001 A14).

Two versions of a package would find each other's there, under one name, and take it for of the
wrong type.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakSet, finalize


class _ThreadDict(dict[Any, Any]):
    """The dict of one engine and thread; it is in the thread's own, and gone with that."""

    __slots__ = ("__weakref__",)
    # not by what is in it
    __eq__, __hash__ = object.__eq__, object.__hash__  # type: ignore[assignment]


def own_thread_dict(engine: Any) -> Callable[[], int | None]:
    """Return what C code of `engine` calls as PyThreadState_GetDict; ImportError without ctypes."""
    import ctypes

    thread_dict = ctypes.PYFUNCTYPE(ctypes.c_void_p)(("PyThreadState_GetDict", ctypes.pythonapi))
    dicts: WeakSet[_ThreadDict] = WeakSet()
    finalize(engine, _clear, dicts)
    key = object()

    def answer() -> int | None:
        address = thread_dict()
        if not address:
            return None
        of_thread: dict[Any, Any] = ctypes.cast(address, ctypes.py_object).value
        own = of_thread.get(key)
        if own is None:
            own = of_thread[key] = _ThreadDict()
            dicts.add(own)
        # a borrowed reference
        return id(own)

    return answer


def _clear(dicts: WeakSet[_ThreadDict]) -> None:
    for own in list(dicts):
        own.clear()
