"""What the demo promises, one check a promise; a check yields what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from examples.claim import HOST_CLAIMS, OWN_MODULES, THREADS, Claim, in_threads
from examples.plugin import error_over
from examples.two_numpys.array_claims import (
    array_classes,
    array_problems,
    arrays_between_plugins,
    arrays_in_host,
    numpy_of,
    numpys_differ,
)
from examples.two_numpys.model_claims import (
    STATION,
    models_in_host,
    pydantics_differ,
    validation_errors,
)
from examples.two_numpys.plugin_api import NumpyPlugin, PluginModule, TwoNumpys
from importengine import ImportEngine


__all__ = ["CLAIMS", "compiled_modules"]

TURNS = 50
VALUES = [1.0, 3.0, 5.0, 7.0]
# pydantic 1 writes JSON with spaces, pydantic 2 without
SUMMARIES = {
    "older": '{"plugin": "older", "mean": 4.0, "spread": 2.23606797749979, "slope": 2.0}',
    "newer": '{"plugin":"newer","mean":4.0,"spread":2.23606797749979,"slope":2.0}',
}
ANALYSES = {
    "older": '{"plugin": "older", "power": 31.313708, "smaller": 9.0, "root": 3.0}',
    "newer": '{"power":31.313708,"smaller":9.0,"root":3.0}',
}
LATE_MODULES = {
    "older": ("analysis", "numpy.lib.recfunctions", "pydantic.generics"),
    "newer": (
        "analysis",
        "numpy.fft",
        "numpy.ma",
        "numpy.polynomial",
        "pydantic.type_adapter",
    ),
}


def compiled_modules(plugin: NumpyPlugin) -> dict[str, Any]:
    """Return the extension modules that the plugin has from its packages."""
    suffixes = tuple(EXTENSION_SUFFIXES)
    return {
        name: module
        for name, module in plugin.own_modules.items()
        if str(getattr(module, "__file__", "")).endswith(suffixes)
    }


# the conflict:


def _real_conflict(stage: TwoNumpys) -> Iterator[str]:
    for plugin, other, error in (
        (stage.first, stage.second, "TypeError"),
        (stage.second, stage.first, "ImportError"),
    ):
        seen = error_over(plugin.folder, other.packages)
        if seen != error:
            yield f"{plugin.name} over {other.name}'s packages: {seen}"


def _own_versions(stage: TwoNumpys) -> Iterator[str]:
    for plugin, other in stage.pairs:
        asked = (plugin.folder / "requirements.txt").read_text(encoding="utf-8")
        found = {one.name: one.version for one in distributions(path=[str(plugin.packages)])}
        for name, version in plugin.main.versions().items():
            if version != found[name] or f"{name}=={version}" not in asked:
                yield f"{plugin.name} sees {name} {version}, and {found[name]} is installed"
            if version == other.main.versions()[name]:
                yield f"both see {name} {version}"


# side by side:


def _compiled_twice(stage: TwoNumpys) -> Iterator[str]:
    compiled, others = (compiled_modules(plugin) for plugin in stage.plugins)
    yield from (
        f"{name} is one module for both" for name in compiled if compiled[name] is others.get(name)
    )
    if _core_of_numpy(compiled).read_bytes() == _core_of_numpy(others).read_bytes():
        yield "the core of numpy is the same file for both"
    for name in ("ndarray", "dtype", "ufunc", "float64"):
        older, newer = (getattr(numpy_of(plugin), name) for plugin in stage.plugins)
        if older is newer:
            yield f"numpy.{name} is one class for both"
    if "pydantic_core._pydantic_core" not in others:
        yield "newer has no compiled core of pydantic"


def _core_of_numpy(compiled: dict[str, Any]) -> Path:
    """Return the file with numpy's arrays; it is in numpy.core before 2.0, then in numpy._core."""
    (core,) = (name for name in compiled if name.endswith("core._multiarray_umath"))
    return Path(compiled[core].__file__)


def _in_turns(stage: TwoNumpys) -> Iterator[str]:
    for _ in range(TURNS):
        for plugin in stage.plugins:
            yield from _summary_problem(plugin)


def _summary_problem(plugin: NumpyPlugin) -> Iterator[str]:
    summary = plugin.main.summarise(VALUES)
    if summary != SUMMARIES[plugin.name]:
        yield f"{plugin.name} says {summary}"


def _in_threads(stage: TwoNumpys) -> Iterator[str]:
    def work(plugin: NumpyPlugin) -> Iterator[str]:
        for _ in range(TURNS):
            yield from _summary_problem(plugin)
            yield from array_problems(plugin.name, plugin.main.table())

    yield from in_threads(stage, work)


def _late_imports(stage: TwoNumpys) -> Iterator[str]:
    for plugin in stage.plugins:
        for name in LATE_MODULES[plugin.name]:
            if name in plugin.engine.modules:
                yield f"{plugin.name} had {name} before: the import was not late"

    def work(plugin: NumpyPlugin) -> Iterator[str]:
        analysis = plugin.main.analyse(VALUES)
        if analysis != ANALYSES[plugin.name]:
            yield f"{plugin.name} says {analysis}"

    yield from in_threads(stage, work)
    for plugin in stage.plugins:
        for name in LATE_MODULES[plugin.name]:
            if name not in plugin.own_modules:
                yield f"{plugin.name} has no {name} of its own"


def _third_engine(stage: TwoNumpys) -> Iterator[str]:
    older = stage.first
    with closing(ImportEngine(path=older.engine.path, name="third")) as engine:
        main: PluginModule = engine.import_module("main")
        for _ in range(TURNS):
            if main.summarise(VALUES) != SUMMARIES["older"]:
                yield f"the third engine says {main.summarise(VALUES)}"
            for plugin in stage.plugins:
                yield from _summary_problem(plugin)
        yield from array_problems("the third engine", main.table())
        for plugin in stage.plugins:
            if engine.modules["numpy"].ndarray is numpy_of(plugin).ndarray:
                yield f"the third engine has the ndarray of {plugin.name}"
    yield from _summary_problem(older)


def _pickles(stage: TwoNumpys) -> Iterator[str]:
    for plugin in stage.plugins:
        table, station = plugin.main.table(), plugin.main.read_station(STATION)
        for thing in (table, table.sum(), table.dtype, station):
            copied = plugin.main.round_trip(thing)
            if type(copied) is not type(thing) or repr(copied) != repr(thing):
                yield f"{plugin.name}'s {thing!r} came back as {copied!r}, a {type(copied)}"


# the host:


def _no_numpy_in_host(_stage: TwoNumpys) -> Iterator[str]:
    for name in sys.modules:
        if name.partition(".")[0] in {"numpy", "pydantic", "pydantic_core"}:
            yield f"the host has {name}"


def _closing_one(stage: TwoNumpys) -> Iterator[str]:
    older, newer = stage.plugins
    older.engine.close()
    yield from _summary_problem(newer)
    yield from array_problems(newer.name, newer.main.table())
    if newer.main.read_station(STATION).name != "north":
        yield "newer reads no station any more"


CLAIMS = (
    Claim("the conflict is real: neither plugin runs on the other's packages", _real_conflict),
    Claim("each plugin sees the versions it asked for, and they differ", _own_versions),
    Claim(
        "each numpy has the names and the answers of its version, not the other's", numpys_differ
    ),
    Claim("each pydantic has the methods and the rules of its version", pydantics_differ),
    OWN_MODULES,
    Claim(
        "compiled modules are loaded for each plugin, from files of its own",
        _compiled_twice,
    ),
    Claim(f"both compute their own summaries, {TURNS} times in turns", _in_turns),
    Claim(
        f"both compute, and the host on their arrays, {TURNS} times in each of {THREADS} threads",
        _in_threads,
    ),
    Claim(
        "late imports of numpy and pydantic, in many threads at once, stay in their plugin",
        _late_imports,
    ),
    Claim(
        "a third engine over older's packages works beside it, with a numpy of its own",
        _third_engine,
    ),
    Claim("the host sums, slices, adds and prints arrays of both plugins directly", arrays_in_host),
    Claim("the two numpy.ndarray classes differ and isinstance() is right", array_classes),
    Claim(
        "each plugin works on the other's array in place, directly or by memoryview",
        arrays_between_plugins,
    ),
    Claim(
        "the host reads, changes, copies and serialises pydantic models of both plugins",
        models_in_host,
    ),
    Claim(
        "the host catches the validation errors of both plugins as ValueError", validation_errors
    ),
    Claim("pickle inside each plugin gives back objects of its own classes", _pickles),
    *HOST_CLAIMS,
    Claim("the host has no numpy and no pydantic", _no_numpy_in_host),
    Claim("closing one plugin's engine leaves the other plugin working", _closing_one),
)
