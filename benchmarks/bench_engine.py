"""What does it cost to have an import system more, and to drop it?"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, Row, Side, measure
from benchmarks.peers import (
    FreshImportlib,
    interpreters,
    pluginbase,
    run_in_processes,
    run_in_subinterpreters,
)
from benchmarks.trees import installed, write
from importengine import ImportEngine


def _make_engines(loops: int) -> None:
    for _ in range(loops):
        ImportEngine()
    # dropping them is part of it: an engine and its `__import__` refer to each other
    gc.collect(0)


def run(*, quick: bool) -> Iterator[Row]:
    """Yield engine over subinterpreter, and over what takes six microseconds."""
    repeats = 7 if quick else 31
    engine = measure({"engine": _make_engines}, loops=100, repeats=repeats)["engine"]
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), {"plugin.py": ""})
        base = pluginbase(installed("pluginbase")).PluginBase(package="bench_plugins")

        def make_sources(loops: int) -> None:
            for _ in range(loops):
                base.make_plugin_source(searchpath=[str(folder)])

        peers: dict[str, Side] = {
            "fresh process": lambda loops: run_in_processes("", loops),
            "fresh importlib": FreshImportlib(),
            "pluginbase": make_sources,
        }
        if interpreters() is not None:
            peers["subinterpreter"] = lambda loops: run_in_subinterpreters("pass", loops)
        found = measure(peers, loops=3, repeats=repeats)
    base_figure = found.pop("subinterpreter", None)
    if base_figure is not None:
        yield Row(
            "engine made and dropped", engine, base_figure, tuple(found.values()), target=1 / 1000
        )
    six = Figure.of("six microseconds", [6e-6])
    yield Row("engine made and dropped", engine, six, target=1.0)
