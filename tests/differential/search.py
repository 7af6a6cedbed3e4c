"""Search for examples on which the sides differ: the kept ones first, then random ones."""

from __future__ import annotations

import sys

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.differential.compare import Comparison, DifferenceError
from tests.differential.kept import KEPT
from tests.differential.model import Example
from tests.differential.reduction import reduced
from tests.differential.strategies import examples


# reduction is ours, for the reason that `reduction` gives
PROFILE = settings(
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


class Search:
    """Runs examples through a comparison and keeps the smallest of each kind of difference."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self.count = 0
        self.different = 0
        self.skipped = 0
        self.smallest: dict[str, DifferenceError] = {}

    def run_kept(self) -> None:
        """Run the kept examples that this Python can compile."""
        for example in KEPT.values():
            if example.since <= sys.version_info[:2]:
                self._check(example)

    def run_random(self, max_examples: int, seed_number: int) -> None:
        """Run as many random examples; the same seed makes the same ones."""

        @seed(seed_number)
        @settings(PROFILE, max_examples=max_examples)
        @given(examples())
        def check(example: Example) -> None:
            self._check(example)

        check()

    def _check(self, example: Example) -> None:
        self.count += 1
        skipped = self._comparison.skipped
        try:
            self._comparison.check(example)
        except DifferenceError as difference:
            self.different += 1
            self._keep(difference)
        else:
            self.skipped += self._comparison.skipped - skipped

    def _keep(self, difference: DifferenceError) -> None:
        if difference.kind not in self.smallest:
            self.smallest[difference.kind] = reduced(self._comparison, difference)
