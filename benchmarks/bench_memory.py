"""How much memory does one engine more need?"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.measure import Figure, Row
from benchmarks.trees import installed, swapped
from importengine import ImportEngine


def run(*, quick: bool) -> Iterator[Row]:
    """Yield engine over the swap of `sys.modules`, and over what is wanted."""
    count = 3 if quick else 9
    empty = _bytes("engine", ImportEngine, count * 10)
    yield Row("memory of an empty engine", empty, _wanted(10), target=1.0)
    folder = installed("jinja2")
    own = _bytes("engine", partial(_in_engine, folder), count)
    swap = _bytes("swap of sys.modules", partial(_natively, folder), count)
    yield Row("memory of an engine with jinja2", own, _wanted(700), (swap,), target=1.0)


def _in_engine(folder: Path) -> object:
    engine = ImportEngine([folder])
    engine.import_module("jinja2")
    return engine


def _natively(folder: Path) -> object:
    import sys

    with swapped(folder):
        __import__("jinja2")
        return {name: module for name, module in sys.modules.items() if "jinja2" in name}


def _bytes(name: str, make: Callable[[], object], count: int) -> Figure:
    """Return what objects of Python take that are made by one more call."""
    kept = [make() for _ in range(2)]
    samples = []
    tracemalloc.start()
    try:
        for _ in range(count):
            gc.collect()
            before = tracemalloc.get_traced_memory()[0]
            kept.append(make())
            gc.collect()
            samples.append(float(tracemalloc.get_traced_memory()[0] - before))
    finally:
        tracemalloc.stop()
    return Figure.of(name, samples, "B")


def _wanted(kibibytes: int) -> Figure:
    return Figure.of(f"{kibibytes} KiB", [kibibytes * 1024.0], unit="B")
