"""What C code keeps in the dict of a thread, which each engine has for itself (ie-0001 A14).

Two versions of a package would find each other's there, under one name, and take it for of the
wrong type.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary, WeakSet, finalize

from importengine._library_slots import call_instead


class _ThreadDict(dict[Any, Any]):
    """The dict of one engine and thread; it is in the thread's own, and gone with that."""

    __slots__ = ("__weakref__",)
    # not by what is in it
    __eq__, __hash__ = object.__eq__, object.__hash__  # type: ignore[assignment]


# by engine, the function that its C code calls
_answers: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
# C code is never unloaded, and goes on calling
_kept: list[Any] = []


def have_own_thread_dicts(engine: Any, path: str) -> None:
    """Let the C code of the file `path` find a dict of the engine's in the place of a thread's."""
    if engine not in _answers:
        dicts: WeakSet[_ThreadDict] = WeakSet()
        answer = _answering_with(dicts)
        if answer is None:
            return
        finalize(engine, _clear, dicts)
        _answers[engine] = answer
        _kept.append(answer)
    call_instead(path, "PyThreadState_GetDict", _answers[engine])


def _answering_with(dicts: WeakSet[_ThreadDict]) -> Any:
    """Return a function for C code that returns the dict of the calling thread among `dicts`."""
    try:
        import ctypes
    except ImportError:
        return None
    prototype = ctypes.PYFUNCTYPE(ctypes.c_void_p)
    thread_dict = prototype(("PyThreadState_GetDict", ctypes.pythonapi))
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

    return prototype(answer)


def _clear(dicts: WeakSet[_ThreadDict]) -> None:
    for own in list(dicts):
        own.clear()
