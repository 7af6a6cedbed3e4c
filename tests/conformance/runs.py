"""Child processes: one a test module and mode, and what they wrote."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs


CHILD = Path(__file__).with_name("child.py")
PLAIN = "plain"
# how many times a module's run is taken up again
CRASHES = 15


@attrs.frozen
class Outcome:
    """How one test ended: "pass", "xfail", "skip" or "fail"."""

    test_id: str
    outcome: str
    detail: str = ""
    kind: str | None = None
    counterpart: str = ""

    @property
    def passed(self) -> bool:
        return self.outcome == "pass"


@attrs.frozen
class Run:
    """What one child process did; `problems` is what went wrong outside any test."""

    module: str
    mode: str
    tests: dict[str, Outcome]
    problems: tuple[str, ...] = ()
    borrowed: tuple[str, ...] = ()

    def passed(self, test_id: str) -> bool:
        return test_id in self.tests and self.tests[test_id].passed


def run_child(module: str, mode: str, timeout: float, test_id: str | None = None) -> Run:
    """Run a test module, or one test of it, in a fresh process and folder; `timeout` in seconds.

    A child that crashes or hangs is no error: another one goes on behind the test at fault, and
    what none of them got to is absent from the Run.
    """
    run, started = _run_once(module, mode, timeout, test_id, skip=frozenset())
    for _ in range(CRASHES):
        if not started - run.tests.keys() or test_id is not None:
            break
        rest, begun = _run_once(module, mode, timeout, None, skip=frozenset(started))
        started |= begun
        run = attrs.evolve(
            run, tests={**run.tests, **rest.tests}, problems=run.problems + rest.problems
        )
    return run


def _run_once(
    module: str, mode: str, timeout: float, test_id: str | None, skip: frozenset[str]
) -> tuple[Run, set[str]]:
    with tempfile.TemporaryDirectory(prefix="conformance-", ignore_cleanup_errors=True) as folder:
        results = Path(folder, "results.jsonl")
        cwd = Path(folder, "cwd")
        cwd.mkdir()
        skipped = Path(folder, "skip.json")
        skipped.write_text(json.dumps(sorted(skip)), encoding="utf-8")
        command = [sys.executable, str(CHILD), mode, module, str(results), str(skipped)]
        trouble = _supervise(command + ([test_id] if test_id else []), cwd, timeout)
        return _read(module, mode, results, trouble)


def _supervise(command: list[str], cwd: Path, timeout: float) -> str:
    """Return "" or why the child did not end well, with the end of its output."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = process.wait(timeout)
            trouble = f"exit status {status}" if status else ""
        except subprocess.TimeoutExpired:
            trouble = f"no end after {timeout:g} s"
        finally:
            _end(process)
        if not trouble:
            return ""
        output.seek(0)
        return f"{trouble}\n{output.read().decode(errors='replace')[-4000:]}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the child and what its tests may have left behind in its session."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(module: str, mode: str, results: Path, trouble: str) -> tuple[Run, set[str]]:
    records = _records(results)
    tests: dict[str, Outcome] = {}
    for record in records:
        if "id" in record:
            outcome = Outcome(test_id=record.pop("id"), **record)
            # a class reachable under two names runs twice; it passes if it does both times
            if outcome.test_id not in tests or tests[outcome.test_id].passed:
                tests[outcome.test_id] = outcome
    run = Run(
        module=module,
        mode=mode,
        tests=tests,
        problems=tuple(_problems(records, tests, trouble)),
        borrowed=tuple(name for record in records for name in record.get("borrowed", ())),
    )
    return run, {record["started"] for record in records if "started" in record}


def _records(results: Path) -> list[dict[str, Any]]:
    if not results.exists():
        return []
    lines = results.read_text(encoding="utf-8").splitlines(keepends=True)
    # a child that was ended may have left half a line
    return [json.loads(line) for line in lines if line.endswith("\n")]


def _problems(
    records: Iterable[dict[str, Any]], tests: dict[str, Outcome], trouble: str
) -> Iterable[str]:
    finished, current = False, ""
    for record in records:
        if "problem" in record:
            yield f"{record['problem']}\n{record['detail']}"
        current = record.get("started", current)
        finished = finished or "finished" in record
    if trouble or not finished:
        where = f" in {current}" if current and current not in tests else ""
        yield f"the process ended early{where}: {trouble or 'no reason given'}"
