"""The third kind of implementation in CPython's test matrix.

`test.test_importlib.util` specialises test classes for importlib as it was frozen ('Frozen') and as its
source says ('Source'). This puts 'Engine' beside them, before the modules that use it are loaded.
"""

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from importengine import ImportEngine
from tests.conformance.own_importlib import importlib_module


KIND = "Engine"
FALLBACK = "Frozen"


class ThirdKind:
    """Add a kind to `test.test_importlib.util` whose values come from one engine.

    `borrowed` collects "Engine_X.attribute" for each value that the tests specialise by hand for two
    kinds only, and that is therefore Frozen's in the third.
    """

    def __init__(self, util: ModuleType, engine: ImportEngine) -> None:
        self.borrowed: list[str] = []
        self._engine = engine
        self._import_importlib = util.import_importlib
        self._specialize_class = util.specialize_class
        self._split_frozen = util.split_frozen

    def install(self, util: ModuleType) -> None:
        """Replace what makes and consumes tables of kinds."""
        util.__import__[KIND] = staticmethod(self._engine.__import__)
        for name in ("import_importlib", "specialize_class", "split_frozen", "test_both"):
            setattr(util, name, getattr(self, name))

    def import_importlib(self, module_name: str) -> dict[str, ModuleType]:
        """Return the kinds of an importlib module."""
        kinds: dict[str, ModuleType] = self._import_importlib(module_name)
        if module_name.partition(".")[0] == "importlib":
            kinds[KIND] = importlib_module(module_name)
        return kinds

    def specialize_class(self, cls: type, kind: str, base: Any = None, **kwargs: Any) -> type:
        """Return the class of one kind."""
        if kind == KIND:
            if base is not None and not isinstance(base, type):
                base = self._complete(cls, "base", base)
            kwargs = {name: self._complete(cls, name, values) for name, values in kwargs.items()}
        specialized: type = self._specialize_class(cls, kind, base, **kwargs)
        return specialized

    def split_frozen(self, cls: type, base: Any = None, **kwargs: Any) -> tuple[type, ...]:
        """Return the classes of all kinds; callers iterate, taking `_KIND` from each."""
        ours = self.specialize_class(cls, KIND, base, **kwargs)
        return (*self._split_frozen(cls, base, **kwargs), ours)

    def test_both(self, test_class: type, base: Any = None, **kwargs: Any) -> tuple[type, ...]:
        """Return two classes, since callers unpack two, and leave the third in their namespace."""
        *both, ours = self.split_frozen(test_class, base, **kwargs)
        namespace = sys._getframe(1).f_globals
        # test_abc specialises one class twice and binds the results to names of its own
        others = sum(name.startswith(ours.__name__) for name in namespace)
        namespace[f"{ours.__name__}_{others}" if others else ours.__name__] = ours
        return tuple(both)

    def _complete(self, cls: type, name: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        if KIND in values:
            return values
        self.borrowed.append(f"{KIND}_{cls.__name__}.{name}")
        return {KIND: values[FALLBACK]}
