"""The table, and what stands below it."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from tests.conformance.verdict import ABSENT, Verdict


COLUMNS = ("plain", "engine", "Engine_", "differ")
# More tests than this that were not run are told by their number.
FEW = 10
ROW = "{:<52} {:>6} {:>6} {:>11} {:>6}"


def print_heading() -> None:
    """Print the names of the columns."""
    print(ROW.format("module", *COLUMNS))


def print_row(verdict: Verdict) -> None:
    """Print a module's line as soon as it is known."""
    _print_counts(verdict.module.removeprefix("test."), [verdict])


def print_total(verdicts: Sequence[Verdict]) -> None:
    """Print the sum of all lines."""
    _print_counts(f"total of {len(verdicts)} modules", verdicts)


def print_findings(verdicts: Iterable[Verdict], *, verbose: bool) -> None:
    """Print what differs, and what would otherwise hide behind a count."""
    for verdict in verdicts:
        for found in verdict.differences:
            if found.outcome != ABSENT:
                print(f"  {found.outcome:6} {found.test_id}")
                if verbose:
                    print(found.detail)
        _print_absent(verdict, verbose=verbose)
        for test_id in verdict.recovered:
            print(f"  only when run again alone: {test_id}")
        for problem in verdict.problems:
            print(f"  {problem if verbose else problem.partition(chr(10))[0]}")
        if verbose and verdict.borrowed:
            print(f"  {verdict.module}: as Frozen has it: {', '.join(verdict.borrowed)}")


def score(verdicts: Iterable[Verdict]) -> float:
    """Return the part of what passes plainly that passes over the engine, or is excepted."""
    listed = list(verdicts)
    demanded = sum(verdict.plain_passed for verdict in listed)
    return 1 - sum(len(verdict.differences) for verdict in listed) / demanded


def leaks(verdicts: Iterable[Verdict]) -> list[str]:
    """Return what tests in an engine have changed in the host."""
    return [problem for verdict in verdicts for problem in verdict.problems if "leak: " in problem]


def unexplained(verdicts: Iterable[Verdict], causes: Mapping[str, str]) -> list[str]:
    """Return the ids of tests that differ for no known cause."""
    return [
        found.test_id
        for verdict in verdicts
        for found in verdict.differences
        if not any(fnmatchcase(found.test_id, pattern) for pattern in causes)
    ]


def print_causes(verdicts: Iterable[Verdict], causes: Mapping[str, str]) -> None:
    """Print each cause with how many differences it has."""
    found = [one.test_id for verdict in verdicts for one in verdict.differences]
    for pattern, cause in causes.items():
        count = sum(fnmatchcase(test_id, pattern) for test_id in found)
        if count:
            print(f"  known {count:3}: {pattern} ({cause})")


def print_exceptions(verdicts: Iterable[Verdict], exceptions: Mapping[str, str]) -> None:
    """Print each exception with how many differences it covered."""
    excepted = [test_id for verdict in verdicts for test_id in verdict.excepted]
    for pattern, citation in exceptions.items():
        count = sum(fnmatchcase(test_id, pattern) for test_id in excepted)
        print(f"  excepted {count:3}: {pattern} ({citation})")


def _print_absent(verdict: Verdict, *, verbose: bool) -> None:
    """Name the tests that were not run; when their whole module was not, only count them."""
    absent = [found for found in verdict.differences if found.outcome == ABSENT]
    if len(absent) > FEW and not verbose:
        print(f"  {ABSENT} {len(absent)} tests of {verdict.module}")
        return
    for found in absent:
        print(f"  {ABSENT} {found.test_id}")


def _print_counts(name: str, verdicts: Sequence[Verdict]) -> None:
    print(
        ROW.format(
            name,
            sum(verdict.plain_passed for verdict in verdicts),
            sum(verdict.same for verdict in verdicts),
            f"{sum(v.counterparts for v in verdicts)}/{sum(v.expected for v in verdicts)}",
            sum(len(verdict.differences) for verdict in verdicts),
        ),
        flush=True,
    )
