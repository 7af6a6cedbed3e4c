"""Copies of the interpreter's own extension files: other files, that an engine loads privately."""

from __future__ import annotations

import importlib.util
import shutil
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path


__all__ = ["copy_extensions", "extension_file", "libraries_in"]


def extension_file(name: str) -> Path:
    """Return the file of a standard extension module; AssertionError where it is built in."""
    spec = importlib.util.find_spec(name)
    assert spec is not None, name
    assert spec.has_location, f"{name} is no file of this interpreter"
    return Path(spec.origin or "")


def copy_extensions(folder: Path, *names: str) -> Path:
    """Copy the files of the standard extension modules *names* into *folder*, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(extension_file(name), folder)
    return folder


def libraries_in(folder: Path) -> list[Path]:
    """Return the extension files under *folder*, not the links to others."""
    suffix = EXTENSION_SUFFIXES[0]
    return sorted(path for path in folder.rglob(f"*{suffix}") if not path.is_symlink())
