"""What does it cost to close an engine, beside what it has imported?"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, Row
from benchmarks.trees import installed
from importengine import ImportEngine


def run(*, quick: bool) -> Iterator[Row]:
    """Yield close() over the import, beside a full collection of garbage."""
    folder = installed("jinja2")
    repeats = 7 if quick else 25
    samples: dict[str, list[float]] = {"close()": [], "its import": [], "full collection": []}
    _imported(folder)
    for _ in range(repeats):
        gc.collect()
        begun = time.perf_counter()
        engine = _imported(folder)
        samples["its import"].append(time.perf_counter() - begun)
        begun = time.perf_counter()
        engine.close()
        samples["close()"].append(time.perf_counter() - begun)
        del engine
        begun = time.perf_counter()
        gc.collect()
        samples["full collection"].append(time.perf_counter() - begun)
    close, own, collection = (Figure.of(name, values) for name, values in samples.items())
    yield Row("an engine with jinja2 closed", close, own, (collection,), target=0.1)


def _imported(folder: Path) -> ImportEngine:
    engine = ImportEngine([folder])
    engine.import_module("jinja2")
    return engine
