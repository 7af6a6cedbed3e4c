"""Several steps at once, as seen by other threads and by signal handlers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from operator import call
from typing import Any


def at_once(*steps: Callable[[], Any]) -> None:
    """Call functions written in C, with no other thread and no signal handler in between.

    Both get their turn between instructions of Python code, and here is only one.
    """
    deque(map(call, steps), maxlen=0)
