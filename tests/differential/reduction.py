"""Make an example that shows a difference as small as it can be.

Random data shrinks badly here, for the names that a statement may use depend on all the files: so
files, statements and calls are taken away one by one, as long as the difference stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from tests.differential.compare import Comparison, DifferenceError
from tests.differential.model import Example, File


T = TypeVar("T")


def reduced(comparison: Comparison, difference: DifferenceError) -> DifferenceError:
    """Return a difference of the same kind from which nothing more can be taken away."""
    smaller = _first_smaller(comparison, difference)
    while smaller is not None:
        difference = smaller
        smaller = _first_smaller(comparison, difference)
    return difference


def _first_smaller(comparison: Comparison, difference: DifferenceError) -> DifferenceError | None:
    for candidate in _smaller_examples(difference.example):
        try:
            comparison.check(candidate)
        except DifferenceError as found:
            if found.kind == difference.kind:
                return found
    return None


def _smaller_examples(example: Example) -> Iterator[Example]:
    if len(example.entries) > 1:
        for entry in example.entries:
            yield replace(example, entries=(entry,))
    for entries in _changed_one(example.entries, _smaller_entries):
        yield replace(example, entries=entries)
    for host in _without_one(example.host):
        yield replace(example, host=host)
    for main in _without_one(example.main):
        yield replace(example, main=main)


def _smaller_entries(files: tuple[File, ...]) -> Iterator[tuple[File, ...]]:
    yield from _without_one(files)
    yield from _changed_one(files, _smaller_files)


def _smaller_files(file: File) -> Iterator[File]:
    for body in _without_one(file.body):
        yield replace(file, body=body)


def _without_one(items: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    for place in range(len(items)):
        yield items[:place] + items[place + 1 :]


def _changed_one(
    items: tuple[T, ...], smaller: Callable[[T], Iterator[T]]
) -> Iterator[tuple[T, ...]]:
    for place, item in enumerate(items):
        for other in smaller(item):
            yield (*items[:place], other, *items[place + 1 :])
