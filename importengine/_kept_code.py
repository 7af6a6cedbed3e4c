"""The code of source files, kept for the engines of the process: each file is read once (ie-0001 F6).

What importlib would look at before it takes bytecode is looked at each time, and more: which file
the source is, its times and size, and those of the bytecode file.
"""

from __future__ import annotations

import marshal
import os
import sys
from importlib.util import cache_from_source
from time import time_ns
from types import CodeType

from attrs import define

from importengine._bounded import Bounded


# a file that changes again so soon may have the same times, on some file systems
TOO_RECENT = 2_000_000_000

FileState = tuple[int, int, int, int, int]


@define(eq=False)
class _Record:
    """One source file, as it was when its code was kept."""

    # what decides about the name of the bytecode file, and that
    naming: tuple[str | None, str | None]
    bytecode_path: str | None
    source: FileState
    bytecode: FileState | None
    # whether bytecode that is not there was to be written
    has_tried: bool
    # either of these is there, the other where it has been needed
    code: CodeType | None
    marshalled: bytes | None = None

    def shared_code(self) -> CodeType:
        """Return the code that all engines have which share it."""
        if self.code is None:
            self.code = self.private_code()
        return self.code

    def private_code(self) -> CodeType:
        """Return equal code that nobody else has."""
        if self.marshalled is None:
            self.marshalled = marshal.dumps(self.code)
        code: CodeType = marshal.loads(self.marshalled)
        return code


records: Bounded[_Record] = Bounded(16384)


def kept_code(path: str, *, shared: bool) -> CodeType | None:
    """Return the code of the source file `path`, or None where that is to be got from the file.

    The code that other engines have too where it may be `shared`, else a copy.
    """
    record = records.get(path)
    if record is None or record.naming != _naming():
        return None
    if record.bytecode is None and not (record.has_tried or sys.dont_write_bytecode):
        return None
    if file_state(path) != record.source or file_state(record.bytecode_path) != record.bytecode:
        records.forget(path)
        return None
    return record.shared_code() if shared else record.private_code()


def keep_code(path: str, code: CodeType, source: FileState | None, *, shared: bool) -> None:
    """Remember that `code` has been got from the source file `path`, whose state was `source`.

    A copy of it where it is not to be `shared`. Nothing where the file has changed meanwhile.
    """
    # a relative one is of another file when the working directory changes
    if source is None or file_state(path) != source or not os.path.isabs(path):
        return
    if time_ns() - max(source[2:4]) < TOO_RECENT:
        return
    naming, bytecode_path = _naming(), _bytecode_path(path)
    record = _Record(
        naming,
        bytecode_path,
        source,
        file_state(bytecode_path),
        has_tried=not sys.dont_write_bytecode,
        code=code,
    )
    if not shared:
        record.marshalled, record.code = marshal.dumps(code), None
    records.put(path, record)


def kept_bytecode_path(path: str) -> str | None:
    """Return where the bytecode of the source file `path` is to be, if that is remembered."""
    record = records.get(path)
    return None if record is None or record.naming != _naming() else record.bytecode_path


def file_state(path: str | None) -> FileState | None:
    """Return what changes with a file: the change time too, which nobody can set back."""
    if path is None:
        return None
    try:
        status = os.stat(path)
    except OSError:
        return None
    return (
        status.st_dev,
        status.st_ino,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_size,
    )


def _naming() -> tuple[str | None, str | None]:
    return sys.pycache_prefix, sys.implementation.cache_tag


def _bytecode_path(path: str) -> str | None:
    try:
        return cache_from_source(path)
    except NotImplementedError:
        # no cache tag: the interpreter has no bytecode files (PEP 3147)
        return None
