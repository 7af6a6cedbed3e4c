"""What is in directories, for the finders of all engines: each directory is read once (ie-0001 F6)."""

from __future__ import annotations

import os
from time import time

from attrs import frozen


# in seconds: a directory that changes again so soon may have the same time, on some file systems
_TOO_RECENT = 2
# how many directories are remembered
_MANY = 4096


@frozen
class Directory:
    """The names in a directory when its modification time was `mtime`; not to be changed."""

    mtime: float
    names: set[str]
    # what comes before the first dot
    stems: set[str]

    @classmethod
    def read(cls, path: str, mtime: float) -> Directory:
        """Read the directory; it is empty where it cannot be, as importlib's FileFinder has it."""
        try:
            names = set(os.listdir(path))
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            names = set()
        return cls(mtime, names, {name.partition(".")[0] for name in names})


NOTHING = Directory(-1, set(), set())

# by path
_known: dict[str, Directory] = {}


def directory(path: str, mtime: float) -> Directory:
    """Return what is in the directory `path`, whose modification time is `mtime`."""
    known = _known.get(path)
    if known is not None and known.mtime == mtime:
        return known
    found = Directory.read(path, mtime)
    if found.names and time() - mtime > _TOO_RECENT:
        while len(_known) >= _MANY:
            _known.pop(next(iter(_known)), None)
        _known[path] = found
    return found


def forget_directory(path: str) -> None:
    """Read `path` again when it is asked for next."""
    _known.pop(path, None)
