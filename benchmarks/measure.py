"""The shape of an answer, and how the two sides of a ratio are timed."""

import gc
import statistics
import time
from collections.abc import Callable

import attrs


@attrs.frozen
class Ratio:
    """How many times slower the subject is than its peer, both in seconds per operation."""

    question: str
    subject: str
    peer: str
    subject_seconds: float
    peer_seconds: float
    repeats: int

    @property
    def value(self) -> float:
        """Return subject over peer; 1.0 is parity, less is faster."""
        return self.subject_seconds / self.peer_seconds


def compare(
    question: str,
    subject: tuple[str, Callable[[int], object]],
    peer: tuple[str, Callable[[int], object]],
    *,
    loops: int,
    repeats: int,
) -> Ratio:
    """Time two callables, each given its number of loops, and return the ratio of their medians.

    The sides alternate, so that a machine that slows down or speeds up does so for both.
    """
    samples: tuple[list[float], list[float]] = ([], [])
    sides = (subject[1], peer[1])
    for call in sides:
        call(loops)
    for repeat in range(repeats):
        for side in (0, 1) if repeat % 2 else (1, 0):
            samples[side].append(_seconds(sides[side], loops) / loops)
    return Ratio(
        question=question,
        subject=subject[0],
        peer=peer[0],
        subject_seconds=statistics.median(samples[0]),
        peer_seconds=statistics.median(samples[1]),
        repeats=repeats,
    )


def _seconds(call: Callable[[int], object], loops: int) -> float:
    collecting = gc.isenabled()
    gc.disable()
    try:
        begun = time.perf_counter()
        call(loops)
        return time.perf_counter() - begun
    finally:
        if collecting:
            gc.enable()
