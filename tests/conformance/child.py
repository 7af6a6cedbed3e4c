"""Run one test module in this process and write what happened, a JSON object a line.

Run as a script: child.py MODE MODULE RESULTS SKIP [TEST_ID]; SKIP is a file with a JSON list of test ids. MODE is "plain" or a key of `modes.MODES`. Lines:
{"started": id}; {"id", "outcome", "detail", "kind", "counterpart"}; {"problem", "detail"} for what is no
test (a module or a class that cannot be set up); {"borrowed": [...]}; {"finished": true} at the very end.
"""

import sys


# The tests must find what `python -m test` finds; the script's folder is no part of that.
_FOLDER = sys.path.pop(0)

import builtins
import faulthandler
import json
import os
import traceback
import unittest
from collections.abc import Callable
from types import TracebackType
from typing import Any, TextIO, TypeAlias


Error: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
)

# Some test modules count on one before them, in the same process, having imported these.
PRELOADED = ("importlib.abc", "importlib.metadata")

WORST_LAST = ("pass", "xfail", "skip", "fail")


class Recorder(unittest.TestResult):
    """Write each test's outcome as it ends, so that a crash costs only the rest."""

    def __init__(self, results: TextIO) -> None:
        super().__init__()
        self._results = results
        self._outcome = "pass"
        self._details: list[str] = []

    def write(self, **record: object) -> None:
        """Write one line, at once: the process may not live to flush."""
        self._results.write(json.dumps(record) + "\n")
        self._results.flush()

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self._outcome, self._details = "pass", []
        self.write(started=test.id())

    def stopTest(self, test: unittest.TestCase) -> None:
        super().stopTest(test)
        self.write(
            id=test.id(),
            outcome=self._outcome,
            detail="\n".join(self._details),
            kind=type(test).__dict__.get("_KIND"),
            counterpart=_counterpart(test),
        )

    def addError(self, test: unittest.TestCase, err: Error) -> None:
        self._note(test, "fail", _formatted(err))

    def addFailure(self, test: unittest.TestCase, err: Error) -> None:
        self._note(test, "fail", _formatted(err))

    def addSubTest(
        self, test: unittest.TestCase, subtest: unittest.TestCase, err: Error | None
    ) -> None:
        if err is not None:
            self._note(test, "fail", f"{subtest}\n{_formatted(err)}")

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        self._note(test, "skip", f"skipped: {reason}")

    def addExpectedFailure(self, test: unittest.TestCase, err: Error) -> None:
        self._note(test, "xfail", "")

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        self._note(test, "fail", "unexpected success")

    def _note(self, test: unittest.TestCase, outcome: str, detail: str) -> None:
        if not hasattr(test, "_testMethodName") and not hasattr(test, "test_case"):
            # unittest reports fixtures of classes and modules through a stand-in that is no test
            self.write(problem=f"{outcome}: {test.id()}", detail=detail)
            return
        self._outcome = max(self._outcome, outcome, key=WORST_LAST.index)
        self._details.append(detail)


def _counterpart(test: unittest.TestCase) -> str:
    cls = type(test)
    name = cls.__dict__.get("_NAME")
    return f"{cls.__module__}.Engine_{name}.{test._testMethodName}" if name else ""


def _formatted(err: Error) -> str:
    return "".join(traceback.format_exception(*err))


class PlainWorld:
    """The interpreter's own import system, as `python -m test` has it."""

    borrowed: tuple[str, ...] = ()

    def import_module(self, name: str) -> Any:
        """Import `name` as a statement does, by what may stand in for `__import__`."""
        builtins.__import__(name)
        return sys.modules[name]

    def leaks(self) -> list[str]:
        """Return what the tests have changed in the host: nothing else can be, here."""
        return []


def _world(mode: str) -> Any:
    if mode == "plain":
        return PlainWorld()
    root = os.path.dirname(os.path.dirname(_FOLDER))
    sys.path.insert(0, root)
    try:
        from tests.conformance.modes import MODES
    finally:
        sys.path.remove(root)
    return MODES[mode]()


def _set_up_as_regrtest(world: Any) -> None:
    support = world.import_module("test.support")
    faulthandler.enable(all_threads=True)
    support.record_original_stdout(sys.stdout)
    support.verbose = False
    # none of the resources (network, cpu, …) that `python -m test` leaves out by default
    support.use_resources = {}
    for name in PRELOADED:
        world.import_module(name)
    sys.addaudithook(lambda _name, _arguments: None)


def _only(suite: Any, wanted: Callable[[str], bool]) -> Any:
    # of the suite's own class, which the world's unittest may have made
    kept = suite.__class__()
    for test in suite:
        if isinstance(test, suite.__class__):
            kept.addTest(_only(test, wanted))
        elif wanted(test.id()):
            kept.addTest(test)
    return kept


def _run(
    world: Any, module_name: str, recorder: Recorder, wanted: Callable[[str], bool] | None
) -> None:
    try:
        module = world.import_module(module_name)
    except BaseException as error:
        if type(error).__name__ == "SkipTest":
            recorder.write(problem=f"skip: {module_name}", detail=str(error))
            return
        recorder.write(problem=f"fail: cannot load {module_name}", detail=traceback.format_exc())
        raise
    # the tests are classes of the world's own unittest
    loader = world.import_module("unittest").TestLoader()
    suite: Any = loader.loadTestsFromModule(module)
    recorder.write(borrowed=world.borrowed)
    (suite if wanted is None else _only(suite, wanted)).run(recorder)
    for leak in world.leaks():
        recorder.write(problem=f"leak: {leak}", detail="")


def main() -> None:
    mode, module_name, results, skip_file, *test_id = sys.argv[1:]
    with open(skip_file, encoding="utf-8") as stream:
        skip = frozenset(json.load(stream))
    wanted: Callable[[str], bool] | None = None
    if test_id:
        wanted = test_id.__contains__
    elif skip:
        wanted = lambda name: name not in skip  # noqa: E731 - as short as it is
    # some tests look at the arguments of the process
    del sys.argv[1:]
    with open(results, "w", encoding="utf-8") as lines:
        recorder = Recorder(lines)
        try:
            world = _world(mode)
            _set_up_as_regrtest(world)
        except BaseException:
            recorder.write(problem=f"fail: no {mode} world", detail=traceback.format_exc())
            raise
        _run(world, module_name, recorder, wanted)
        recorder.write(finished=True)


if __name__ == "__main__":
    main()
