"""An example as an indented listing, and back.

one:
    a/__init__.py
        from . import b
    a/b.py
        value = 'b'
main:
    import a
host:
    import_module('a.b')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import dedent, indent

from tests.differential.model import ENTRY_NAMES, Example, File


_STEP = "    "
_CONTINUATIONS = ("except", "else", "finally", "elif", ")", "]", "}")


def format_example(example: Example) -> str:
    """Write `example` as a listing."""
    return "\n".join(_format_lines(example)) + "\n"


def parse_example(text: str, *, since: tuple[int, int] = (3, 11)) -> Example:
    """Read a listing; `since` is the first Python that can compile it.

    Raises `ValueError` for a section with an unknown name.
    """
    sections = dict(_split_blocks(dedent(text)))
    unknown = sections.keys() - {*ENTRY_NAMES, "main", "host"}
    if unknown:
        raise ValueError(f"unknown sections: {sorted(unknown)}")
    return Example(
        entries=tuple(_parse_files(sections[name]) for name in ENTRY_NAMES if name in sections),
        main=split_statements(sections.get("main", "")),
        host=split_statements(sections.get("host", "")),
        since=since,
    )


def split_statements(source: str) -> tuple[str, ...]:
    """Split `source` into its statements at the lines that are not indented.

    Text that does not compile is split as well.
    """
    statements: list[str] = []
    for line in source.splitlines():
        if statements and (not line or line[0] == " " or line.startswith(_CONTINUATIONS)):
            statements[-1] += f"\n{line}"
        elif line:
            statements.append(line)
    return tuple(statement.rstrip() for statement in statements)


def _format_lines(example: Example) -> Iterator[str]:
    for entry_name, files in zip(ENTRY_NAMES, example.entries, strict=False):
        yield f"{entry_name}:"
        for file in files:
            yield _STEP + file.path
            yield from _indented(file.body, 2)
    yield "main:"
    yield from _indented(example.main, 1)
    if example.host:
        yield "host:"
        yield from _indented(example.host, 1)


def _indented(statements: Iterable[str], depth: int) -> Iterator[str]:
    for statement in statements:
        yield indent(statement, _STEP * depth)


def _split_blocks(text: str) -> Iterator[tuple[str, str]]:
    title: str | None = None
    inner: list[str] = []
    for line in text.splitlines():
        if line and not line.startswith(" "):
            if title is not None:
                yield title, dedent("\n".join(inner))
            title, inner = line.rstrip().removesuffix(":"), []
        else:
            inner.append(line)
    if title is not None:
        yield title, dedent("\n".join(inner))


def _parse_files(text: str) -> tuple[File, ...]:
    return tuple(File(path, split_statements(body)) for path, body in _split_blocks(text))
