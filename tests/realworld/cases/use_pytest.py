"""pytest: runs a small file of tests in this process; assertion rewriting, plugins, doctests."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest


CONFTEST = """
import pytest

@pytest.fixture(params=[1, 2])
def number(request):
    return request.param

def pytest_report_header():
    return "of its own"
"""
TESTS = """
import helper_{name}
import pytest

@pytest.fixture
def doubled(number):
    yield 2 * number

def test_doubled(doubled, number):
    assert doubled == helper_{name}.double(number)

def test_wrong():
    values = [1, 2, 3]
    assert values == [1, 5, 3]

@pytest.mark.parametrize("text", ["a", "b"], ids=str.upper)
def test_text(text, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TEXT", text)
    print(text)
    assert capsys.readouterr().out == text + "\\n"

@pytest.mark.skipif("sys.version_info > (3,)", reason="new")
def test_skipped(): ...

@pytest.mark.xfail(raises=ZeroDivisionError, strict=True)
def test_expected():
    with pytest.raises(KeyError, match="k"):
        raise KeyError("k")
    assert 0.1 + 0.2 == pytest.approx(0.3)
    1 / 0
"""
HELPER = '''
def double(n):
    """Double.

    >>> double(2)
    4
    """
    return n + n
'''


class Recorder:
    def __init__(self) -> None:
        self.outcomes: list[list[str]] = []
        self.messages: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.skipped:
            self.outcomes.append([report.nodeid.rpartition("::")[2], report.outcome])
        if report.failed:
            self.messages += [line for line in str(report.longrepr).splitlines() if line[:1] == "E"]


def run(name: str, *options: str) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(dir=".")).resolve()
    folder.joinpath("conftest.py").write_text(CONFTEST)
    folder.joinpath(f"test_{name}.py").write_text(TESTS.format(name=name))
    folder.joinpath(f"helper_{name}.py").write_text(HELPER)
    folder.joinpath("pytest.ini").write_text("[pytest]\n")
    recorder = Recorder()
    arguments = ["-p", "no:cacheprovider", "--rootdir", str(folder), "-q", *options, str(folder)]
    former = sys.path.copy()
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = pytest.main(arguments, plugins=[recorder])
    sys.path[:] = former
    for module in ("conftest", f"test_{name}", f"helper_{name}"):
        sys.modules.pop(module, None)
    return {
        "status": int(status),
        "outcomes": recorder.outcomes,
        "messages": recorder.messages,
        "last": said.getvalue().splitlines()[-1].partition(" in ")[0],
    }


def work() -> dict[str, Any]:
    return {"version": pytest.__version__, **run("first")}


def late() -> dict[str, Any]:
    from _pytest.assertion.rewrite import AssertionRewritingHook
    from _pytest.pytester import LineMatcher

    LineMatcher(["a", "b"]).fnmatch_lines(["a", "?"])
    return {
        "doctests": run("second", "--doctest-modules", "-k", "double"),
        "importlib": run(
            "third", "--import-mode=importlib", "-o", "pythonpath=.", "-k", "wrong or text"
        )["outcomes"],
        "hooks": sum(isinstance(hook, AssertionRewritingHook) for hook in sys.meta_path),
        "version": pytest.version_tuple[0] == int(pytest.__version__.partition(".")[0]),
    }
