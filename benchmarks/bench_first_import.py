"""What does the first import of a tree in the process cost, with and without bytecode?"""

from __future__ import annotations

import importlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measure import Figure, Row
from benchmarks.trees import many_modules, swapped
from importengine import ImportEngine


def run(*, quick: bool) -> Iterator[Row]:
    """Yield engine over native, for trees that nothing has been read of."""
    repeats = 7 if quick else 25
    for what, has_bytecode in (("compiled, bytecode written", False), ("bytecode read", True)):
        samples: dict[str, list[float]] = {"native": [], "engine": []}
        with tempfile.TemporaryDirectory() as name:
            tree = many_modules(Path(name) / "tree", 60)
            if has_bytecode:
                _import_natively(tree)
            for repeat in range(repeats):
                order = list(samples)[:: 1 if repeat % 2 else -1]
                for side in order:
                    copy = Path(name) / f"{side}-{repeat}"
                    shutil.copytree(tree, copy)
                    samples[side].append(_timed(_SIDES[side], copy))
                    shutil.rmtree(copy)
        native, engine = (Figure.of(side, samples[side]) for side in samples)
        yield Row(f"first import of 60 modules, {what}", engine, native, target=1.0)


def _import_natively(folder: Path) -> None:
    with swapped(folder):
        importlib.import_module("many")


def _import_in_engine(folder: Path) -> None:
    ImportEngine([folder]).import_module("many")


_SIDES: dict[str, Callable[[Path], None]] = {
    "native": _import_natively,
    "engine": _import_in_engine,
}


def _timed(call: Callable[[Path], None], folder: Path) -> float:
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        begun = time.perf_counter()
        call(folder)
        return time.perf_counter() - begun
    finally:
        sys.dont_write_bytecode = writes
