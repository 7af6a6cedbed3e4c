"""pygments: code to HTML and terminals by lexers found by name; guesses, styles and more late."""

from __future__ import annotations

from typing import Any

import pygments
from pygments import highlight, lex
from pygments.formatters import HtmlFormatter, TerminalFormatter
from pygments.lexers import PythonLexer, get_lexer_by_name


CODE = "def double(x):\n    '''Twice.'''\n    return 2 * x  # enough\n"


def work() -> dict[str, Any]:
    rust = get_lexer_by_name("rust", stripall=True)
    return {
        "version": pygments.__version__,
        "html": highlight(CODE, PythonLexer(), HtmlFormatter(linenos="table", cssclass="code")),
        "terminal": highlight(CODE, PythonLexer(), TerminalFormatter()),
        "rust": [str(kind) for kind, _ in lex("fn main() { let x = 1; }", rust)][:5],
        "styles": HtmlFormatter(style="monokai").get_style_defs(".code").count("\n"),
    }


def late() -> dict[str, Any]:
    from pygments.filters import get_filter_by_name
    from pygments.formatters import get_all_formatters, get_formatter_by_name
    from pygments.lexers import (
        find_lexer_class,
        get_all_lexers,
        get_lexer_for_filename,
        guess_lexer,
    )
    from pygments.styles import get_all_styles, get_style_by_name
    from pygments.util import ClassNotFound

    sql = get_lexer_for_filename("query.sql")
    sql.add_filter(get_filter_by_name("keywordcase", case="upper"))
    try:
        get_lexer_by_name("no such language")
        refused = ""
    except ClassNotFound as error:
        refused = str(error)
    return {
        "sql": highlight("select a from b;", sql, get_formatter_by_name("null")).strip(),
        "svg": highlight(CODE, PythonLexer(), get_formatter_by_name("svg"))[:5],
        "latex": "Verbatim" in highlight(CODE, PythonLexer(), get_formatter_by_name("latex")),
        "guess": guess_lexer("<?xml version='1.0'?><a/>").name,
        "lexers": len(list(get_all_lexers())) == len({name for name, *_ in get_all_lexers()}),
        "formatters": sorted(formatter.name for formatter in get_all_formatters())[:4],
        "styles": sorted(get_all_styles())[:3],
        "colour": get_style_by_name("dracula").background_color,
        "class": find_lexer_class("JSON").__module__,
        "json": [str(kind) for kind, _ in lex('{"a": 1}', find_lexer_class("JSON")())][:3],
        "refused": refused,
    }
