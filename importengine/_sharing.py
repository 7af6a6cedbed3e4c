"""What an engine takes from its donors, and what it therefore must not write to."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.machinery import ModuleSpec
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from importengine._journey import Engine
from importengine._namespace import namespace_of
from importengine._standard_library import is_of_standard_library
from importengine._state import MISSING, default_engine
from importengine.abc import Donor
from importengine.loaders import SharedLoader
from importengine.share import STANDARD_LIBRARY, Share
from importengine.virtual import is_own, row_of, virtual_spec


class Sharing:
    """The shares of one engine.

    A shared module is offered once: after it was taken and then removed from the engine's
    `modules`, the name loads privately (ie-0001 S4).
    """

    def __init__(
        self, engine: Engine, shares: tuple[Share, ...], private: frozenset[str] = frozenset()
    ) -> None:
        self.engine = engine
        self.shares = shares
        self.private = private
        self.taken = set(private)

    def spec(self, fullname: str) -> ModuleSpec | None:
        """Return the spec that takes `fullname` from its donor, or makes the engine's version."""
        parent = fullname.rpartition(".")[0]
        if STANDARD_LIBRARY.covers(fullname.partition(".")[0]) and (
            not parent
            or is_virtual(self.engine.modules, parent)
            or self.lender_of(parent) is not None
        ):
            own = virtual_spec(self.engine, fullname)
            if own is not None:
                return own
        donor = self._donor_of(fullname)
        if donor is None or not (self.lender_of(fullname) or self._is_offered(donor, fullname)):
            return None
        return self._spec_from(donor, fullname)

    def _is_offered(self, donor: Donor, fullname: str) -> bool:
        """Say whether the module may be taken: once, and again where it is compiled in.

        Private functions of a builtin module would not be the ones that shared code has.
        """
        if fullname not in self.taken:
            return True
        return fullname in sys.builtin_module_names and fullname in donor.modules

    def took(self, donor: Donor, fullname: str) -> None:
        """Note that `fullname` was taken, and take what it has imported itself.

        As in a process of its own: the module of what is at hand is in `modules`.
        """
        self.taken.add(fullname)
        self.bring_imports_of(donor, fullname)

    def bring_imports_of(self, donor: Donor, fullname: str) -> None:
        """Take the modules that the donor's `fullname` uses."""
        modules = self.engine.modules
        waiting = [fullname]
        while waiting:
            for name in _references(donor.modules.get(waiting.pop())):
                if name in self.taken or name in modules:
                    continue
                if self._is_lent_by(donor, name):
                    modules[name] = donor.modules[name]
                    self.taken.add(name)
                    waiting.append(name)

    def _is_lent_by(self, donor: Donor, fullname: str) -> bool:
        top = fullname.partition(".")[0]
        return fullname in donor.modules and not is_own(fullname) and self._donor_of(top) is donor

    def _donor_of(self, fullname: str) -> Donor | None:
        parent = fullname.rpartition(".")[0]
        if not parent:
            for share in self.shares:
                if share.covers(fullname) and fullname not in self.private:
                    return share.donor or default_engine()
            return None
        # a view may be no package and have submodules (typing.io, until CPython 3.12)
        if is_virtual(self.engine.modules, parent):
            return default_engine()
        return self.lender_of(parent)

    def offers_to_c_code(self, fullname: str) -> bool:
        """Say whether the host's module `fullname` is one that an import would take from it."""
        if not STANDARD_LIBRARY.covers(fullname.partition(".")[0]):
            return False
        row = row_of(fullname)
        if row is not None and row.kind in {"copy", "view"}:
            return False
        return fullname not in self.taken or fullname in self.engine.modules

    def lender_of(self, fullname: str) -> Donor | None:
        """Return the donor whose own module the engine has under `fullname`."""
        module = self.engine.modules.get(fullname, MISSING)
        if module is MISSING:
            return None
        for share in self.shares:
            donor = share.donor or default_engine()
            if donor.modules.get(fullname, self) is module:
                return donor
        return None

    def _spec_from(self, donor: Donor, fullname: str) -> ModuleSpec | None:
        found: Any = donor.modules.get(fullname)
        spec = _spec_in(donor, fullname) if found is None else _spec_of(found)
        if spec is None and found is None:
            return None
        shared = ModuleSpec(
            fullname,
            SharedLoader(donor, self.engine, self.took),
            origin=getattr(spec, "origin", None),
        )
        shared.submodule_search_locations = getattr(spec, "submodule_search_locations", None)
        shared.loader_state = getattr(spec, "loader_state", None)
        shared.has_location = getattr(spec, "has_location", False)
        return shared


def is_virtual(modules: Mapping[str, Any], fullname: str) -> bool:
    """Say whether an engine's own version of a standard module is in `modules`."""
    return is_own(fullname) and is_of_standard_library(fullname, _spec_of(modules.get(fullname)))


def _spec_in(donor: Donor, fullname: str) -> ModuleSpec | None:
    try:
        return donor.find_spec(fullname)
    except ModuleNotFoundError:
        # the donor's parent is no package: the importer is told in the importer's words
        return None


def _spec_of(module: Any) -> ModuleSpec | None:
    # from its dict: a donor's module may do anything when it is asked for an attribute
    spec: ModuleSpec | None = namespace_of(module).get("__spec__")
    return spec


# what modules refer to, with the size that their dicts had at the time
_seen: WeakKeyDictionary[ModuleType, tuple[int, frozenset[str]]] = WeakKeyDictionary()


def _references(module: Any) -> frozenset[str]:
    """Return the fullnames of the modules that what is in the dict of `module` is, or is from."""
    if type(module) is not ModuleType:
        return frozenset()
    namespace = module.__dict__
    size, names = _seen.get(module, (-1, frozenset()))
    if size != len(namespace):
        values = list(namespace.values())
        names = frozenset(filter(None, map(_home_of, values)))
        _seen[module] = len(values), names
    return names


def _home_of(value: object) -> str | None:
    name: Any = None
    if type(value) is ModuleType:
        name = value.__dict__.get("__name__")
    elif type(value) in _KNOW_THEIR_MODULE:
        name = value.__module__
    return name if isinstance(name, str) else None


# types of objects that say which module they are from, with no code of anybody's
_KNOW_THEIR_MODULE = {type, FunctionType, BuiltinFunctionType}
