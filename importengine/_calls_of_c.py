"""Which functions of the interpreter an engine answers itself, where its C code calls them.

Where a file's slots cannot be filled (`_library_slots`), its code goes on calling the interpreter
(ie-0001 A14).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from importengine._library_slots import call_instead
from importengine._modules_for_c import own_module, own_modules_dict
from importengine._thread_state import own_thread_dict


# by name, what makes an engine's own of it
_OWN: dict[str, Callable[[Any], Callable[..., int | None]]] = {
    "PyImport_GetModule": own_module,
    "PyImport_GetModuleDict": own_modules_dict,
    "PyThreadState_GetDict": own_thread_dict,
}

# by engine, the functions that its C code calls, by name
_answers: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()
# C code is never unloaded, and goes on calling
_kept: list[Any] = []


def answer_calls_of(engine: Any, path: str) -> None:
    """Let `engine` answer what the C code of the file `path` asks the interpreter for."""
    if engine not in _answers:
        try:
            _answers[engine] = _made_for(engine)
        except ImportError:
            # without ctypes
            return
    call_instead(path, _answers[engine])


def _made_for(engine: Any) -> dict[str, Any]:
    """Return the functions for C code that answer for `engine`, by name."""
    import ctypes

    parameters = {"PyImport_GetModule": [ctypes.py_object]}
    answers = {
        name: ctypes.PYFUNCTYPE(ctypes.c_void_p, *parameters.get(name, []))(own(engine))
        for name, own in _OWN.items()
    }
    _kept.append(answers)
    return answers
