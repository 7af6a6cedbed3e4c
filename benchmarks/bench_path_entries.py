"""What does a long path cost: a module in the last of many directories, and one that is absent?"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, Row, Side, measure
from benchmarks.trees import settle, write
from importengine import ImportEngine


MODULES = 20


def run(*, quick: bool) -> Iterator[Row]:
    """Yield engine over native for 1 and for 200 entries, and the engine's own growth."""
    repeats = 5 if quick else 21
    with tempfile.TemporaryDirectory() as name:
        entries = [write(Path(name) / f"e{number}", {"x.py": ""}) for number in range(200)]
        write(entries[-1], {f"last{number}.py": "" for number in range(MODULES)})
        settle()
        figures: dict[int, Figure] = {}
        for count, target in ((1, None), (200, 1 / 150)):
            path = entries[-count:]
            found = measure(_loading(path), loops=1, repeats=repeats)
            figures[count] = found["engine"]
            yield Row(
                f"a module in the last of {count} entries", found["engine"], found["native"],
                target=target,
            )  # fmt: skip
        yield Row("the same in 200 entries over 1", figures[200], figures[1], target=1.1)
        found = measure(_missing(entries), loops=50, repeats=repeats)
        yield Row("an absent name, 200 entries", found["engine"], found["native"], target=1 / 1000)


def _loading(path: list[Path]) -> dict[str, Side]:
    """Return what imports the modules of the last entry, per module and with nothing imported."""
    names = [f"last{number}" for number in range(MODULES)]
    engine = ImportEngine(path)
    engine.import_module("x")

    def native(_: int) -> None:
        sys.path[:0] = map(str, path)
        try:
            for name in names:
                importlib.import_module(name)
        finally:
            del sys.path[: len(path)]
            for name in names:
                del sys.modules[name]

    def inside(_: int) -> None:
        for name in names:
            engine.import_module(name)
        for name in names:
            del engine.modules[name]

    return {"native": native, "engine": inside}


def _missing(path: list[Path]) -> dict[str, Side]:
    engine = ImportEngine(path)

    def native(loops: int) -> None:
        sys.path[:0] = map(str, path)
        try:
            for _ in range(loops):
                importlib.util.find_spec("no_such_module")
        finally:
            del sys.path[: len(path)]

    def inside(loops: int) -> None:
        for _ in range(loops):
            engine.find_spec("no_such_module")

    return {"native": native, "engine": inside}
