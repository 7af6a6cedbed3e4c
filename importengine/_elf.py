"""Shared libraries as files: what they need, and copies of them that share nothing.

The dynamic linker takes a library that is loaded already for any other of its name, and one
definition of a C++ symbol that is marked as unique for all. A copy has another name, of the same
length, and no such mark. (System V ABI, "Dynamic Section"; STB_GNU_UNIQUE is the GNU linker's.)
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path

from attrs import frozen


# 64 bit, little endian
_MAGIC = b"\x7fELF\x02\x01"
# types of program headers and sections
_LOAD, _DYNAMIC, _DYNAMIC_SYMBOLS = 1, 2, 11
# tags in the dynamic section
_NEEDED, _STRINGS, _STRINGS_SIZE, _NAME, _RPATH, _RUNPATH = 1, 5, 10, 14, 15, 29
_SYMBOL_SIZE = 24
# st_info: 10 in the upper half is a unique symbol, 1 a global one
_NOT_UNIQUE = bytes(0x10 | info & 15 if info >> 4 == 10 else info for info in range(256))


@frozen
class Library:
    """What the dynamic linker reads in a file: its name, names that it needs, where to search."""

    path: str
    name: str
    needed: tuple[str, ...]
    # folders relative to its own
    search: tuple[str, ...]
    # what it needs searches these too, where that has no folders of its own (DT_RPATH)
    hands_on: bool
    # where in the file the strings are, and the marks of the symbols
    strings: slice
    marks: tuple[slice, ...]
    has_unique_symbols: bool

    def folders(self, inherited: tuple[str, ...]) -> tuple[str, ...]:
        """Return where it searches, and where what it needs does by that: absolute paths."""
        origin = os.path.dirname(os.path.abspath(self.path))
        own = (entry.replace("${ORIGIN}", "$ORIGIN") for entry in self.search)
        found = tuple(
            os.path.normpath(entry.replace("$ORIGIN", origin))
            for entry in own
            if "$ORIGIN" in entry
        )
        return found + inherited if self.hands_on or not self.search else found

    def bundled(self, folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield the names of the libraries that it needs and that are in `folders`, with their files."""
        for needed in self.needed:
            for folder in folders:
                file = os.path.join(folder, needed)
                if os.path.isfile(file):
                    yield needed, file
                    break

    def renamed(self, names: Mapping[str, str]) -> bytes:
        """Return the file with other names, as long as the former ones, and no unique symbols."""
        data = bytearray(Path(self.path).read_bytes())
        strings = bytes(data[self.strings])
        for name, other in names.items():
            strings = strings.replace(f"\0{name}\0".encode(), f"\0{other}\0".encode())
        data[self.strings] = strings
        for marks in self.marks:
            data[marks] = data[marks].translate(_NOT_UNIQUE)
        return bytes(data)


def read_library(path: str) -> Library | None:
    """Return the library in the file `path`; None where that is of another format, or broken."""
    with open(path, "rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return None
        with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            try:
                return _parsed(path, data)
            except (struct.error, LookupError, ValueError):
                return None


def _parsed(path: str, data: mmap) -> Library:
    [(start, size)] = [place for kind, *place, _ in _segments(data) if kind == _DYNAMIC]
    entries = list(struct.iter_unpack("<qQ", data[start : start + size]))
    values = dict(entries)
    at = _offset(data, values[_STRINGS])

    def text(value: int) -> str:
        return data[at + value : data.find(b"\0", at + value)].decode()

    marks = tuple(
        slice(start + 4, start + size, _SYMBOL_SIZE)
        for start, size in _sections(data, _DYNAMIC_SYMBOLS)
    )
    # the one is ignored where there is the other
    tag = next((tag for tag in (_RUNPATH, _RPATH) if tag in values), None)
    return Library(
        path=path,
        name=text(values[_NAME]) if _NAME in values else "",
        needed=tuple(text(value) for tag, value in entries if tag == _NEEDED),
        search=tuple(text(values[tag]).split(":")) if tag is not None else (),
        hands_on=tag == _RPATH,
        strings=slice(at, at + values[_STRINGS_SIZE]),
        marks=marks,
        has_unique_symbols=any(data[mark] != data[mark].translate(_NOT_UNIQUE) for mark in marks),
    )


def _segments(data: mmap) -> Iterator[tuple[int, int, int, int]]:
    """Yield each program header: its type, offset and size in the file, and its address."""
    (start,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    for number in range(count):
        kind, _, offset, address, _, length = struct.unpack_from(
            "<IIQQQQ", data, start + number * size
        )
        yield kind, offset, length, address


def _sections(data: mmap, wanted: int) -> Iterator[tuple[int, int]]:
    """Yield the offset and size of the sections of a type; none where the file has no headers."""
    (start,) = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    for number in range(count if start else 0):
        _, kind, _, _, offset, length = struct.unpack_from("<IIQQQQ", data, start + number * size)
        if kind == wanted:
            yield offset, length


def _offset(data: mmap, address: int) -> int:
    """Return where in the file an address in memory is."""
    for kind, offset, length, start in _segments(data):
        if kind == _LOAD and start <= address < start + length:
            return offset + address - start
    message = f"no segment has the address {address:#x}"
    raise LookupError(message)
