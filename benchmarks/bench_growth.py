"""How does it grow: engines in a process, modules in an engine, entries on a path?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import attrs

from benchmarks.measure import Figure, Row
from benchmarks.trees import settle, write
from importengine import ImportEngine


@attrs.frozen
class _Growth:
    """A step, and what prepares it for a count of what there is beside it."""

    question: str
    step: Callable[[], None]
    prepare: Callable[[int], object]
    counts: tuple[int, int]
    # not worse than this; None for what is linear
    target: float | None = 1.5

    def row(self, repeats: int) -> Row:
        """Return the step among many over the same step among few."""
        few, many = (self._figure(count, repeats) for count in self.counts)
        return Row(self.question.format(self.counts[1]), many, few, target=self.target)

    def _figure(self, count: int, repeats: int) -> Figure:
        self.prepare(count)
        self.step()
        samples = []
        for _ in range(repeats):
            begun = time.perf_counter()
            self.step()
            samples.append(time.perf_counter() - begun)
        return Figure.of(f"among {count}", samples)


def run(*, quick: bool) -> Iterator[Row]:
    """Yield a step among many over the same step among few."""
    repeats = 15 if quick else 51
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name) / "plugin", {"plugin.py": "x = 1\n"})
        settle()
        for growth in (
            _of_engines(folder, 1_000 if quick else 10_000),
            _of_modules(folder, 2_000 if quick else 20_000),
            _of_entries(folder, Path(name)),
        ):
            yield growth.row(repeats)


def _of_engines(folder: Path, many: int) -> _Growth:
    kept: list[ImportEngine] = []

    def import_in_new_engine() -> None:
        kept.append(ImportEngine([folder]))
        kept[-1].import_module("plugin")

    def have_engines(count: int) -> None:
        kept.extend(ImportEngine() for _ in range(count - len(kept)))

    return _Growth("one engine more, among {}", import_in_new_engine, have_engines, (100, many))


def _of_modules(folder: Path, many: int) -> _Growth:
    engine = ImportEngine([folder])

    def have_modules(count: int) -> None:
        engine.modules.update({f"m{number}": ModuleType("m") for number in range(count)})

    return _Growth("one module more, among {}", _importing(engine), have_modules, (10, many))


def _of_entries(folder: Path, parent: Path) -> _Growth:
    entries = [str(write(parent / f"e{number}", {"x.py": ""})) for number in range(1_000)]
    engine = ImportEngine()

    def have_entries(count: int) -> None:
        engine.path[:] = [*entries[: count - 1], str(folder)]

    # linear: each directory is asked for its time, as importlib does
    question = "one import from the last of {} path entries"
    return _Growth(question, _importing(engine), have_entries, (1, 1_000), target=None)


def _importing(engine: ImportEngine) -> Callable[[], None]:
    def import_again() -> None:
        engine.modules.pop("plugin", None)
        engine.import_module("plugin")

    return import_again
