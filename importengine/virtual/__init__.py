"""The standard modules that are import state themselves, made for each engine.

`sys` and `builtins` are written here. `importlib` and the modules around it are the interpreter's
own source, executed again in the engine over a `_frozen_importlib` whose functions and finders
are the engine's.
"""

from importengine._rows import Row, is_own, row_of
from importengine.virtual.builtins import builtins_state, make_builtins, refresh_builtins
from importengine.virtual.importlib import (
    abstract_loaders,
    bootstrap_external_view,
    bootstrap_view,
)
from importengine.virtual.sys import complete_sys, make_sys
from importengine.virtual.table import virtual_spec


__all__ = [
    "Row",
    "abstract_loaders",
    "bootstrap_external_view",
    "bootstrap_view",
    "builtins_state",
    "complete_sys",
    "is_own",
    "make_builtins",
    "make_sys",
    "refresh_builtins",
    "row_of",
    "virtual_spec",
]
