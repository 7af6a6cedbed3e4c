"""The modules dict that C code of an engine finds when it asks the interpreter for that (ie-0001 A14).

While the engine is active for the thread it is the interpreter's own, out of which is taken over
what the C code does to it; else it is the engine's.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any
from weakref import ref

from importengine._state import MISSING, Modules
from importengine._visibility import INTERPRETER_MODULES, is_in_window_of


def own_modules_dict(engine: Any) -> Callable[[], int]:
    """Return what C code of `engine` calls as PyImport_GetModuleDict."""
    modules, asked = _modules_now(engine), dict[int, tuple[int, int]]()
    engine.modules.finder_for_c = _finder(ref(engine), asked)

    def answer() -> int:
        asked[threading.get_ident()] = _place(2)
        # a borrowed reference
        return id(modules())

    return answer


def _finder(
    engine: ref[Any], asked: dict[int, tuple[int, int]]
) -> Callable[[], Callable[[str], Any] | None]:
    """Return what returns a function that finds modules which are not in the dict.

    C code has imported what it looks up. A module that the host shares may have come from there,
    by the interpreter's own import; the engine is to have it too.
    """

    def find(fullname: str) -> Any:
        found = engine()
        if found is None or fullname not in INTERPRETER_MODULES:
            raise KeyError(fullname)
        return found.import_module(fullname)

    def finder() -> Callable[[str], Any] | None:
        # where code in Python asks, it has gone on since C code asked for the dict
        return find if asked.get(threading.get_ident()) == _place(3) else None

    return finder


def _place(depth: int) -> tuple[int, int]:
    """Return where the Python code is that has called the C code that calls."""
    try:
        frame = sys._getframe(depth)
    except ValueError:
        # a thread of its own
        return 0, 0
    return id(frame), frame.f_lasti


def own_module(engine: Any) -> Callable[[Any], int | None]:
    """Return what C code of `engine` calls as PyImport_GetModule; ImportError without ctypes."""
    import ctypes

    keep = ctypes.PYFUNCTYPE(None, ctypes.py_object)(("Py_IncRef", ctypes.pythonapi))
    modules = _modules_now(engine)

    def answer(fullname: Any) -> int | None:
        module = modules().get(fullname, MISSING)
        if module is MISSING:
            return None
        # a new reference
        keep(module)
        return id(module)

    return answer


def _modules_now(engine: Any) -> Callable[[], dict[str, Any]]:
    reference: ref[Modules] = ref(engine.modules)

    def modules() -> dict[str, Any]:
        own = reference()
        # its C code stays when an engine is gone
        return INTERPRETER_MODULES if own is None or is_in_window_of(own.identity) else own

    return modules
