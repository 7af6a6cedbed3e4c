"""Which engine's C code is running, where the calling Python code is the host's.

Each engine loads extension files of its own, so the native stack tells: it is walked by the C
library's `backtrace`, where there is one, and the addresses in it belong to loaded files. What is
farther out than the next evaluation of Python code has not been called by that code.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary, ref


# whose each loaded file is, and the engines that are in there
_engine_of_file: dict[bytes | None, ref[Any]] = {}
_engines: dict[int, ref[Any]] = {}
# by engine, the files whose code it has, under all names that modules give
_files: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()

# how many calls deep it is looked for, from the innermost, and more than there are
_DEPTH, _ALL = 64, 16384
# how many addresses are remembered
_MANY = 16384
# what has the functions' beginnings; on macOS in the one system library
_UNWINDER = None if sys.platform == "darwin" else "libgcc_s.so.1"
# how often Python code is called by C code, to see what occurs as often
_STEPS = 6


def note_library(path: str, engine: Any, meant: str) -> None:
    """Remember that `engine` loads the file `path`, in the place of `meant` where that is another."""
    # before there is any engine to look for: it imports
    _walker()
    identity = id(engine)

    def forget(_: object) -> None:
        _engines.pop(identity, None)

    _engines.setdefault(identity, ref(engine, forget))
    _engine_of_file[os.fsencode(path)] = ref(engine)
    _files.setdefault(engine, set()).update([path, meant])


def has_library(engine: Any, path: str) -> bool:
    """Say whether `engine` has loaded the file `path`, or a copy of it."""
    return path in _files.get(engine, ())


def engines_with_c_code() -> list[Any]:
    """Return the engines that have C code in the process."""
    # a copy: other threads load, too
    return [engine for reference in list(_engines.values()) if (engine := reference()) is not None]


def engine_on_native_stack() -> Any:
    """Return the engine whose C code has called into the interpreter; None where it is no engine's.

    None, too, where the stack cannot be walked.
    """
    if not _engines:
        return None
    walker = _walker()
    return None if walker is None else walker.engine()


@cache
def _walker() -> _Walker | None:
    try:
        return _Walker()
    except (ImportError, AttributeError, LookupError, OSError, TypeError):
        # without ctypes, or without these functions in the C library
        return None


class _Walker:
    def __init__(self) -> None:
        import ctypes

        class Info(ctypes.Structure):
            _fields_ = (
                ("file", ctypes.c_char_p),
                ("base", ctypes.c_void_p),
                ("symbol", ctypes.c_char_p),
                ("address", ctypes.c_void_p),
            )

        # holding the interpreter's lock: other threads are not to get their turn
        library = ctypes.PyDLL(None)
        self._backtrace, self._describe = library.backtrace, library.dladdr
        self._describe.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        self._backtrace.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self._address = ctypes.c_void_p
        self._new_info, self._by_reference = Info, ctypes.byref
        # of the library that `backtrace` itself uses
        self._start_of = ctypes.PyDLL(_UNWINDER)._Unwind_FindEnclosingFunction
        self._start_of.argtypes, self._start_of.restype = [ctypes.c_void_p], ctypes.c_void_p
        self._places: dict[int, tuple[int, bytes | None]] = {}
        self._evaluator = self._find_evaluator()

    def _place_of(self, address: int) -> tuple[int, bytes | None]:
        """Return where the function begins that `address` is in, and its file."""
        try:
            return self._places[address]
        except KeyError:
            if len(self._places) >= _MANY:
                self._places.clear()
            info = self._new_info()
            found = self._describe(address, self._by_reference(info))
            place = self._start_of(address) or 0, info.file if found else None
            self._places[address] = place
            return place

    def _stack(self, depth: int) -> list[tuple[int, bytes | None]]:
        """Return the innermost places that the calling thread is in, from the inside."""
        stack = (self._address * depth)()
        depth = self._backtrace(stack, depth)
        return [self._place_of(address or 0) for address in stack[:depth]]

    def _find_evaluator(self) -> int:
        """Return where the function begins that evaluates Python code; LookupError if unclear.

        Not all interpreters have a symbol for it. It is what occurs once for each step in which C
        code calls Python code; whatever calls it differs from step to step here.
        """
        stacks: list[Counter[int]] = []

        class Operand:
            def __init__(self, level: int) -> None:
                self.level = level

            def __neg__(self) -> int:
                step(self.level)
                return self.level

        def step(level: int) -> None:
            if not level:
                stacks.append(Counter(start for start, _ in self._stack(_ALL)))
            elif level % 3 == 0:
                next(map(step, [level - 1]))
            elif level % 3 == 1:
                exec("step(level - 1)", {"step": step, "level": level})
            else:
                _ = -Operand(level - 1)

        step(0)
        step(_STEPS)
        added = stacks[1] - stacks[0]
        evaluator, next_often = sorted(added, key=added.__getitem__, reverse=True)[:2]
        times, times_of_next = added[evaluator], added[next_often]
        if not max(times_of_next + 1, _STEPS) <= times:
            message = "nothing in the native stack occurs once for each call of Python code"
            raise LookupError(message)
        return evaluator

    def engine(self) -> Any:
        """Return the engine of the C code that the calling Python code has called.

        It has called back into the interpreter: between two evaluations of Python code, of which
        the inner one is that of this function.
        """
        places = iter(self._stack(_DEPTH))
        for start, _ in places:
            if start == self._evaluator:
                break
        for start, file in places:
            if start == self._evaluator:
                break
            reference = _engine_of_file.get(file)
            if reference is not None:
                return reference()
        return None
