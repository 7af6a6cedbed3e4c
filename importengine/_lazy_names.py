"""The names that lazy imports of engines have in the interpreter's registry (PEP 810, CPython 3.15)."""

from __future__ import annotations


_LAZY_MARK = "\N{WORD JOINER}"


def encode_lazy(fullname: str, *, by_name: bool) -> str:
    """Return `fullname` in a form that no other module's name has, and that looks the same.

    With `by_name` it says that the last module is going to be taken from the first, step by step.
    """
    top, dot, rest = fullname.partition(".")
    return f"{top}{_LAZY_MARK * (1 + by_name)}{dot}{rest}"


def is_lazy_by_name(name: str) -> bool:
    """Say whether `name` is one of `encode_lazy` with `by_name`."""
    return _LAZY_MARK * 2 in name


def decode_lazy(name: str) -> str:
    """Return the name that `encode_lazy` was given; any other as it is."""
    return name.replace(_LAZY_MARK, "")
