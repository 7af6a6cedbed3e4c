"""Examples worth keeping, each under the rule that it holds."""

from __future__ import annotations

from tests.differential.listing import parse_example
from tests.differential.model import Example

KEPT: dict[str, Example] = {
    "circular": parse_example(
        """
        one:
            a/__init__.py
                from . import b
            a/b.py
                from a import c
            a/c.py
                from a import b
        main:
            import a
            import missing
        host:
            import_module('a.c')
        """
    ),
}
