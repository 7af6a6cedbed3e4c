"""Take the import machinery's frames out of tracebacks, as CPython does with importlib's."""

from __future__ import annotations

import os
import sys
from types import FrameType, TracebackType


_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
# where CPython leaves no frame: it calls a module's code through this function…
_CALLS_MODULES = "_call_with_frames_removed"
# …and does in C what these modules do
_DONE_IN_C = tuple(
    f"{_OURS}{name}.py" for name in ("_resolve", "_bind", "_host_import", "_host_modules")
)
_IMPORTLIB = ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>")


def is_machinery(frame: FrameType) -> bool:
    """Say whether `frame` runs code of the import machinery, this library's or importlib's."""
    filename = frame.f_code.co_filename
    return filename.startswith(_OURS) or filename in _IMPORTLIB


def is_importlib(frame: FrameType) -> bool:
    """Say whether `frame` runs code of importlib's, which CPython leaves out by itself."""
    return frame.f_code.co_filename in _IMPORTLIB


def without_machinery(error: BaseException) -> TracebackType | None:
    """Return the traceback of `error` without the frames of the machinery.

    As CPython's remove_importlib_frames (Python/import.c): each run of such frames for an
    ImportError, else those runs that end in a call of a module's code, so that an error of a
    finder, of a loader or of the machinery itself stays visible; none with `python -v`. To be
    assigned and followed by a bare `raise`, which adds no frame of its own.
    """
    if sys.flags.verbose:
        return error.__traceback__
    always = isinstance(error, ImportError)
    kept: list[TracebackType] = []
    run: int | None = None
    entry = error.__traceback__
    while entry is not None:
        kept.append(entry)
        if not is_machinery(entry.tb_frame):
            run = None
        else:
            run = len(kept) - 1 if run is None else run
            code = entry.tb_frame.f_code
            if always or code.co_name == _CALLS_MODULES or code.co_filename in _DONE_IN_C:
                del kept[run:]
        entry = entry.tb_next
    following: TracebackType | None = None
    for entry in reversed(kept):
        if entry.tb_next is not following:
            entry.tb_next = following
        following = entry
    return following
