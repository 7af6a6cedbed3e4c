"""The shape of an answer, and how the sides of a ratio are measured."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping

import attrs


@attrs.frozen
class Figure:
    """What one side has needed: the median of the repeats, and the quartiles around it."""

    name: str
    median: float
    low: float
    high: float
    # "s" for seconds, "B" for bytes
    unit: str = "s"

    @classmethod
    def of(cls, name: str, samples: list[float], unit: str = "s") -> Figure:
        """Return the figure of these samples."""
        ordered = sorted(samples)
        quarter = len(ordered) // 4
        middle = statistics.median(ordered)
        return cls(name, middle, ordered[quarter], ordered[-1 - quarter], unit)

    def __str__(self) -> str:
        return f"{self.name} {readable(self.median, self.unit)}"


@attrs.frozen
class Row:
    """One question: the engine beside a base and peers, all measured in the same run.

    `target` is the ratio of engine to base that is wanted, at most; None where the row tells and
    does not ask.
    """

    question: str
    engine: Figure
    base: Figure
    peers: tuple[Figure, ...] = ()
    target: float | None = None

    @property
    def ratio(self) -> float:
        """Return engine over base; 1.0 is parity, less is better."""
        return self.engine.median / self.base.median

    @property
    def is_met(self) -> bool | None:
        """Say whether the target is met; None without one."""
        return None if self.target is None else self.ratio <= self.target

    def __str__(self) -> str:
        wanted = "" if self.target is None else f" (wanted <= {self.target:g})"
        mark = {None: " ", True: "+", False: "-"}[self.is_met]
        sides = "; ".join(
            f"{side} = {side.median / self.base.median:.3g}x" for side in (self.engine, *self.peers)
        )
        return f"{mark} {self.ratio:9.3f}x{wanted}  {self.question}: {self.base}; {sides}"


Side = Callable[[int], object]


def measure(sides: Mapping[str, Side], *, loops: int, repeats: int) -> dict[str, Figure]:
    """Time the sides, each called with a number of loops; return seconds per loop, by name.

    They take turns, forwards and backwards, so that a machine that slows down or speeds up does
    so for all. Garbage is collected between and not during the calls.
    """
    samples: dict[str, list[float]] = {name: [] for name in sides}
    for call in sides.values():
        call(loops)
    order = list(sides)
    for _ in range(repeats):
        order.reverse()
        for name in order:
            samples[name].append(_seconds(sides[name], loops) / loops)
    return {name: Figure.of(name, values) for name, values in samples.items()}


def _seconds(call: Side, loops: int) -> float:
    gc.collect()
    collecting = gc.isenabled()
    gc.disable()
    try:
        begun = time.perf_counter()
        result = call(loops)
        seconds = time.perf_counter() - begun
    finally:
        if collecting:
            gc.enable()
    # what has been made goes away outside of the measurement
    del result
    return seconds


def readable(value: float, unit: str) -> str:
    """Return a value with a unit that suits it."""
    if unit == "B":
        return f"{value / 1024:.1f} KiB"
    for factor, name in ((1, "s"), (1e3, "ms"), (1e6, "us")):
        if value * factor >= 1:
            return f"{value * factor:.3g} {name}"
    return f"{value * 1e9:.0f} ns"
