"""Let the C code of one loaded file call another function where it calls one of the interpreter's.

A file in the ELF format has a slot for each function that it calls elsewhere; the dynamic linker
has filled it in, and here it is filled in anew. Other files, with the same code too, have slots of
their own. (System V ABI: "Dynamic Linking"; its supplements for AMD64 and AArch64.)
"""

from __future__ import annotations

import mmap
import platform
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count, takewhile
from operator import attrgetter
from typing import Any


# by machine, the types of relocations that fill a slot with the address of a function
_SLOTS = {"x86_64": {6, 7}, "aarch64": {1025, 1026}}
# tags in the dynamic section
_STRINGS, _STRINGS_SIZE, _SYMBOLS = 5, 10, 6
# where relocations are, their size in bytes, and how many come first that fill in no symbol, if any
_RELOCATIONS = {23: (2, 0), 7: (8, 0x6FFFFFF9)}
# of mprotect() and dlinfo()
_READ_WRITE, _LINK_MAP = 3, 2


def call_instead(path: str, functions: Mapping[str, Any]) -> None:
    """Let C code of the file `path` call `functions`, of ctypes, where it calls those so named.

    The file is loaded if it is not yet; nothing happens where that fails, or where the platform
    has no such slots. The functions are to be kept for as long as the process runs.
    """
    library = _linker()
    if library is not None:
        library.fill(path, {name.encode(): function for name, function in functions.items()})


def load_library(path: str) -> bool:
    """Load the file `path` as the interpreter loads extension files; return False where that fails."""
    try:
        import ctypes

        ctypes.CDLL(path, mode=sys.getdlopenflags())
    except (ImportError, OSError):
        return False
    return True


@cache
def _linker() -> _Linker | None:
    if platform.machine() not in _SLOTS or sys.byteorder != "little" or sys.maxsize < 2**32:
        return None
    try:
        return _Linker()
    except (ImportError, AttributeError, OSError):
        # without ctypes, or with another dynamic linker
        return None


class _Linker:
    def __init__(self) -> None:
        import ctypes

        class Entry(ctypes.Structure):
            _fields_ = (("tag", ctypes.c_int64), ("value", ctypes.c_uint64))

        class Symbol(ctypes.Structure):
            _fields_ = (
                ("name", ctypes.c_uint32),
                ("info", ctypes.c_uint8),
                ("other", ctypes.c_uint8),
                ("section", ctypes.c_uint16),
                ("value", ctypes.c_uint64),
                ("size", ctypes.c_uint64),
            )

        class Relocation(ctypes.Structure):
            _fields_ = (
                ("offset", ctypes.c_uint64),
                ("type", ctypes.c_uint32),
                ("symbol", ctypes.c_uint32),
                ("addend", ctypes.c_int64),
            )

        class Loaded(ctypes.Structure):
            _fields_ = (
                ("base", ctypes.c_uint64),
                ("name", ctypes.c_char_p),
                ("dynamic", ctypes.POINTER(Entry)),
            )

        self._ctypes: Any = ctypes
        self._symbol, self._relocation, self._loaded = Symbol, Relocation, Loaded
        library = ctypes.CDLL(None)
        self._dlinfo, self._mprotect = library.dlinfo, library.mprotect
        self._dlinfo.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
        self._mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]

    def fill(self, path: str, functions: Mapping[bytes, Any]) -> None:
        """Put the addresses of `functions` into the slots of the file `path` for their names."""
        ctypes = self._ctypes
        try:
            handle = ctypes.CDLL(path, mode=sys.getdlopenflags())._handle
        except OSError:
            # whoever loads it next says why
            return
        loaded = ctypes.POINTER(self._loaded)()
        if self._dlinfo(handle, _LINK_MAP, ctypes.byref(loaded)):
            return
        for name, slot in list(self._slots(loaded.contents, functions)):
            # it may be in a page that is not written to any more
            page = slot & -mmap.PAGESIZE
            if not self._mprotect(page, slot + 8 - page, _READ_WRITE):
                address = ctypes.cast(functions[name], ctypes.c_void_p).value
                ctypes.c_void_p.from_address(slot).value = address

    def _slots(self, loaded: Any, names: Mapping[bytes, Any]) -> Iterator[tuple[bytes, int]]:
        """Yield the addresses of the slots for `names`, each with its name."""
        ctypes, sections = self._ctypes, dict[int, int]()
        # ends with a tag of 0
        for entry in takewhile(attrgetter("tag"), map(loaded.dynamic.__getitem__, count())):
            sections[entry.tag] = entry.value
        strings = ctypes.string_at(
            self._address(loaded, sections[_STRINGS]), sections[_STRINGS_SIZE]
        )
        if not any(b"\0" + name + b"\0" in strings for name in names):
            return
        symbols = ctypes.cast(
            self._address(loaded, sections[_SYMBOLS]), ctypes.POINTER(self._symbol)
        )
        for table, (size, first) in _RELOCATIONS.items():
            if table not in sections:
                continue
            relocation_size = ctypes.sizeof(self._relocation)
            skipped = sections.get(first, 0)
            start = self._address(loaded, sections[table]) + skipped * relocation_size
            array = self._relocation * (sections[size] // relocation_size - skipped)
            for relocation in array.from_address(start):
                if relocation.type in _SLOTS[platform.machine()]:
                    begin = symbols[relocation.symbol].name
                    name = strings[begin : strings.index(b"\0", begin)]
                    if name in names:
                        yield name, loaded.base + relocation.offset

    @staticmethod
    def _address(loaded: Any, value: int) -> int:
        # the linker has made it absolute, but not all linkers do
        return value if value >= loaded.base else loaded.base + value
