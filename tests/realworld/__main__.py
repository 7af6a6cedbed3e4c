"""Run real packages inside engines: `python -m tests.realworld [--kind KIND] [NAME...]`.

Exit status 1 where a case, or a test of a project, fails that passes in a plain run, or has no
plain run that passes.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.realworld.cases import all_cases
from tests.realworld.kinds import KINDS, Verdict, run
from tests.realworld.suites import SUITES, all_suites, run_suites


def main() -> int:
    """Run what the command line names, and print a line for each and a table."""
    options = _options()
    cases = [case for case in all_cases() if not options.names or case.name in options.names]
    suites = [suite for suite in all_suites() if not options.names or suite.name in options.names]
    known = {case.name for case in cases} | {suite.name for suite in suites}
    unknown = set(options.names) - known
    if unknown:
        print(f"there is no case {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    print(f"{platform.python_implementation()} {platform.python_version()}", flush=True)
    verdicts = []
    with ThreadPoolExecutor(options.jobs) as pool:
        kinds = [kind for kind in options.kind or KINDS if kind != SUITES]
        waiting = [pool.submit(run, case, kind) for kind in kinds for case in cases]
        for future in waiting:
            verdict = future.result()
            if verdict is not None:
                _report(verdict)
                verdicts.append(verdict)
    status = _summary(verdicts) if waiting else 0
    if suites and SUITES in (options.kind or [SUITES]):
        status |= 0 if run_suites(suites, options.jobs) else 1
    return status


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.realworld")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="a case or a project, such as numpy"
    )
    parser.add_argument("--kind", action="append", choices=[*KINDS, SUITES], help="repeatable; all")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    return parser.parse_args()


def _report(verdict: Verdict) -> None:
    print(f"{verdict.outcome:12} {verdict.kind:8} {verdict.case}", flush=True)
    if verdict.outcome != "passed":
        print("".join(f"    {line}\n" for line in verdict.detail.splitlines()), end="", flush=True)


def _summary(verdicts: list[Verdict]) -> int:
    print()
    for kind, meaning in KINDS.items():
        counts = Counter(verdict.outcome for verdict in verdicts if verdict.kind == kind)
        if counts:
            rest = "".join(
                f", {count} {outcome}" for outcome, count in counts.items() if outcome != "passed"
            )
            print(f"{kind:8} {counts['passed']} of {counts.total()} passed{rest}   ({meaning})")
    good = {"passed", "refused"}
    return 0 if verdicts and all(verdict.outcome in good for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
