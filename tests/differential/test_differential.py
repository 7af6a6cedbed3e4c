"""An engine imports any tree of packages as the interpreter does."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.differential.compare import Comparison
from tests.differential.kept import KEPT
from tests.differential.model import Example
from tests.differential.strategies import examples


@pytest.fixture(scope="module")
def comparison() -> Iterator[Comparison]:
    with Comparison() as made:
        yield made


@pytest.mark.parametrize("name", KEPT)
def test_kept_example_runs_alike(comparison: Comparison, name: str) -> None:
    if KEPT[name].since > sys.version_info[:2]:
        pytest.skip(f"needs Python {KEPT[name].since}")
    comparison.check(KEPT[name])


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
@given(example=examples())
def test_random_example_runs_alike(comparison: Comparison, example: Example) -> None:
    comparison.check(example)
