"""An engine imports any tree of packages as the interpreter does."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from tests.differential.compare import Comparison, DifferenceError
from tests.differential.kept import KEPT
from tests.differential.model import Example
from tests.differential.reduction import reduced
from tests.differential.search import PROFILE
from tests.differential.strategies import examples


@pytest.fixture(scope="module")
def comparison() -> Iterator[Comparison]:
    with Comparison() as made:
        yield made


@pytest.mark.parametrize(
    "name", [name for name, example in KEPT.items() if example.since <= sys.version_info[:2]]
)
def test_kept_example_runs_alike(comparison: Comparison, name: str) -> None:
    comparison.check(KEPT[name])


@settings(PROFILE, max_examples=60, derandomize=True)
@given(example=examples())
def test_random_example_runs_alike(comparison: Comparison, example: Example) -> None:
    try:
        comparison.check(example)
    except DifferenceError as difference:
        raise reduced(comparison, difference) from None
