"""The statements of random examples, as templates.

The letters in braces are drawn: `t` and `u` dotted names, most of them of modules that exist; `o`
the name of one of the example's own modules; `n` and `m` names to take from a module; `s` the name
of a submodule; `d` leading dots; `first` and `second` indented imports. `here` is the name of the
module in which the statement stands.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from textwrap import indent
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.differential.model import ABSENT_NAME, VIRTUAL_NAME


NAMES = ("a", "b", "c")
T = TypeVar("T")
HAS_LAZY_IMPORTS = sys.version_info >= (3, 15)

ABSOLUTE_IMPORTS = (
    "import {t}",
    "import {t} as module",
    "from {t} import {n}",
    "from {t} import {n} as module",
    "from {t} import {n}, {m}",
    "import {t}.{s} as module",
    "import {t}.missing",
    "import missing",
)
RELATIVE_IMPORTS = (
    "from . import {n}",
    "from .{s} import {n}",
    "from {d} import {n}",
    "from {d}{s} import {n}",
    "from {d}{s}.{n} import {m}",
)
STAR_IMPORTS = (
    "from {t} import *",
    "from {d} import *",
    "from {d}{s} import *",
)
USES_AFTER_IMPORT = (
    "import {t}; print({t}.__name__)",
    "import {t}; seen = {t}.value",
    "import {t} as module; seen = module.value",
    "import {t} as module; print(hasattr(module, '{n}'))",
)
FALLBACKS = (
    "try:\n{first}\nexcept ImportError as error:\n    note = str(error)\n{second}",
    "try:\n{first}\nexcept ModuleNotFoundError as error:\n    note = str(error)\n{second}",
    "try:\n{first}\nexcept Exception as error:\n    note = str(error)\n{second}",
    "try:\n{first}\nexcept ImportError as error:\n    raise ValueError('rethrown') from error",
)
FUNCTIONS = (
    "def later():\n{first}\n    return '{here}'",
    "def later():\n{first}\n{second}\n    return '{here}'",
)
CALLS_OF_FUNCTIONS = (
    "import {t} as module; print(module.later())",
    "import {t} as module; print(module.value)",
    "import {t} as module; print(module.missing)",
    "import {t} as module; print(module.{n})",
    "import {t} as module; print(module.use())",
)
DIRECT_CALLS = (
    "import importlib; got = importlib.import_module('{t}')",
    "import importlib; got = importlib.import_module('{d}{s}', __package__)",
    "import importlib; got = importlib.import_module('{d}{s}', '{t}')",
    "import importlib; got = importlib.import_module('{d}{s}')",
    "import importlib.util; spec = importlib.util.find_spec('{t}'); print(spec and spec.name)",
    "import importlib.util; print(importlib.util.find_spec('.{s}', '{t}') is None)",
    "got = __import__('{t}')",
    "got = __import__('{t}', globals(), locals(), ['{n}'], 0)",
    "got = __import__('{t}', None, None, ('*', 'nowhere'))",
    "got = __import__('{s}', globals(), locals(), ['{n}'], 1)",
    "got = __import__('{s}', globals(), locals(), [], 2)",
    "got = __import__('{s}.{n}', globals(), locals(), [], 1)",
    "got = __import__('{s}', {{'__package__': '{t}'}}, None, [], 1)",
    "got = __import__('', globals(), None, ['{n}'], 1)",
)
BAD_CALLS = (
    "got = __import__('')",
    "got = __import__('a', level=-1)",
    "got = __import__(3)",
    "got = __import__('a', {{'__package__': 3}}, None, [], 1)",
    "got = __import__('a', {{'__package__': 'nowhere'}}, None, [], 1)",
    "got = __import__('a', {{}}, None, [], 1)",
    "got = __import__('a', None, None, [], 1)",
    "got = __import__('a', 3, None, [], 1)",
    "got = __import__('a', {{'__name__': 'b.c'}}, None, ['value'], 1)",
    "got = __import__('a', fromlist=[3])",
    "got = __import__('a', fromlist=3)",
    "import importlib; got = importlib.import_module('')",
    "import importlib; got = importlib.import_module('a..b')",
    "import importlib; got = importlib.import_module('.a', package=3)",
    "import importlib; importlib.reload('a')",
    "import importlib; importlib.invalidate_caches()",
)
FAILURES = (
    "raise ValueError('boom')",
    "raise ImportError('boom')",
    "raise ImportError('boom', name='named', path='somewhere')",
    "raise ModuleNotFoundError(\"No module named 'a'\", name='a')",
    "raise AttributeError('boom')",
    "raise SystemExit(3)",
    "def",
    "value = undefined",
)
REGISTRY_EDITS = (
    "import sys; sys.modules.pop('{t}', None)",
    "import sys; sys.modules['{t}'] = None",
    "import sys, types; sys.modules['{t}'] = types.ModuleType('{t}')",
    "import sys, types; sys.modules['{t}'] = types.SimpleNamespace(value='plain')",
    "import sys; sys.modules['{t}'] = sys.modules['{u}']",
    "import sys; print('{t}' in sys.modules)",
)
OWN_REGISTRY_EDITS = (
    "import sys; del sys.modules[__name__]",
    "import sys, types; sys.modules[__name__] = types.SimpleNamespace(value='other')",
    "import sys, types; sys.modules[__name__] = types.ModuleType('other')",
    "import sys; sys.modules[__name__] = None",
    "import sys; sys.modules[__name__] = 3",
    "import sys; sys.modules.pop(__package__, None)",
    "import sys; sys.modules.pop(__name__.rpartition('.')[0], None)",
    "import sys; sys.modules['virtual'] = sys.modules[__name__]",
    "import sys, types; sys.modules[__name__ + '.a'] = types.ModuleType(__name__ + '.a')",
    (
        "import sys, types\nclass Kind(types.ModuleType):\n    missing = 'made by the class'\n"
        "sys.modules[__name__].__class__ = Kind"
    ),
)
ATTRIBUTE_EDITS = (
    "value = '{here}'",
    "{s} = 'own'",
    "import {o} as module; del module.{n}",
    "import {o} as module; module.{n} = 'set'",
)
# nothing counts from the end of `sys.path` or empties it: one side has the standard library there
SEARCH_PATH_EDITS = (
    "import sys; sys.path[:] = [entry for entry in sys.path if 'one' not in entry]",
    "import sys; sys.path = [entry for entry in sys.path if 'two' not in entry]",
    "import sys; sys.path.sort(key=lambda entry: entry.endswith('one'))",
    "import sys; sys.path.insert(0, __file__.rpartition('/')[0] + '/a')",
    "import sys; sys.path.append(__file__.rpartition('/')[0] + '/b')",
    "import sys; sys.path = [__file__.rpartition('/')[0] + '/a', *sys.path]",
    "import sys; sys.path.insert(0, 'nowhere')",
    "import sys; sys.path.insert(0, 3)",
    "import sys; sys.path.insert(0, None)",
    "import sys; print([entry for entry in sys.path if entry.endswith(('one', 'two'))])",
)
MODULE_EDITS = (
    "__path__ = []",
    "__path__.append(__path__[0] + '/b')",
    "__path__.insert(0, __path__[0] + '/../b')",
    "__path__ = [__file__.rpartition('/')[0] + '/..']",
    "__path__ = ['nowhere']",
    "__path__ = None",
    "__path__ = 3",
    "__path__ = (__file__.rpartition('/')[0],)",
    "del __path__",
    "__package__ = 'b'",
    "__package__ = None",
    "__package__ = ''",
    "__package__ = 3",
    "del __package__",
    "__spec__ = None",
    "__spec__ = None; __package__ = None",
    "__spec__ = None; del __package__",
    "del __spec__",
    "del __spec__; del __package__",
    "__name__ = 'b.c'",
    "del __name__",
    "__file__ = 'elsewhere.py'",
    "__spec__.submodule_search_locations = None",
)
PUBLIC_NAMES = (
    "__all__ = ['value']",
    "__all__ = ['{n}', '{m}']",
    "__all__ = ('{n}', 'missing')",
    "__all__ = [3]",
    "__all__ = 3",
    "__all__ = []",
)
ATTRIBUTE_HOOKS = (
    (
        "def __getattr__(name):\n    if name == 'missing':\n        return 'made'\n"
        "    raise AttributeError(name)"
    ),
    (
        "def __getattr__(name):\n    import importlib\n    if name in ('a', 'b'):\n"
        "        return importlib.import_module('.' + name, __name__)\n"
        "    raise AttributeError(name)"
    ),
    "def __getattr__(name):\n    raise ImportError('from the hook: ' + name)",
    "def __getattr__(name):\n    print('asked for', name)\n    raise AttributeError(name)",
)
RELOADS = (
    "import importlib, sys; importlib.reload(sys.modules['{t}'])",
    "import {t} as module; import importlib; importlib.reload(module)",
)
LAZY_IMPORTS = (
    "lazy import {t}",
    "lazy import {t} as late",
    "lazy from {t} import {n}",
    "lazy from . import {n}",
    "lazy from .{s} import {n}",
    "lazy import {t} as late\ndef use():\n    return late.value",
    "lazy import {t} as late\nprint(late.__name__)",
    "lazy from {t} import {n} as late\nprint(late is None)",
    "lazy import {s}\ndef use():\n    return {s}.value",
)

_INNER = ABSOLUTE_IMPORTS + RELATIVE_IMPORTS
# a group as often as it shall be drawn
_BODY_GROUPS = (
    *(ABSOLUTE_IMPORTS,) * 6,
    *(RELATIVE_IMPORTS,) * 6,
    *(USES_AFTER_IMPORT, STAR_IMPORTS, FUNCTIONS, FALLBACKS, DIRECT_CALLS) * 2,
    FAILURES,
    PUBLIC_NAMES,
    ATTRIBUTE_EDITS,
    ATTRIBUTE_HOOKS,
    OWN_REGISTRY_EDITS,
    REGISTRY_EDITS,
    SEARCH_PATH_EDITS,
    MODULE_EDITS,
    RELOADS,
    BAD_CALLS,
)
BODY_GROUPS = (*_BODY_GROUPS, *(LAZY_IMPORTS,) * 4) if HAS_LAZY_IMPORTS else _BODY_GROUPS
TOP_MODULE_GROUPS = tuple(group for group in BODY_GROUPS if group is not RELATIVE_IMPORTS)
MAIN_GROUPS = (
    *(ABSOLUTE_IMPORTS,) * 8,
    *(CALLS_OF_FUNCTIONS, USES_AFTER_IMPORT, DIRECT_CALLS) * 2,
    STAR_IMPORTS,
    RELOADS,
    ATTRIBUTE_EDITS,
    REGISTRY_EDITS,
    SEARCH_PATH_EDITS,
    BAD_CALLS,
)
HOST_GROUPS = (
    (
        "import_module('{t}')",
        "__import__('{t}', {{}}, {{}}, [], 0)",
        "__import__('{t}', {{}}, {{}}, ['{n}'], 0)",
        "__import__('{s}', {{'__package__': '{t}'}}, {{}}, ['{n}'], 1)",
    ),
)


@dataclass(frozen=True)
class Place:
    """Where a statement stands: its module, and the names that exist to be imported.

    `depth` is the number of packages around it, and with that the most dots that can be right.
    """

    name: str
    targets: tuple[str, ...]
    depth: int = 0


@st.composite
def statements(draw: DrawFn, groups: tuple[tuple[str, ...], ...], place: Place) -> str:
    """Make a statement of one of `groups`."""
    return _fill(draw, draw(_choice(draw(_choice(groups)))), place)


def _fill(draw: DrawFn, template: str, place: Place) -> str:
    parts = {field: _part(draw, field, place) for field in _fields(template)}
    return template.format(**parts)


def _part(draw: DrawFn, field: str, place: Place) -> str:
    if field == "here":
        return place.name
    if field in ("t", "u"):
        return draw(_target(place.targets))
    if field == "o":
        own: str = draw(_choice(place.targets))
        return own
    if field in ("first", "second"):
        return indent(_fill(draw, draw(_choice(_INNER)), place), "    ")
    if field == "d":
        return draw(_dots(place.depth))
    return draw(_LETTERS[field])


@lru_cache
def _choice(options: tuple[T, ...]) -> SearchStrategy[T]:
    return st.sampled_from(options)


@lru_cache
def _fields(template: str) -> tuple[str, ...]:
    found = (field for _, field, _, _ in Formatter().parse(template))
    return tuple(dict.fromkeys(field for field in found if field))


@lru_cache
def _target(existing: tuple[str, ...]) -> SearchStrategy[str]:
    anything = tuple(f"{name}.{other}" for name in NAMES for other in NAMES)
    odd = (ABSENT_NAME, VIRTUAL_NAME, f"{VIRTUAL_NAME}.a", "colorsys")
    weight = 1 + 40 // len(existing)
    return st.sampled_from((*existing * weight, *NAMES, *anything, *odd))


@lru_cache
def _dots(depth: int) -> SearchStrategy[str]:
    right = ["." * count for count in range(1, depth + 1)]
    return st.sampled_from((*right * 4, "." * (depth + 1)))


_ATTRIBUTES = st.sampled_from((*NAMES, *NAMES, "value", ABSENT_NAME))
_LETTERS = {
    "n": _ATTRIBUTES,
    "m": _ATTRIBUTES,
    "s": st.sampled_from(NAMES),
}
