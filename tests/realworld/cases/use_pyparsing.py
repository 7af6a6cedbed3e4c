"""pyparsing: expressions, tables and errors of small languages; its tests' helpers late."""

from __future__ import annotations

import pickle
from typing import Any

import pyparsing as pp
from pyparsing import common


def _calculator() -> pp.ParserElement:
    number = common.number.copy()

    def fold(tokens):
        value, *rest = tokens[0]
        for sign, other in zip(rest[::2], rest[1::2], strict=True):
            value = {"+": value + other, "-": value - other, "*": value * other}[sign]
        return value

    levels = [
        (pp.one_of("*"), 2, pp.OpAssoc.LEFT, fold),
        (pp.one_of("+ -"), 2, pp.OpAssoc.LEFT, fold),
    ]
    return pp.infix_notation(number, levels)


def work() -> dict[str, Any]:
    key = pp.Word(pp.alphas)("key")
    pair = pp.Group(key + pp.Suppress("=") + (common.integer | pp.QuotedString('"'))("value"))
    parsed = pp.DelimitedList(pair).parse_string('a = 1, b = "two"', parse_all=True)
    try:
        pair.parse_string("a 1")
        refused = ""
    except pp.ParseException as error:
        refused = f"{error} {error.explain(depth=0).splitlines()[1]!r}"
    nested = pp.nested_expr("(", ")").parse_string("(a (b c) d)")
    return {
        "version": pp.__version__,
        "values": [_calculator().parse_string(text)[0] for text in ["1 + 2 * 3", "(1 + 2) * 3"]],
        "pairs": [part.as_dict() for part in parsed],
        "nested": nested.as_list(),
        "found": [str(found[0]) for found in common.ipv4_address.search_string("at 10.0.0.1, 1.2")],
        "same": pickle.loads(pickle.dumps(parsed)).as_list() == parsed.as_list(),
        "html": pp.make_html_tags("a")[0].parse_string("<a href='x'>").href,
        "refused": refused,
    }


def late() -> dict[str, Any]:
    import pyparsing.testing as ppt

    with ppt.reset_pyparsing_context():
        pp.ParserElement.set_default_whitespace_chars(" ")
        lines = pp.Group(pp.OneOrMore(pp.Word(pp.alphas)))
        first = lines.parse_string("a b\nc").as_list()
    success, results = common.integer.run_tests("1\nx", print_results=False)
    return {
        "first": first,
        "tests": [success, len(results)],
        "numbered": pp.testing.with_line_numbers("a\nb"),
        "unicode": pp.Word(pp.pyparsing_unicode.Greek.alphas).parse_string("αβ c")[0],
        "each": (pp.Keyword("a") & pp.Keyword("b")).parse_string("b a").as_list(),
        "transformed": pp.Literal("x").set_parse_action(lambda: "y").transform_string("axb"),
    }
