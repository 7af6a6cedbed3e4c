"""black: sources formatted, compared and refused; the library that its grammar comes from, late."""

from __future__ import annotations

from typing import Any

import black


SOURCE = """
import os,sys
def area( width,height = 2 ):
    return {'width':width , "height":height,'area':width*height}
class Shape : pass
"""


def _formatted(source: str, **mode: Any) -> str:
    return black.format_str(source, mode=black.Mode(**mode))


def work() -> dict[str, Any]:
    try:
        black.format_file_contents("a = 1\n", fast=True, mode=black.Mode())
        changed = True
    except black.NothingChanged:
        changed = False
    try:
        _formatted("def (")
        refused = ""
    except black.InvalidInput as error:
        refused = type(error).__name__
    return {
        "version": black.__version__,
        "formatted": _formatted(SOURCE),
        "narrow": _formatted(SOURCE, line_length=30, string_normalization=False),
        "changed": changed,
        "refused": refused,
    }


def late() -> dict[str, Any]:
    from black.report import Changed, Report
    from black.strings import str_width
    from blib2to3.pgen2 import token

    report = Report(check=True)
    report.done("a.py", Changed.YES)  # type: ignore[arg-type]
    return {
        "targets": sorted(target.name for target in black.TargetVersion)[:3],
        "token": token.tok_name[token.NAME],
        "width": str_width("abc"),
        "report": [report.return_code, report.change_count],
    }
