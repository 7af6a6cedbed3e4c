"""The host's `sys.modules` where the interpreter's own dict is not the one to use.

While an engine is active, that dict has names in it which are not for everybody to see, and
importlib is to put the host's modules into it under names that engines miss (ie-0001 A9, A10).
"""

from __future__ import annotations

import sys
from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from functools import partial
from types import ModuleType
from typing import Any

from importengine._at_once import at_once
from importengine._state import MISSING, WatchedDict
from importengine._visibility import INTERPRETER_MODULES, host_name


class HostModules(WatchedDict):
    """The host's modules: while it `is_copy`, a copy that keeps the interpreter's dict exact.

    It is one while an engine is active, for all other threads. A thread may go on using what it
    has got as `sys.modules` before: so the copy looks into the original for what it lacks, and at
    other times it has nothing of its own.
    """

    __slots__ = ("is_copy", "names")

    def __init__(self) -> None:
        self.is_copy = False
        # what Python code has put into the copy; C code writes past the methods
        self.names: set[str] = set()
        super().__init__()

    def become_copy(self, *further: Any) -> None:
        """Be a copy, and do `further` steps at once with that; RuntimeError where disturbed."""
        items: list[Any] = []
        at_once(
            # a list, for which nothing is compared
            partial(items.extend, INTERPRETER_MODULES.items()),
            partial(dict.clear, self),
            partial(dict.update, self, items),
            partial(setattr, self, "is_copy", True),
            *further,
        )
        # two keys of one text are compared in Python, where other threads get their turn
        for key in list(INTERPRETER_MODULES):
            module = INTERPRETER_MODULES.get(key, MISSING)
            if module is not MISSING and not dict.__contains__(self, key):
                dict.__setitem__(self, key, module)
        for key in list(dict.keys(self)):
            if key not in INTERPRETER_MODULES:
                dict.pop(self, key, None)
        self.names = set(map(str, list(dict.keys(self))))

    def become_view(self, *further: Any) -> None:
        """Have nothing of its own any more, and do `further` steps at once with that."""
        at_once(partial(setattr, self, "is_copy", False), partial(dict.clear, self), *further)

    def __setitem__(self, fullname: str, module: Any) -> None:
        INTERPRETER_MODULES[_key(fullname)] = module
        if self.is_copy:
            self.names.add(fullname)
            dict.__setitem__(self, fullname, module)

    def __getitem__(self, fullname: str) -> Any:
        module = self.get(fullname, MISSING)
        if module is MISSING:
            raise KeyError(fullname)
        return module

    def get(self, fullname: str, default: Any = None) -> Any:
        """Return a module or `default`, as dict.get."""
        module = dict.get(self, fullname, MISSING)
        return INTERPRETER_MODULES.get(_key(fullname), default) if module is MISSING else module

    def __contains__(self, fullname: object) -> bool:
        return dict.__contains__(self, fullname) or _key(fullname) in INTERPRETER_MODULES

    def pop(self, fullname: str, *default: Any) -> Any:
        """Remove and return, as dict.pop."""
        own = dict.pop(self, fullname, MISSING)
        module = INTERPRETER_MODULES.pop(_key(fullname), own)
        if own is not MISSING:
            return own
        if module is not MISSING:
            return module
        if default:
            return default[0]
        raise KeyError(fullname)

    def __delitem__(self, fullname: str) -> None:
        self.pop(fullname)

    def popitem(self) -> tuple[str, Any]:
        """Remove and return the newest item, as dict.popitem."""
        fullname = next(reversed(self._all()))
        return fullname, self.pop(fullname)

    def clear(self) -> None:
        """Remove everything."""
        for fullname in list(self._all()):
            self.pop(fullname, None)

    def _all(self) -> dict[str, Any]:
        return dict(dict.items(self)) if self.is_copy else INTERPRETER_MODULES

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def keys(self) -> KeysView[str]:  # type: ignore[override] # a dict's, though not of this one
        """Return the names, as dict.keys."""
        return self._all().keys()

    def values(self) -> ValuesView[Any]:  # type: ignore[override] # the same
        """Return the modules, as dict.values."""
        return self._all().values()

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override] # the same
        """Return the names with their modules, as dict.items."""
        return self._all().items()

    def copy(self) -> dict[str, Any]:
        """Return a plain copy, as dict.copy."""
        return dict(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


def _key(fullname: Any) -> Any:
    return host_name(fullname) if isinstance(fullname, str) else fullname


HOST_MODULES = HostModules()


class _SysOfImportlib:
    """What importlib uses as `sys`: the real one, but for the names of the host's modules."""

    __slots__ = ()

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """Make a module: importlib calls the type of `sys` for that."""
        return ModuleType(*args, **kwargs)

    @property
    def modules(self) -> Any:
        """The host's modules, or those that the calling thread has in their place."""
        modules = sys.modules
        return HOST_MODULES if modules is INTERPRETER_MODULES else modules

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(sys, name, value)


SYS_OF_IMPORTLIB = object.__new__(_SysOfImportlib)
