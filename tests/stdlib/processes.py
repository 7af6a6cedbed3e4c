"""Scripts that start processes, each run in a process of its own."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any


__all__ = ["METHODS", "output"]

METHODS = multiprocessing.get_all_start_methods()
ROOT = Path(__file__).parents[2]
SECONDS = 40


def output(script: Path, *arguments: object) -> Any:
    """Return what *script* prints as JSON; it and the processes it starts end in time."""
    folder = script.parent
    with (folder / "out").open("w+") as out, (folder / "err").open("w+") as err:
        # in files, as a process that is left over would hold a pipe open
        child = subprocess.Popen(
            [sys.executable, str(script), *map(str, arguments)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            code = child.wait(SECONDS)
        except subprocess.TimeoutExpired:
            code = -1
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        out.seek(0)
        err.seek(0)
        printed, errors = out.read(), err.read()
    assert code == 0, f"{code}: {errors[-4000:]}"
    return json.loads(printed)
