"""What is in directories, for the finders of all engines: each directory is read once (ie-0001 F6)."""

from __future__ import annotations

import os
from time import time_ns

from attrs import frozen

from importengine._bounded import Bounded


# a directory that changes again so soon may have the same times, on some file systems
TOO_RECENT = 2_000_000_000

_State = tuple[int, int, int, int]


@frozen
class Directory:
    """The names in a directory; not to be changed."""

    state: _State | None
    names: set[str]
    # what comes before the first dot
    stems: set[str]


NOTHING = Directory(None, set(), set())

# by path
known: Bounded[Directory] = Bounded(4096)


def directory(path: str, status: os.stat_result) -> Directory:
    """Return what is in the directory `path`, whose status has just been asked for.

    Nothing where it cannot be read, as importlib's FileFinder has it.
    """
    state = status.st_dev, status.st_ino, status.st_mtime_ns, status.st_ctime_ns
    found = known.get(path)
    if found is not None and found.state == state:
        return found
    try:
        names = set(os.listdir(path))
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return NOTHING
    found = Directory(state, names, {name.partition(".")[0] for name in names})
    if time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > TOO_RECENT:
        known.put(path, found)
    return found
