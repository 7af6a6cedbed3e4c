"""Requirements, installed once into folders of their own in the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path


__all__ = ["InstallError", "cache_folder", "installed"]

# in seconds, for one call of pip
PATIENCE = 900


class InstallError(RuntimeError):
    """pip could not install some requirements."""


def cache_folder() -> Path:
    """Return the folder that keeps what was installed for this interpreter."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    interpreter = f"{sys.implementation.cache_tag}{sys.abiflags}-{sysconfig.get_platform()}"
    return Path(base) / "importengine" / "realworld" / interpreter


def installed(requirements: Sequence[str], role: str = "") -> Path:
    """Return the folder that holds `requirements` and all that they require, and nothing else.

    One for each `role`. Raises InstallError, with what pip said, where they are not there and
    cannot be installed.
    """
    digest = hashlib.sha256("\n".join([*requirements, role]).encode()).hexdigest()[:10]
    folder = cache_folder() / f"{_readable(requirements[0])}-{digest}"
    if not folder.is_dir():
        _install(requirements, folder)
    return folder


def _readable(requirement: str) -> str:
    name = requirement.partition(";")[0].strip()
    return "".join(letter if letter.isalnum() or letter in ".-_" else "-" for letter in name)


def _install(requirements: Sequence[str], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix="installing-", dir=folder.parent))
    try:
        _run_pip(requirements, staging)
        # a folder under its final name is always complete: the rename is one step
        staging.rename(folder)
    except OSError:
        # another process may have finished first; its folder is as good as ours
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _run_pip(requirements: Sequence[str], target: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    options = ["install", "--prefer-binary", "--target", str(target)]
    try:
        done = subprocess.run(
            [*pip, *options, *requirements],
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        message = f"pip did not finish {', '.join(requirements)} in {PATIENCE} s"
        raise InstallError(message) from error
    if done.returncode or not any(target.iterdir()):
        said = done.stderr or done.stdout or "no requirement is for this interpreter"
        message = f"pip could not install {', '.join(requirements)}:\n{said}"
        raise InstallError(message)
