"""The library's own errors: each is of the types that callers already catch, and is pickled."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from importengine import EngineClosedError, ImportEngineError, ImportRefusedError


ERRORS: dict[str, Callable[[], ImportEngineError]] = {
    "plain": lambda: ImportEngineError("message", name="a", path="b"),
    "without arguments": ImportEngineError,
    "several arguments": lambda: ImportEngineError("one", 2),
    "refused": lambda: ImportRefusedError("message", fullname="a", rule="b", reason="c"),
    "closed": lambda: EngineClosedError("message", name="a"),
}


@pytest.mark.parametrize("kind", [EngineClosedError, ImportRefusedError, ImportEngineError])
def test_every_error_is_an_import_error(kind: type[Exception]) -> None:
    assert issubclass(kind, ImportError)
    assert issubclass(kind, ImportEngineError)


def test_a_closed_engine_is_a_runtime_error_too() -> None:
    assert issubclass(EngineClosedError, RuntimeError)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy]
    + [
        lambda error, protocol=protocol: pickle.loads(pickle.dumps(error, protocol))
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    ],
)
def test_an_error_is_the_same_after_pickling(error: str, again: Callable[[Any], Any]) -> None:
    before = ERRORS[error]()
    before.__dict__["added"] = 1
    after = again(before)
    assert type(after) is type(before)
    assert (after.args, str(after), vars(after)) == (before.args, str(before), vars(before))
    assert (after.msg, after.name, after.path) == (before.msg, before.name, before.path)
