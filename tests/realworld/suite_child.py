"""Run a project's own tests in this process: `suite_child.py KIND RESULT TARGET [ARGUMENT...]`.

KIND is "plain" or "engine", TARGET the folder with pytest, the project and what its tests need, and
the ARGUMENTs are pytest's. The tests are those of the current directory. Writes to the file RESULT a
JSON list of what an engine left in the host. To be run as a file: in a plain run nothing of ours may
be loaded, and the tests of many projects are a package `tests`.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
from contextlib import closing
from pathlib import Path


def main(kind: str, result: str, target: str, *arguments: str) -> None:
    """Run pytest, alone or in an engine."""
    sys.path[0] = str(Path(__file__).parents[2])
    sys.argv[:] = ["pytest", *arguments]
    entries = [str(Path.cwd()), target]
    # for the interpreters that tests start
    os.environ["PYTHONPATH"] = os.pathsep.join(entries)
    leaks = RUNS[kind](entries)
    Path(result).write_text(json.dumps(leaks), encoding="utf-8")


def _plain(entries: list[str]) -> list[str]:
    sys.path[:] = [*entries, *filter(_is_standard, sys.path)]
    try:
        runpy.run_module("pytest", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        print(f"pytest ended with {end.code}")
    return []


def _in_engine(entries: list[str]) -> list[str]:
    from importengine import ImportEngine
    from tests.support import HostState

    sys.path[:] = filter(_is_standard, sys.path)
    before, names = HostState.take(), set(vars(sys))
    with closing(ImportEngine(entries, name="suite")) as engine:
        try:
            engine.run_module("pytest")
        except SystemExit as end:
            print(f"pytest ended with {end.code}")
    # what C code has just looked up is there some milliseconds longer (ie-0001 A13)
    time.sleep(0.2)
    gone = [f"sys.{name} was removed" for name in sorted(names - vars(sys).keys())]
    found = [*before.differences(HostState.take()), *gone]
    # of interactive code: the interpreter's own hook is one for the process (ie-0001, deviations)
    return [difference for difference in found if difference != "'_' was added to builtins"]


def _is_standard(entry: str) -> bool:
    return entry.startswith((sys.base_prefix, sys.base_exec_prefix)) and not entry.endswith(
        ("site-packages", "dist-packages")
    )


RUNS = {"plain": _plain, "engine": _in_engine}


if __name__ == "__main__":
    main(*sys.argv[1:])
