"""Run Python in a process of its own, which shows where each thread stands if it hangs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent


__all__ = ["run_in_child"]

ROOT = Path(__file__).parents[2]


def run_in_child(script: str, *arguments: object, seconds: int = 60) -> str:
    """Return what *script* (dedented) prints; AssertionError with its errors where it fails."""
    watched = (
        f"import faulthandler; faulthandler.dump_traceback_later({seconds}, exit=True)\n"
        + dedent(script)
    )
    done = subprocess.run(
        [sys.executable, "-c", watched, *map(str, arguments)],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds + 30,
    )
    assert done.returncode == 0, done.stderr[-6000:]
    return done.stdout
