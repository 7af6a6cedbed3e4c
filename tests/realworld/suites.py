"""Projects' own tests, in a plain process and, pytest and all, inside an engine."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from attrs import field, frozen

from tests.realworld.packages import InstallError, cache_folder, installed
from tests.realworld.processes import PATIENCE, run_process


__all__ = ["SUITES", "Suite", "SuiteVerdict", "all_suites", "run_suite", "run_suites"]

# the name of this kind of run
SUITES = "suites"
TABLE = Path(__file__).with_name("suites.toml")
CHILD = Path(__file__).with_name("suite_child.py")
# how many failures of a suite are printed
MANY = 20
# of every suite that says nothing else
PYTEST = "9.2.0"
ARGUMENTS = (
    *("-q", "--tb=short", "--continue-on-collection-errors"),
    *("-p", "no:cacheprovider", "-o", "junit_family=xunit1"),
)
# what configures pytest in a source distribution
CONFIGURATION = ("conftest.py", "pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini")


class SuiteError(RuntimeError):
    """A suite could not be run to its end."""


@frozen
class Suite:
    """The tests of one version of a project.

    `files` are what the tests need of its source distribution; without any, the tests are in the
    wheel. `requires` are pip requirements, `arguments` are pytest's, and `pytest` is its version.
    """

    name: str
    version: str
    compiled: bool
    requires: tuple[str, ...]
    files: tuple[str, ...]
    arguments: tuple[str, ...]
    pytest: str

    @property
    def requirements(self) -> list[str]:
        """All that its runs need to have installed, the project first."""
        return [f"{self.name}=={self.version}", f"pytest=={self.pytest}", *self.requires]


@frozen
class SuiteVerdict:
    """How those tests went inside an engine that pass in two plain runs.

    `plain` and `inside` are how many pass, `lost` has those that do not pass inside with what
    pytest says of each, `leaks` what was left in the host, and `error` says why a run has no end.
    """

    suite: Suite
    plain: int = 0
    inside: int = 0
    lost: dict[str, str] = field(factory=dict)
    leaks: tuple[str, ...] = ()
    error: str = ""

    @property
    def good(self) -> bool:
        """Whether the engine makes no difference."""
        return 0 < self.plain == self.inside and not self.leaks


@frozen
class _Run:
    """The ids of the tests that passed in one run, the others' failures, and the leaks."""

    passed: frozenset[str]
    failures: dict[str, str]
    leaks: tuple[str, ...]


def all_suites() -> list[Suite]:
    """Return the suites of the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return [_suite(name, row) for name, row in rows.items()]


def _suite(name: str, row: dict[str, Any]) -> Suite:
    return Suite(
        name=name,
        version=row["version"],
        compiled=row["compiled"],
        requires=tuple(row.get("requires", ())),
        files=tuple(row.get("files", ())),
        arguments=tuple(row.get("arguments", ())),
        pytest=row.get("pytest", PYTEST),
    )


def run_suites(suites: list[Suite], jobs: int) -> bool:
    """Run `suites`, some at a time, print what came of it, and return whether all went well."""
    verdicts = []
    with ThreadPoolExecutor(jobs) as pool:
        for future in [pool.submit(run_suite, suite) for suite in suites]:
            verdicts.append(future.result())
            _print(verdicts[-1])
    plain, inside = (sum(getattr(one, kind) for one in verdicts) for kind in ("plain", "inside"))
    print(f"{'all':24} {plain:6} plain {inside:6} inside {_percentage(inside, plain)}")
    return all(verdict.good for verdict in verdicts)


def _print(verdict: SuiteVerdict) -> None:
    plain, inside = verdict.plain, verdict.inside
    name = f"{verdict.suite.name} {verdict.suite.version}"
    print(f"{name:24} {plain:6} plain {inside:6} inside {_percentage(inside, plain)}", flush=True)
    for test, failure in list(verdict.lost.items())[:MANY]:
        print(f"    {test}\n        {failure.splitlines()[-1]}", flush=True)
    if len(verdict.lost) > MANY:
        print(f"    and {len(verdict.lost) - MANY} more", flush=True)
    for problem in (*verdict.leaks, *verdict.error.splitlines()):
        print(f"    {problem}", flush=True)


def _percentage(inside: int, plain: int) -> str:
    return f"{100 * inside / plain:6.2f} %" if plain else "no baseline"


def run_suite(suite: Suite) -> SuiteVerdict:
    """Run the suite twice in a plain process, for the tests that are not flaky, and inside."""
    steady: frozenset[str] = frozenset()
    try:
        sources = _unpacked(suite) if suite.files else None
        target = installed(suite.requirements)
        first, second = (_run("plain", suite, sources, target) for _ in range(2))
        steady = first.passed & second.passed
        inside = _run("engine", suite, sources, target)
    except (InstallError, SuiteError, subprocess.TimeoutExpired) as error:
        return SuiteVerdict(suite, plain=len(steady), error=str(error))
    lost = {
        test: inside.failures.get(test, "was not run") for test in sorted(steady - inside.passed)
    }
    return SuiteVerdict(suite, len(steady), len(steady) - len(lost), lost, inside.leaks)


def _unpacked(suite: Suite) -> Path:
    """Return the folder that holds the project's source distribution, for all interpreters."""
    folder = cache_folder().parent / "sources" / f"{suite.name}-{suite.version}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="unpacking-", dir=folder.parent) as staging:
            _download(suite, Path(staging))
            try:
                # a folder under its final name is always complete: the rename is one step
                next(path for path in Path(staging).iterdir() if path.is_dir()).rename(folder)
            except OSError:
                # another process may have finished first; its folder is as good as ours
                if not folder.is_dir():
                    raise
    return folder


def _download(suite: Suite, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    options = ["download", "--no-deps", "--no-binary", suite.name, "--dest", str(folder)]
    done = subprocess.run(
        [*pip, *options, f"{suite.name}=={suite.version}"],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    archives = list(folder.glob("*.tar.gz"))
    if not archives:
        message = f"pip could not download the source of {suite.name}:\n{done.stderr}"
        raise InstallError(message)
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder, filter="data")


def _run(kind: str, suite: Suite, sources: Path | None, target: Path) -> _Run:
    """Run pytest in a process of its own, in a copy of the tests, away from what users have."""
    with tempfile.TemporaryDirectory(prefix="suite-") as folder:
        tests, home, temporary = (Path(folder, name) for name in ("tests", "home", "tmp"))
        for path in (tests, home, temporary):
            path.mkdir()
        if sources is not None:
            _copy(sources, tests, suite.files)
        report, leaks = Path(folder, "junit.xml"), Path(folder, "leaks.json")
        command = [sys.executable, str(CHILD), kind, str(leaks), str(target), *ARGUMENTS]
        _, said = run_process(
            [*command, f"--junit-xml={report}", *suite.arguments],
            tests,
            {"HOME": str(home), "TMPDIR": str(temporary)},
        )
        if not (report.exists() and leaks.exists()):
            message = f"no end of the {kind} run:\n{said[-3000:]}"
            raise SuiteError(message)
        failures = dict(_failures(report))
        passed = frozenset(test for test, failure in failures.items() if not failure)
        return _Run(passed, failures, tuple(json.loads(leaks.read_text(encoding="utf-8"))))


def _copy(sources: Path, folder: Path, files: tuple[str, ...]) -> None:
    for name in (*files, *(name for name in CONFIGURATION if (sources / name).is_file())):
        origin, copy = sources / name, folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, copy)
        else:
            shutil.copy2(origin, copy)


def _failures(report: Path) -> Iterator[tuple[str, str]]:
    """Yield each test's id with what went wrong, or with nothing for one that passed."""
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):
        test = f"{case.get('classname')}::{case.get('name')}"
        # an error after a test that passed is a second element of the same name
        said = "".join(f"{part.tag}: {part.text or part.get('message')}\n" for part in _wrong(case))
        found[test] = found.get(test, "") + said
    yield from found.items()


def _wrong(case: ET.Element) -> Iterator[ET.Element]:
    return (part for part in case if part.tag in {"failure", "error", "skipped"})
