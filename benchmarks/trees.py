"""What is imported in the benchmarks: generated trees, and real packages from the package index."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from examples.packages import cache_folder, install_once


# what is old enough not to be taken for just being written
_LONG_AGO = 60 * 60


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files, by their paths in `folder`, with times of an hour ago; return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    before = time.time() - _LONG_AGO
    for entry in (folder, *folder.rglob("*")):
        os.utime(entry, (before, before))
    return folder


def settle() -> None:
    """Wait until engines do not take what was written for what may change again at once."""
    time.sleep(2.1)


def many_modules(folder: Path, count: int, package: str = "many") -> Path:
    """Write a package whose `__init__` imports `count` small modules of its own."""
    names = [f"m{number}" for number in range(count)]
    text = "limit = {0}\n\n\ndef add(a, b={0}):\n    return a + b\n\n\nclass Kept:\n    x = {0}\n"
    files = {f"{package}/{name}.py": text.format(number) for number, name in enumerate(names)}
    files[f"{package}/__init__.py"] = "".join(f"from {package} import {name}\n" for name in names)
    return write(folder, files)


def installed(*requirements: str) -> Path:
    """Return a folder with real packages, installed once and kept in the user's cache."""
    folder = cache_folder("benchmarks") / "+".join(sorted(requirements)).replace("==", "-")
    if not folder.is_dir():
        install_once(folder, lambda target: _pip(requirements, target))
    return folder


def _pip(requirements: tuple[str, ...], target: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--no-input", "install", "--no-compile"]
    subprocess.run([*pip, "--target", str(target), *requirements], check=True)


def import_natively(folder: Path, fullname: str) -> object:
    """Import in the host, and forget everything again: what swapping `sys.modules` comes to."""
    with swapped(folder):
        return importlib.import_module(fullname)


@contextmanager
def swapped(folder: Path) -> Iterator[None]:
    """Have `folder` first on `sys.path`, and take out of `sys.modules` what comes from there."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            if (getattr(sys.modules[name], "__file__", None) or "").startswith(str(folder)):
                del sys.modules[name]
