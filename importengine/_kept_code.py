"""The code of source files, kept for the engines of the process: each file is read once (ie-0001 F6).

What importlib would look at before it takes bytecode is looked at each time: the source file's
time and size. So are the bytecode file's, which may have been replaced.
"""

from __future__ import annotations

import marshal
import os
import sys
from importlib.util import cache_from_source
from time import time_ns
from types import CodeType

from attrs import define


# a file that changes again so soon may have the same time, on some file systems
_TOO_RECENT = 2_000_000_000
# how many files are remembered
_MANY = 16384

_State = tuple[int, int]


@define(eq=False)
class _Record:
    """One source file, as it was when its code was kept."""

    # what decides about the name of the bytecode file, and that
    naming: tuple[str | None, str | None]
    bytecode_path: str | None
    source: _State
    bytecode: _State | None
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


_records: dict[str, _Record] = {}


def kept_code(path: str, *, shared: bool) -> CodeType | None:
    """Return the code of the source file `path`, or None where that is to be got from the file.

    The code that other engines have too where it may be `shared`, else a copy.
    """
    record = _records.get(path)
    if record is None or record.naming != _naming():
        return None
    if _state(path) != record.source or _state(record.bytecode_path) != record.bytecode:
        _records.pop(path, None)
        return None
    return record.shared_code() if shared else record.private_code()


def keep_code(path: str, code: CodeType, *, shared: bool) -> None:
    """Remember that `code` is what has just been got from the source file `path`.

    A copy of it where it is not to be `shared`.
    """
    source = _state(path)
    if source is None or time_ns() - source[0] < _TOO_RECENT:
        return
    naming, bytecode_path = _naming(), _bytecode_path(path)
    while len(_records) >= _MANY:
        _records.pop(next(iter(_records)), None)
    record = _Record(naming, bytecode_path, source, _state(bytecode_path), code)
    if not shared:
        record.marshalled, record.code = marshal.dumps(code), None
    _records[path] = record


def kept_bytecode_path(path: str) -> str | None:
    """Return where the bytecode of the source file `path` is to be, if that is remembered."""
    record = _records.get(path)
    return None if record is None or record.naming != _naming() else record.bytecode_path


def _state(path: str | None) -> _State | None:
    if path is None:
        return None
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _naming() -> tuple[str | None, str | None]:
    return sys.pycache_prefix, sys.implementation.cache_tag


def _bytecode_path(path: str) -> str | None:
    try:
        return cache_from_source(path)
    except NotImplementedError:
        # no cache tag: the interpreter has no bytecode files
        return None
