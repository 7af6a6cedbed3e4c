"""regex: fuzzy matches, nested groups and Unicode sets; scanners, pickling and caches late."""

from __future__ import annotations

import pickle
from typing import Any

import regex


def work() -> dict[str, Any]:
    fuzzy = regex.search(r"(?b)(?:colour){e<=2}", "many colrs and more")
    nested = regex.search(r"\((?:[^()]|(?R))*\)", "f(a(b)c)d")
    every = regex.match(r"(?:(?P<word>\w+) ?)+", "one two three")
    return {
        "version": regex.__version__,
        "fuzzy": [fuzzy.group(), fuzzy.fuzzy_counts],
        "nested": nested.group(),
        "every": every.captures("word"),
        "sets": regex.findall(r"(?V1)[\p{Letter}--[a-m]]+", "abcxyz mnop"),
        "overlap": regex.findall(r"\d\d", "1234", overlapped=True),
        "words": regex.findall(r"\L<options>", "one two six", options=["one", "six"]),
        "letters": regex.split(r"(?V1)(?<=\p{Lu})", "aBcD"),
        "clusters": len(regex.findall(r"\X", "e\u0301a")),
        "folded": bool(regex.fullmatch("(?fi)strasse", "STRAẞE")),
    }


def late() -> dict[str, Any]:
    pattern = regex.compile(r"(?<year>\d{4})-(?<month>\d\d)", flags=regex.VERSION1)
    copy = pickle.loads(pickle.dumps(pattern))
    scanner = regex.Scanner(
        [(r"\d+", lambda _, text: int(text)), (r"\s+", None), (r"\w+", lambda _, text: text)]
    )
    try:
        regex.compile("(")
        refused = ""
    except regex.error as error:
        refused = f"{error} {isinstance(error, Exception)}"
    try:
        regex.match(r"(a+)+$", "a" * 40 + "b", timeout=5)
        slow = "answered"
    except TimeoutError:
        slow = "gave up"
    return {
        "copy": [copy.pattern, copy == pattern],
        "named": copy.match("2024-02").groupdict(),
        "expanded": copy.sub(r"\g<month>/\g<year>", "on 2024-02"),
        "formatted": copy.subf("{month}.{year}", "2024-02"),
        "template": regex.template("x") is not None if hasattr(regex, "template") else True,
        "scanned": repr(scanner.scan("a 12")),
        "partial": regex.fullmatch(r"\d{4}", "12", partial=True).partial,
        "refused": refused,
        "slow": slow,
    }
