"""Shared libraries as files: read, and written anew under other names."""

from __future__ import annotations

import platform
import struct
import sys
from pathlib import Path

import pytest

from importengine._elf import Library, read_library
from tests.isolation.extensions import extension_file


pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.architecture()[0] != "64bit", reason="another format"
)

# in the file: its header, two program headers, the dynamic section, strings, symbols, sections
HEADER, PROGRAM, SECTION, ENTRY = 64, 56, 64, 16
UNIQUE_FUNCTION, WEAK_OBJECT = 0xA2, 0x21


def make_library(
    path: Path,
    name: str = "",
    needed: tuple[str, ...] = (),
    search: str = "",
    *,
    tag: int = 29,
    marks: tuple[int, ...] = (),
) -> Path:
    """Write a file with nothing in it but what the dynamic linker reads first."""
    texts = [text for text in (name, *needed, search) if text]
    strings = b"\0" + b"".join(text.encode() + b"\0" for text in texts)
    at = {text: strings.index(b"\0" + text.encode() + b"\0") + 1 for text in texts}
    entries = [(1, at[text]) for text in needed]
    entries += [(14, at[name])] if name else []
    entries += [(tag, at[search])] if search else []
    dynamic_at = HEADER + 2 * PROGRAM
    strings_at = dynamic_at + (len(entries) + 3) * ENTRY
    # strings are found by their address, which is not where they are in the file
    base = 0x10000
    entries += [(5, base + strings_at), (10, len(strings)), (0, 0)]
    symbols_at = strings_at + len(strings)
    symbols = b"".join(struct.pack("<IBBHQQ", 0, mark, 0, 0, 0, 0) for mark in marks)
    sections_at = symbols_at + len(symbols)
    header = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", 3, 62, 1, 0, HEADER, sections_at, 0, HEADER, PROGRAM, 2, SECTION, 1, 0
    )
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, base, base, sections_at, sections_at, 4096)
    size = len(entries) * ENTRY
    dynamic = struct.pack("<IIQQQQQQ", 2, 6, dynamic_at, base + dynamic_at, 0, size, size, 8)
    section = struct.pack("<IIQQQQIIQQ", 0, 11, 0, 0, symbols_at, len(symbols), 0, 0, 8, 24)
    content = b"".join(struct.pack("<qQ", *entry) for entry in entries)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + load + dynamic + content + strings + symbols + section)
    return path


def read(path: Path) -> Library:
    library = read_library(str(path))
    assert library is not None
    return library


def test_what_the_linker_reads(tmp_path: Path) -> None:
    path = make_library(tmp_path / "a.so", "liba.so.1", ("libb.so", "libm.so.6"), "$ORIGIN:/opt")
    library = read(path)
    assert library.name == "liba.so.1"
    assert library.needed == ("libb.so", "libm.so.6")
    assert library.search == ("$ORIGIN", "/opt")
    assert not library.has_unique_symbols


def test_an_extension_file_is_read() -> None:
    library = read(extension_file("_queue"))
    assert all(".so" in name for name in library.needed)
    assert library.renamed({}) == extension_file("_queue").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no library", b"\x7fELF\x01\x01" + b"\0" * 60])
def test_another_format_is_not_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.so"
    path.write_bytes(content)
    assert read_library(str(path)) is None


@pytest.mark.parametrize("size", [8, 40, 70, 150, 200])
def test_a_file_that_ends_too_early_is_not_read(tmp_path: Path, size: int) -> None:
    path = make_library(tmp_path / "a.so", "liba.so", ("libb.so",))
    path.write_bytes(path.read_bytes()[:size])
    assert read_library(str(path)) is None


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_library(str(tmp_path / "absent.so"))


@pytest.mark.parametrize("origin", ["$ORIGIN", "${ORIGIN}"])
def test_libraries_are_found_relative_to_the_file(tmp_path: Path, origin: str) -> None:
    path = make_library(
        tmp_path / "package/a.so", "", ("libb.so", "libc.so.6"), f"/opt:{origin}/../libs:{origin}"
    )
    for folder in ("libs", "package"):
        make_library(tmp_path / folder / "libb.so", "libb.so")
    library = read(path)
    folders = library.folders(())
    assert folders == (str(tmp_path / "libs"), str(tmp_path / "package"))
    assert list(library.bundled(folders)) == [("libb.so", str(tmp_path / "libs" / "libb.so"))]


@pytest.mark.parametrize(
    ("search", "tag", "is_searched"),
    [("", 29, True), ("$ORIGIN", 15, True), ("$ORIGIN", 29, False)],
)
def test_folders_of_what_needs_it_are_searched_too(
    tmp_path: Path, search: str, tag: int, is_searched: bool
) -> None:
    library = read(make_library(tmp_path / "a.so", "liba.so", (), search, tag=tag))
    assert ("/elsewhere" in library.folders(("/elsewhere",))) is is_searched


def test_names_are_replaced_wherever_they_stand(tmp_path: Path) -> None:
    path = make_library(tmp_path / "a.so", "liba.so", ("libb.so", "liba.so.old", "libc.so.6"))
    copy = tmp_path / "copy.so"
    copy.write_bytes(read(path).renamed({"liba.so": "00001.s", "libb.so": "00002.s"}))
    library = read(copy)
    assert library.name == "00001.s"
    assert library.needed == ("00002.s", "liba.so.old", "libc.so.6")


def test_a_copy_has_no_unique_symbols(tmp_path: Path) -> None:
    path = make_library(tmp_path / "a.so", "liba.so", marks=(0, UNIQUE_FUNCTION, WEAK_OBJECT))
    assert read(path).has_unique_symbols
    copy = tmp_path / "copy.so"
    copy.write_bytes(read(path).renamed({}))
    assert not read(copy).has_unique_symbols
    [marks] = read(copy).marks
    assert copy.read_bytes()[marks] == bytes([0, 0x12, WEAK_OBJECT])
