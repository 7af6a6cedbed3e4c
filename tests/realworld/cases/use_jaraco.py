"""jaraco.functools, jaraco.text, jaraco.collections: several distributions in one namespace."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import jaraco.functools
import jaraco.text
from jaraco.collections import ItemsAsAttributes, KeyTransformingDict, RangeMap
from jaraco.functools import compose, method_cache, once, retry_call


class Folded(KeyTransformingDict):
    @staticmethod
    def transform_key(key: str) -> str:
        return key.casefold()


class Attributes(dict, ItemsAsAttributes):
    pass


class Counting:
    def __init__(self) -> None:
        self.calls = 0

    @method_cache
    def doubled(self, n: int) -> int:
        self.calls += 1
        return 2 * n


def work() -> dict[str, Any]:
    counting = Counting()
    attempts: list[int] = []

    def unsure() -> int:
        attempts.append(1)
        if len(attempts) < 3:
            raise ValueError
        return len(attempts)

    made = once(lambda: attempts.append(9) or len(attempts))
    return {
        "versions": [version("jaraco.functools"), version("jaraco.text")],
        "composed": compose(str.upper, str.strip)(" a "),
        "cached": [counting.doubled(4), counting.doubled(4), counting.calls],
        "retried": retry_call(unsure, retries=5, trap=ValueError),
        "once": [made(), made()],
        "folded": Folded({"A": 1})["a"],
        "attributes": Attributes(a=3).a,
        "range": RangeMap({5: "a", 10: "b"})[7],
        "stripped": list(jaraco.text.Stripper.strip_prefix(["ab 1", "ab 2"]).lines),
        "fold": jaraco.text.FoldedCase("Hi") == "hI",
        "words": list(jaraco.text.WordSet.parse("fooBar")),
    }


def late() -> dict[str, Any]:
    import jaraco
    import jaraco.context
    from jaraco.text import layouts

    with jaraco.context.ExceptionTrap(ValueError) as trap:
        int("x")
    return {
        "trapped": bool(trap),
        "lorem": jaraco.text.lorem_ipsum[:11],
        "layout": "abc".translate(layouts.to_dvorak),
        "lines": list(jaraco.text.yield_lines("a\n\n#b\nc")),
        "namespace": [jaraco.__spec__.origin, len(list(jaraco.__path__))],
    }
