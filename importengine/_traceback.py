"""Take the import machinery's frames out of tracebacks, as CPython does with importlib's."""

from __future__ import annotations

import os
import sys
from types import FrameType, TracebackType

_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
_IMPORTLIB = ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>")


def is_machinery(frame: FrameType) -> bool:
    """Say whether `frame` runs code of the import machinery, this library's or importlib's."""
    filename = frame.f_code.co_filename
    return filename.startswith(_OURS) or filename in _IMPORTLIB


def calling_frame() -> FrameType | None:
    """Return the nearest frame that is not the machinery's: the one that asked for an import."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and is_machinery(frame):
        frame = frame.f_back
    return frame


def without_machinery(error: BaseException) -> TracebackType | None:
    """Return the traceback of `error` without the frames of the machinery.

    As CPython's remove_importlib_frames (Python/import.c): every such frame for an ImportError,
    else all but the innermost ones, so that an error of the machinery itself stays visible;
    none with `python -v`. To be assigned and followed by a bare `raise`, which adds no frame.
    """
    traceback = error.__traceback__
    if sys.flags.verbose:
        return traceback
    entries: list[TracebackType] = []
    while traceback is not None:
        entries.append(traceback)
        traceback = traceback.tb_next
    innermost: TracebackType | None = None
    while entries and is_machinery(entries[-1].tb_frame):
        last = entries.pop()
        if not isinstance(error, ImportError):
            innermost = last
    for entry in reversed(entries):
        if not is_machinery(entry.tb_frame):
            if entry.tb_next is not innermost:
                entry.tb_next = innermost
            innermost = entry
    return innermost
