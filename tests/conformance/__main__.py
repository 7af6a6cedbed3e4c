"""Run `python -m tests.conformance [MODULE ...]`; exit status 0 when the engine passes what CPython does."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from tests.conformance import report, suites
from tests.conformance.exceptions import CAUSES, EXCEPTIONS
from tests.conformance.runs import PLAIN, Run, run_child
from tests.conformance.verdict import Verdict, compare, excepting, without


# by mode: what is run when nothing is asked for
PACKAGES = {
    "global": suites.IMPORT,
    "isolated": (*suites.IMPORT, *suites.STANDARD_LIBRARY),
}
# the part of what passes plainly that is to pass inside an engine
SCORE = 0.99
# More than this many differences in one module are no accident: running each again tells nothing.
RETRIED = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the modules asked for, print the table and return the exit status."""
    options = _parser().parse_args(arguments)
    packages = (*PACKAGES[options.mode], *options.others)
    try:
        modules = suites.find_modules(packages)
    except suites.TestPackageMissingError as missing:
        print(f"{sys.executable} has no {missing}: install the interpreter's own test package.")
        return 2
    wanted = (*options.modules, *options.others)
    if not wanted:
        quick = suites.QUICK if options.mode == "global" else suites.QUICK_INSIDE
        wanted = quick if options.quick else packages
    selected = suites.select(modules, wanted)
    if not selected:
        print(
            f"none of {', '.join(wanted)} is a test module of this mode; there are:",
            *modules,
            sep="\n  ",
        )
        return 2
    return _judge(selected, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.conformance", description="CPython's import tests over the engine."
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as test_api or import_")
    parser.add_argument(
        "--mode", choices=PACKAGES, default="global", help="how the engine is installed"
    )
    parser.add_argument(
        "--others",
        nargs="*",
        default=(),
        metavar="FULLNAME",
        help="other test modules or packages of the interpreter, such as test.test_json",
    )
    parser.add_argument("--quick", action="store_true", help="only what tells most")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--timeout", type=float, default=300, help="seconds a module may take")
    parser.add_argument("-v", "--verbose", action="store_true", help="show tracebacks")
    return parser


def _judge(modules: Sequence[str], options: argparse.Namespace) -> int:
    print(f"CPython {sys.version.split()[0]}, mode {options.mode}")
    isolated = options.mode == "isolated"
    report.print_heading()
    verdicts = []
    for verdict in _verdicts(modules, options):
        report.print_row(verdict)
        verdicts.append(verdict)
    report.print_total(verdicts)
    unexplained = report.unexplained(verdicts, CAUSES if isolated else {})
    report.print_findings(verdicts, verbose=options.verbose)
    report.print_exceptions(verdicts, EXCEPTIONS)
    if isolated:
        report.print_causes(verdicts, CAUSES)
    if not any(verdict.plain_passed for verdict in verdicts):
        print("nothing passes plainly, so nothing was compared")
        return 1
    if not isolated:
        return 1 if unexplained else 0
    score = report.score(verdicts)
    leaks = report.leaks(verdicts)
    print(
        f"score {score:.2%}, {len(unexplained)} differences without a known cause, {len(leaks)} leaks"
    )
    return 1 if score < SCORE or unexplained or leaks else 0


def _verdicts(modules: Sequence[str], options: argparse.Namespace) -> Iterator[Verdict]:
    with ThreadPoolExecutor(options.jobs) as pool:
        runs: list[tuple[Future[Run], Future[Run]]] = [
            (
                pool.submit(run_child, module, PLAIN, options.timeout),
                pool.submit(run_child, module, options.mode, options.timeout),
            )
            for module in modules
        ]
        for plain, engine in runs:
            verdict = compare(plain.result(), engine.result(), third_kind=options.mode == "global")
            if len(verdict.differences) <= RETRIED:
                verdict = without(verdict, _recovered(verdict, options))
            yield excepting(verdict, EXCEPTIONS)


def _recovered(verdict: Verdict, options: argparse.Namespace) -> set[str]:
    """Run each difference again, alone, both ways; return those that differ no more."""
    recovered = set()
    for found in verdict.differences:
        plain = run_child(verdict.module, PLAIN, options.timeout, found.plain_id)
        engine = run_child(verdict.module, options.mode, options.timeout, found.test_id)
        if engine.passed(found.test_id) or not plain.passed(found.plain_id):
            recovered.add(found.test_id)
    return recovered


if __name__ == "__main__":
    sys.exit(main())
