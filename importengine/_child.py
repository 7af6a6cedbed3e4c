"""Go on in a child process: a command line for Python that makes the engine there again."""

from __future__ import annotations

import base64
import pickle
import sys
from collections.abc import Sequence
from typing import Any

from importengine import _host_import
from importengine._substitution import suspended


def in_child(engine: object, command: Sequence[str]) -> list[str]:
    """Return `command`, which is `python … -c SOURCE …`, with SOURCE to be run in the engine.

    In the child that is a new engine with the configuration of this one (ie-0001 E9).
    PicklingError where that cannot be passed on, ValueError for a command without a SOURCE.
    """
    if "-c" not in command:
        msg = f"a program without -c cannot make {engine!r} again: {' '.join(command)}"
        raise ValueError(msg)
    place = list(command).index("-c") + 1
    text = base64.b64encode(_pickled(engine)).decode()
    # no double quotes: multiprocessing quotes with them on Windows
    source = (
        f"import sys; sys.path[:] = {sys.__dict__['path']!r}; "
        f"from importengine._child import run; run('{text}', {command[place]!r})"
    )
    return [*command[:place], source, *command[place + 1 :]]


def _pickled(engine: object) -> bytes:
    # by the host's names, whoever asks
    with suspended(), _host_import.answered_by(None):
        try:
            return pickle.dumps(engine)
        except Exception as error:
            msg = (
                f"{engine!r} cannot be made again in a child process, as a part of its "
                f"configuration cannot be pickled: {error}"
            )
            raise pickle.PicklingError(msg) from error


def run(text: str, source: str) -> None:
    """Make the engine of `text` and run `source` in its `__main__`."""
    engine: Any = pickle.loads(base64.b64decode(text))
    exec(source, vars(engine.modules["__main__"]))
