"""Where the interpreter's own modules are."""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec


def _standard_library_directories() -> list[str]:
    directory = os.path.dirname(os.__file__)
    archive = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    wanted = (directory, os.path.join(directory, "lib-dynload"))
    extra = [
        entry
        for entry in sys.path
        if os.path.basename(entry) in {archive, "lib-dynload"} and entry not in wanted
    ]
    return [*wanted, *extra]


STANDARD_LIBRARY_DIRECTORIES = _standard_library_directories()


def is_of_standard_library(fullname: str, spec: ModuleSpec | None) -> bool:
    """Say whether `spec` is of the interpreter's own module `fullname`, not of another so named."""
    origin = getattr(spec, "origin", None)
    if origin in {"built-in", "frozen"}:
        return True
    parts = fullname.split(".")
    found = os.path.dirname(origin) if isinstance(origin, str) else None
    return any(
        found in {os.path.join(entry, *parts[:-1]), os.path.join(entry, *parts)}
        for entry in STANDARD_LIBRARY_DIRECTORIES
    )


def is_in_standard_library(path: str) -> bool:
    """Say whether `path` is a file of the interpreter's own library, nothing installed beside it."""
    return os.path.dirname(path) in STANDARD_LIBRARY_DIRECTORIES
