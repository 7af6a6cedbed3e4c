"""The type of an engine's `sys` serves as the type of modules (trap 15)."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from tests.support import TreeBuilder


def inside(tree: TreeBuilder, code: str) -> Any:
    root = tree({"main.py": f"import sys\n{code}", "other.py": ""})
    return ImportEngine(path=[root]).import_module("main")


def test_calling_it_makes_an_ordinary_module(tree: TreeBuilder) -> None:
    made = inside(tree, "made = type(sys)('made', 'doc')\nmade.stdout = made.path = 1").made
    assert type(made) is ModuleType
    assert (made.__name__, made.__doc__, made.path) == ("made", "doc", 1)
    assert not hasattr(made, "modules")
    assert sys.stdout != 1


def test_every_module_is_an_instance_of_it(tree: TreeBuilder) -> None:
    main = inside(
        tree,
        """
import types, other, json
kinds = [isinstance(one, type(sys)) for one in (other, json, sys, types.ModuleType('x'))]
sub = issubclass(types.ModuleType, type(sys))
not_one = isinstance(3, type(sys))
""",
    )
    assert (main.kinds, main.sub, main.not_one) == ([True] * 4, True, False)
    assert isinstance(main.sys, ModuleType)


def test_a_class_derived_from_it_makes_its_own_instances(tree: TreeBuilder) -> None:
    main = inside(
        tree,
        """
class Lazy(type(sys)):
    def __init__(self, name):
        super().__init__(name)
        self.ready = True
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return f'lazy {name}'
made = Lazy('made')
made.path = 'its own'
""",
    )
    assert type(main.made) is main.Lazy
    assert (main.made.ready, main.made.path, main.made.x) == (True, "its own", "lazy x")
    assert isinstance(main.made, ModuleType)


@pytest.mark.parametrize("maker", ["importlib.util.module_from_spec(spec)", "new(spec.name)"])
def test_what_importlib_makes_are_ordinary_modules(tree: TreeBuilder, maker: str) -> None:
    main = inside(
        tree,
        f"""
import importlib._bootstrap, importlib.util
new = importlib._bootstrap._new_module
spec = importlib.util.find_spec('other')
made = {maker}
""",
    )
    assert type(main.made) is ModuleType
