"""Search for an example on which the sides differ: the kept ones first, then random ones."""

from __future__ import annotations

import sys

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.differential.compare import Comparison, DifferenceError
from tests.differential.kept import KEPT
from tests.differential.model import Example
from tests.differential.strategies import examples


class Search:
    """Runs examples through a comparison; `count` says how many there were until a difference."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._different = False
        self.count = 0
        self.skipped = 0

    def run(self, max_examples: int, seed_number: int) -> list[DifferenceError]:
        """Return a smallest example for each kind of difference found."""
        kept = [error for error in map(self._check_kept, KEPT) if error is not None]
        return kept + self._run_random(max_examples, seed_number)

    def _check_kept(self, name: str) -> DifferenceError | None:
        if KEPT[name].since > sys.version_info[:2]:
            return None
        try:
            self._check(KEPT[name])
        except DifferenceError as error:
            return type(error)(f" in {name!r}{error}")
        return None

    def _run_random(self, max_examples: int, seed_number: int) -> list[DifferenceError]:
        @seed(seed_number)
        @settings(
            max_examples=max_examples,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        )
        @given(examples())
        def check(example: Example) -> None:
            self._check(example)

        self._different = False
        try:
            check()
        except DifferenceError as error:
            return [error]
        except BaseExceptionGroup as group:
            matching, others = group.split(DifferenceError)
            if others is not None or matching is None:
                raise
            return [error for error in matching.exceptions if isinstance(error, DifferenceError)]
        return []

    def _check(self, example: Example) -> None:
        if not self._different:
            self.count += 1
        try:
            self._comparison.check(example)
        except DifferenceError:
            self._different = True
            raise
        if not self._different:
            self.skipped = self._comparison.skipped
