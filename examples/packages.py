"""Packages a plugin asks for, installed once and kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path


__all__ = ["InstallError", "cache_folder", "install_once", "installed_packages"]


class InstallError(RuntimeError):
    """pip could not install a plugin's requirements."""


def installed_packages(requirements: Path) -> tuple[Path, bool]:
    """Return the folder that holds *requirements* installed, and whether this call installed it.

    Raises InstallError, with what pip said, when they are not cached and cannot be installed.
    """
    folder = cache_folder("demo") / hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    if folder.is_dir():
        return folder, False
    install_once(folder, partial(_run_pip, requirements))
    return folder, True


def cache_folder(purpose: str) -> Path:
    """Return the folder of the user's that keeps what is installed for this interpreter."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    interpreter = f"{sys.implementation.cache_tag}{sys.abiflags}-{sysconfig.get_platform()}"
    return Path(base) / "importengine" / purpose / interpreter


def install_once(folder: Path, fill: Callable[[Path], None]) -> None:
    """Make `folder`, which is complete as soon as it is there; `fill` is called with an empty one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix="installing-", dir=folder.parent))
    try:
        fill(staging)
        # a folder under its final name is always complete: the rename is one step
        staging.rename(folder)
    except OSError:
        # another process may have finished first; its folder is as good as ours
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _run_pip(requirements: Path, target: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run(  # noqa: S603 - this interpreter, this project's requirements
        [*pip, "install", "--target", str(target), "--requirement", str(requirements)],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        message = f"pip could not install {requirements}:\n{done.stderr or done.stdout}"
        raise InstallError(message)
