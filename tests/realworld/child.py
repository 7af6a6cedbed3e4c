"""Run one case in this process: `python -m tests.realworld.child KIND CASE RESULT [TARGET...]`.

Writes a JSON object to the file RESULT: what each side of the case returned and what was wrong.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.realworld.cases import SCRIPTS, Case, all_cases


# rounds in which the sides take turns, and threads for each side
TURNS, THREADS = 2, 2

Side = Any


def main(kind: str, name: str, result: str, *targets: str) -> None:
    """Run the case `name` as `kind` says, on packages in `targets`."""
    case = next(case for case in all_cases() if case.name == name)
    # what deprecated packages say is theirs
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        # away from here, from what is installed for the tests, and from what users have
        os.environ["HOME"] = folder
        try:
            found = RUNS[kind](case, *targets)
        except BaseException as error:
            found = {"error": f"{type(error).__name__}: {error}", "traceback": _traceback(error)}
        os.chdir("/")
    Path(result).write_text(json.dumps(found), encoding="utf-8")


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def _plain(case: Case, target: str) -> dict[str, Any]:
    """Use the package as any program does."""
    _host_path(target, SCRIPTS)
    side = import_module(case.script)
    return {"sides": [_worked(side)]}


def _host_path(*entries: str | Path) -> None:
    """Leave the standard library on the host's path, and put `entries` before it."""
    sys.path[:] = [*map(str, entries), *filter(_is_standard, sys.path)]


def _is_standard(entry: str) -> bool:
    return (
        bool(entry)
        and entry.startswith((sys.base_prefix, sys.base_exec_prefix))
        and ("site-packages" not in entry and "dist-packages" not in entry)
    )


def _worked(side: Side) -> dict[str, Any]:
    """Return what the script returns for its main work and for parts that it touches late."""
    return {"work": side.work(), "late": side.late()}


def _in_engines(case: Case, *targets: str) -> dict[str, Any]:
    """Use the package in an engine for each of `targets`, in turns, and see what the host got."""
    from importengine import ImportEngine
    from tests.support import HostState

    _host_path()
    before = HostState.take()
    with ExitStack() as closing:
        engines = []
        for number, target in enumerate(targets):
            name = f"{case.name}-{number}"
            engines.append(ImportEngine([SCRIPTS, target], name=name, private=case.private))
            closing.callback(engines[-1].close)
        sides = [engine.import_module(case.script) for engine in engines]
        found = _in_turns(case, sides)
    # what C code has just looked up is there some milliseconds longer (ie-0001 A13)
    time.sleep(0.2)
    return {**found, "leaks": list(before.differences(HostState.take()))}


def _beside_host(case: Case, host: str, engine: str) -> dict[str, Any]:
    """Use one version in the host and the other in an engine."""
    from importengine import ImportEngine

    _host_path(host, SCRIPTS)
    with_engine = ImportEngine([SCRIPTS, engine], name=case.name, private=case.private)
    return _in_turns(case, [import_module(case.script), with_engine.import_module(case.script)])


def _in_turns(case: Case, sides: list[Side]) -> dict[str, Any]:
    """Let each side work, in turns and from threads, and touch late parts at the end.

    What a side returns the second time is to be what it returned the first time.
    """
    first = [side.work() for side in sides]
    found: dict[str, Any] = {"problems": []}
    for _ in range(TURNS - 1):
        found["problems"] += _differences("in turn", first, [side.work() for side in sides])
    if case.threads:
        found["problems"] += _from_threads(first, sides)
    late = [side.late() for side in sides]
    again = [side.work() for side in sides]
    found["problems"] += _differences("after the late parts", first, again)
    found["sides"] = [{"work": work, "late": part} for work, part in zip(first, late, strict=True)]
    return found


def _from_threads(first: list[Any], sides: list[Side]) -> Iterator[str]:
    with ThreadPoolExecutor(THREADS * len(sides)) as pool:
        works: list[Callable[[], Any]] = [side.work for side in sides] * THREADS
        waiting = [pool.submit(work) for work in works]
        for expected, future in zip(first * THREADS, waiting, strict=True):
            yield from _differences("in a thread", [expected], [future.result()])


def _differences(where: str, expected: list[Any], found: list[Any]) -> Iterator[str]:
    for number, (one, other) in enumerate(zip(expected, found, strict=True)):
        if one != other:
            yield f"side {number} returned {other!r} {where}, and {one!r} at first"


RUNS: dict[str, Callable[..., dict[str, Any]]] = {
    "plain": _plain,
    "single": _in_engines,
    "twice": _in_engines,
    "pair": _in_engines,
    "beside": _beside_host,
}


if __name__ == "__main__":
    main(*sys.argv[1:])
