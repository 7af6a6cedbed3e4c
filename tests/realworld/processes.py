"""Processes of their own, of which what they say is kept for when they fail."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


__all__ = ["PATIENCE", "run_process"]

# in seconds, for one process
PATIENCE = 600


def run_process(
    command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None
) -> tuple[bool, str]:
    """Run `command` in `folder`; return whether it ended well, and what it said and how it ended."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **(variables or {})},
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        return False, f"{(error.stdout or b'').decode(errors='replace')}\nno end after {PATIENCE} s"
    said = done.stdout.decode(errors="replace")
    return not done.returncode, f"{said}\nexit status {done.returncode}"
