"""Where a run over an engine falls short of the plain run of the same module."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

import attrs

from tests.conformance.runs import Run


# The outcome of a test that was never run, because its class, module or process was not there.
ABSENT = "absent"


@attrs.frozen
class Difference:
    """A test that passes plainly (`plain_id`) and not over the engine (`test_id`)."""

    test_id: str
    plain_id: str
    outcome: str
    detail: str


@attrs.frozen
class Verdict:
    """The comparison of one module.

    `same` counts the tests that pass in both runs, by id; `counterparts` the Engine_ tests that pass of
    the `expected` ones; `recovered` are test ids that differed until both were run again alone.
    """

    module: str
    plain_passed: int
    same: int
    counterparts: int
    expected: int
    differences: tuple[Difference, ...]
    recovered: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    borrowed: tuple[str, ...] = ()


def compare(plain: Run, engine: Run, *, third_kind: bool) -> Verdict:
    """Compare two runs of one module; with `third_kind` an Engine_ test is due for each Frozen_."""
    passed = [test_id for test_id, test in plain.tests.items() if test.passed]
    frozen = {
        plain.tests[test_id].counterpart: test_id
        for test_id in passed
        if third_kind and plain.tests[test_id].kind == "Frozen"
    }
    demands = {test_id: test_id for test_id in passed} | frozen
    return Verdict(
        module=plain.module,
        plain_passed=len(passed),
        same=sum(engine.passed(test_id) for test_id in passed),
        counterparts=sum(engine.passed(test_id) for test_id in frozen),
        expected=len(frozen),
        differences=tuple(_differences(engine, demands)),
        problems=tuple(_labelled(plain)) + tuple(_labelled(engine)),
        borrowed=engine.borrowed,
    )


def without(verdict: Verdict, recovered: set[str]) -> Verdict:
    """Return the verdict with these test ids no longer counted as differences."""
    left = tuple(found for found in verdict.differences if found.test_id not in recovered)
    return attrs.evolve(verdict, differences=left, recovered=tuple(sorted(recovered)))


def excepting(verdict: Verdict, exceptions: Mapping[str, str]) -> Verdict:
    """Return the verdict with differences that an exception covers set aside."""
    excepted = tuple(
        found.test_id
        for found in verdict.differences
        if any(fnmatchcase(found.test_id, pattern) for pattern in exceptions)
    )
    left = tuple(found for found in verdict.differences if found.test_id not in excepted)
    return attrs.evolve(verdict, differences=left, excepted=excepted)


def _differences(engine: Run, demands: Mapping[str, str]) -> Iterator[Difference]:
    for test_id, plain_id in demands.items():
        test = engine.tests.get(test_id)
        if test is None:
            yield Difference(test_id, plain_id, ABSENT, "")
        elif not test.passed:
            yield Difference(test_id, plain_id, test.outcome, test.detail)


def _labelled(run: Run) -> Iterator[str]:
    return (f"[{run.mode}] {problem}" for problem in run.problems)
