"""Which engine's C code is running, where the calling Python code is the host's.

Each engine loads extension files of its own, so the native stack tells: it is walked by the C
library's `backtrace`, where there is one, and the addresses in it belong to loaded files.
"""

from __future__ import annotations

import os
from functools import cache
from itertools import groupby
from typing import Any
from weakref import ref


# whose each loaded file is, and the engines that are in there
_engine_of_file: dict[bytes, ref[Any]] = {}
_engines: dict[int, ref[Any]] = {}

# how many calls deep it is looked for, from the innermost
_DEPTH = 64
# how many addresses are remembered
_MANY = 16384


def note_library(path: str, engine: Any) -> None:
    """Remember that `engine` loads the file `path`."""
    identity = id(engine)

    def forget(_: object) -> None:
        _engines.pop(identity, None)

    _engines.setdefault(identity, ref(engine, forget))
    _engine_of_file[os.fsencode(path)] = ref(engine)
    _walker()


def engine_of_file(path: str) -> Any:
    """Return the engine that has loaded the file `path`; None for the host."""
    reference = _engine_of_file.get(os.fsencode(path))
    return None if reference is None else reference()


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
    except (ImportError, AttributeError, OSError, TypeError):
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
        self._new_stack = ctypes.c_void_p * _DEPTH
        self._new_info, self._by_reference = Info, ctypes.byref
        self._files: dict[int, bytes | None] = {}
        function = ctypes.cast(ctypes.pythonapi.PyImport_Import, ctypes.c_void_p).value
        self._interpreter = self._file_of(function or 0)

    def _file_of(self, address: int) -> bytes | None:
        try:
            return self._files[address]
        except KeyError:
            if len(self._files) >= _MANY:
                self._files.clear()
            info = self._new_info()
            found = self._describe(address, self._by_reference(info))
            file: bytes | None = info.file if found else None
            self._files[address] = file
            return file

    def engine(self) -> Any:
        """Return the engine of the first C code beyond the interpreter's own, from the inside."""
        stack = self._new_stack()
        depth = self._backtrace(stack, _DEPTH)
        files = [self._file_of(address or 0) for address in stack[:depth]]
        runs = [list(run) for _, run in groupby(files, self._interpreter.__eq__)]
        # the function of ctypes that walks, the interpreter that calls it, and who called that
        callers = runs[2] if len(runs) > 2 else []
        owners = filter(None, map(_engine_of_file.get, filter(None, callers)))
        reference = next(owners, None)
        return None if reference is None else reference()
