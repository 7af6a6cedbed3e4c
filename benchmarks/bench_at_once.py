"""What does a small import cost while another engine is loading a big package?"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, Row
from benchmarks.trees import many_modules, write
from importengine import ImportEngine


def run(*, quick: bool) -> Iterator[Row]:
    """Yield a small import beside a load over one beside a thread that only computes."""
    repeats = 15 if quick else 51
    with tempfile.TemporaryDirectory() as name:
        big = many_modules(Path(name) / "big", 400)
        small = write(Path(name) / "small", {"small.py": "x = 1\n"})
        ImportEngine([big]).import_module("many")
        beside = {
            "beside a load": lambda: ImportEngine([big]).import_module("many"),
            "beside a computation": lambda: sum(range(100_000)),
        }
        samples: dict[str, list[float]] = {side: [] for side in beside}
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-4)
        try:
            for _ in range(repeats):
                for side, work in beside.items():
                    samples[side].append(_small_import(small, work))
        finally:
            sys.setswitchinterval(interval)
    load, computation = (Figure.of(side, samples[side]) for side in beside)
    yield Row("a small import beside a big one", load, computation, target=1.2)


def _small_import(folder: Path, work: object) -> float:
    """Return the seconds of a small import while another thread goes on doing `work`."""
    is_over, has_begun = threading.Event(), threading.Event()

    def go_on() -> None:
        while not is_over.is_set():
            has_begun.set()
            work()  # type: ignore[operator]

    thread = threading.Thread(target=go_on)
    thread.start()
    has_begun.wait()
    engines = [ImportEngine([folder]) for _ in range(10)]
    begun = time.perf_counter()
    for engine in engines:
        engine.import_module("small")
    seconds = (time.perf_counter() - begun) / len(engines)
    is_over.set()
    thread.join()
    return seconds
