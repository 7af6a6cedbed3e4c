"""What the code that asked for an import is doing: an import statement, or a call."""

from __future__ import annotations

import dis
import sys
from types import FrameType

from importengine._traceback import is_machinery


# the instructions during which the interpreter takes names from what `__import__` returns:
# the statement itself, and on 3.15 the first use of a lazily imported name
_TAKES_NAMES = frozenset(
    dis.opmap[name]
    for name in (
        "IMPORT_NAME",
        "LOAD_NAME",
        "LOAD_GLOBAL",
        "LOAD_ATTR",
        "LOAD_FROM_DICT_OR_GLOBALS",
    )
    if name in dis.opmap
)


def calling_frame() -> FrameType | None:
    """Return the nearest frame that is not the machinery's: the one that asked for an import."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and is_machinery(frame):
        frame = frame.f_back
    return frame


def statement_frame() -> FrameType | None:
    """Return the frame whose import statement is being executed; None for a call.

    A wrapper around `__import__`, as hosts and test tools make them, is called by the statement
    directly; a module's body is called by the machinery.
    """
    frame = calling_frame()
    if frame is not None and frame.f_code.co_code[frame.f_lasti] in _TAKES_NAMES:
        return frame
    while frame is not None and not is_machinery(frame):
        if frame.f_code.co_code[frame.f_lasti] == dis.opmap["IMPORT_NAME"]:
            return frame
        frame = frame.f_back
    return None


def binds_by_name(frame: FrameType | None) -> bool:
    """Say whether `frame` is in `import a.b as c`, which takes `b` from what we return."""
    if frame is None:
        return False
    code = frame.f_code.co_code
    following = frame.f_lasti + 2
    return (
        code[frame.f_lasti] == dis.opmap["IMPORT_NAME"]
        and following < len(code)
        and code[following] == dis.opmap["IMPORT_FROM"]
    )


def calls_import(frame: FrameType | None) -> bool:
    """Say whether `frame` is in a call of something named `__import__`, written in Python."""
    if frame is None or "__import__" not in frame.f_code.co_names:
        return False
    here = _start(list(frame.f_code.co_positions())[frame.f_lasti // 2])
    return here is None or any(
        instruction.argval == "__import__" and _start(instruction.positions) in {here, None}
        for instruction in dis.get_instructions(frame.f_code)
    )


def _start(positions: tuple[int | None, ...] | None) -> tuple[int, int] | None:
    """Return where in the source an instruction's expression starts; None where unknown."""
    if positions is None or positions[0] is None or positions[2] is None:
        return None
    return positions[0], positions[2]
