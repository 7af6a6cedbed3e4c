"""Several steps at once, as seen by other threads and by signal handlers."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from operator import call
from typing import Any


def needs_one_thread_at_a_time() -> None:
    """Raise ImportError where the interpreter runs threads in parallel: nothing is at once there."""
    has_lock = getattr(sys, "_is_gil_enabled", None)
    if has_lock is not None and not has_lock():
        msg = (
            "an engine cannot take the place of the process-global import state while threads run in "
            "parallel: run the free-threaded interpreter with PYTHON_GIL=1"
        )
        raise ImportError(msg)


def at_once(*steps: Callable[[], Any]) -> None:
    """Call functions written in C, with no other thread and no signal handler in between.

    Both get their turn between instructions of Python code, and here is only one.
    """
    deque(map(call, steps), maxlen=0)
