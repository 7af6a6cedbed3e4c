"""Requirements, installed once into folders of their own in the user's cache."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from examples import packages
from examples.packages import InstallError, install_once


__all__ = ["InstallError", "cache_folder", "installed"]

# in seconds, for one call of pip
PATIENCE = 900


def cache_folder() -> Path:
    """Return the folder that keeps what was installed for this interpreter."""
    return packages.cache_folder("realworld")


def installed(requirements: Sequence[str], role: str = "") -> Path:
    """Return the folder that holds `requirements` and all that they require, and nothing else.

    One for each `role`. Raises InstallError, with what pip said, where they are not there and
    cannot be installed.
    """
    digest = hashlib.sha256("\n".join([*requirements, role]).encode()).hexdigest()[:10]
    folder = cache_folder() / f"{_readable(requirements[0])}-{digest}"
    if not folder.is_dir():
        install_once(folder, lambda staging: _run_pip(requirements, staging))
    return folder


def _readable(requirement: str) -> str:
    name = requirement.partition(";")[0].strip()
    return "".join(letter if letter.isalnum() or letter in ".-_" else "-" for letter in name)


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
