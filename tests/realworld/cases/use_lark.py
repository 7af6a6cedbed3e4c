"""lark: a calculator and JSON by grammars; other parsers, caches and reconstruction late."""

from __future__ import annotations

import pickle
import tempfile
from pathlib import Path
from typing import Any

import lark
from lark import Lark, Transformer, v_args


GRAMMAR = """
    ?start: sum | NAME "=" sum -> assign
    ?sum: product | sum "+" product -> add | sum "-" product -> sub
    ?product: atom | product "*" atom -> mul
    ?atom: NUMBER -> number | "-" atom -> neg | NAME -> variable | "(" sum ")"
    %import common.CNAME -> NAME
    %import common.NUMBER
    %import common.WS_INLINE
    %ignore WS_INLINE
"""


@v_args(inline=True)
class Calculate(Transformer):
    from operator import add, mul, neg, sub

    number = float

    def __init__(self):
        super().__init__()
        self.names = {}

    def assign(self, name, value):
        self.names[name] = value
        return value

    def variable(self, name):
        return self.names[name]


def work() -> dict[str, Any]:
    calculator = Lark(GRAMMAR, parser="lalr", transformer=Calculate())
    tree = Lark(GRAMMAR, parser="earley").parse("a = 1 + 2 * x")
    try:
        calculator.parse("1 + ")
        refused = ""
    except lark.UnexpectedInput as error:
        refused = type(error).__name__
    return {
        "version": lark.__version__,
        "values": [calculator.parse(text) for text in ["a = 2 * (3 + 4)", "a - -1"]],
        "tree": tree.pretty(),
        "same": pickle.loads(pickle.dumps(tree)) == tree,
        "tokens": [token.type for token in calculator.lex("x + 1")],
        "refused": refused,
    }


def late() -> dict[str, Any]:
    from lark.ast_utils import create_transformer
    from lark.indenter import PythonIndenter
    from lark.reconstruct import Reconstructor

    folder = tempfile.mkdtemp(dir=".")
    path = Path(folder, "pairs.lark")
    path.write_text('start: (WORD ":" INT)+\n%import common (WORD, INT, WS)\n%ignore WS\n')
    pairs = Lark.open(str(path), parser="lalr", maybe_placeholders=False)
    python = Lark.open_from_package(
        "lark",
        "python.lark",
        ["grammars"],
        parser="lalr",
        start="file_input",
        postlex=PythonIndenter(),
    )
    saved = Path(folder, "pairs.bin")
    with saved.open("wb") as file:
        pairs.save(file)
    with saved.open("rb") as file:
        loaded = Lark.load(file)
    tree = loaded.parse("a: 1 b: 2")
    return {
        "tree": str(tree),
        "python": python.parse("def f(x):\n    return x\n").children[0].data,
        "cyk": str(Lark('start: "a" "b"', parser="cyk").parse("ab")),
        "back": Reconstructor(
            Lark('start: "<" /x+/ ">"', parser="lalr", maybe_placeholders=False)
        ).reconstruct(Lark('start: "<" /x+/ ">"', parser="lalr").parse("<xx>")),
        "transformer": create_transformer(lark.tree, Calculate()) is not None,
    }
