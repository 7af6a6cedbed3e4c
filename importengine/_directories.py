"""What is in directories, for the finders of all engines: each directory is read once (ie-0001 F6)."""

from __future__ import annotations

import os
from time import time


# in seconds: a directory that changes again so soon may have the same time, on some file systems
_TOO_RECENT = 2
# how many directories are remembered
_MANY = 4096

# by path, the modification time and the names
_known: dict[str, tuple[float, set[str]]] = {}


def names_in(path: str, mtime: float) -> set[str]:
    """Return the names in the directory `path`, whose modification time is `mtime`; not to be changed.

    Nothing where it cannot be read, as importlib's FileFinder has it.
    """
    known = _known.get(path)
    if known is not None and known[0] == mtime:
        return known[1]
    try:
        names = set(os.listdir(path))
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return set()
    if time() - mtime > _TOO_RECENT:
        while len(_known) >= _MANY:
            _known.pop(next(iter(_known)), None)
        _known[path] = mtime, names
    return names


def forget_directory(path: str) -> None:
    """Read `path` again when it is asked for next."""
    _known.pop(path, None)
