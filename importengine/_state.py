"""Where an engine's modules are kept, and which engine is the default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from functools import partial
from typing import Any, Self

from importengine._at_once import at_once
from importengine._ready import Ready
from importengine._visibility import mirror as mirrored
from importengine._visibility import unmirror
from importengine.abc import EngineState


MISSING = object()


class WatchedDict(dict[str, Any]):
    """A dict, of modules or other values by name, that says what is done to it."""

    __slots__ = ()

    def _before_writing(self, fullname: str, module: Any) -> None:
        """Hear that `module` is about to be put in."""

    def _written(self, fullname: str) -> None:
        """Hear that a module has been put in."""

    def _removed(self, fullname: str) -> None:
        """Hear that a module has been taken out."""

    def __setitem__(self, fullname: str, module: Any) -> None:
        self._before_writing(fullname, module)
        super().__setitem__(fullname, module)
        self._written(fullname)

    def __delitem__(self, fullname: str) -> None:
        try:
            super().__delitem__(fullname)
        except KeyError as error:
            # as a dict of the interpreter's own raises it, with no frame of ours
            error.__traceback__ = None
            raise
        self._removed(fullname)

    def pop(self, fullname: str, *default: Any) -> Any:
        """Remove and return, as dict.pop."""
        try:
            module = super().pop(fullname, *default)
        except KeyError as error:
            error.__traceback__ = None
            raise
        self._removed(fullname)
        return module

    def popitem(self) -> tuple[str, Any]:
        """Remove and return the newest item, as dict.popitem."""
        item = super().popitem()
        self._removed(item[0])
        return item

    def clear(self) -> None:
        """Remove everything."""
        names = list(self)
        super().clear()
        for fullname in names:
            self._removed(fullname)

    def setdefault(self, fullname: str, default: Any = None) -> Any:
        """Insert where absent, as dict.setdefault."""
        if fullname not in self:
            self[fullname] = default
        return self[fullname]

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Set several items, as dict.update."""
        for fullname, module in dict(*args, **kwargs).items():
            self[fullname] = module

    def __ior__(  # type: ignore[override,misc]
        self, other: Mapping[str, Any] | Iterable[tuple[str, Any]]
    ) -> Self:
        self.update(other)
        return self


class _Missing:
    """What a look-up of a name that is not there calls: in C, for a KeyError with no frame of ours."""

    def __get__(self, modules: Modules, _: object = None) -> Callable[[str], Any]:
        find = modules.finder_for_c()
        return _NOTHING.__getitem__ if find is None else find


_NOTHING: dict[str, Any] = {}


class Modules(WatchedDict):
    """The `modules` of one engine: a dict that keeps two others exact.

    `ready` holds the fully loaded modules, which a cached import may return without a look at
    anything else: a write here takes the name out of it. `mirror` is the interpreter's own
    modules dict while the engine is active; writes go there too, for C code (ie-0001 A2).
    `shown` are the names that C code has seen there, and may delete: each with a ticket that is
    good until the name is written again.
    `finder_for_c` returns what finds a module that is not there, where C code of the engine is
    looking it up (A14), else None.
    """

    __slots__ = ("__weakref__", "finder_for_c", "identity", "mirror", "ready", "shown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # what stands for it where it would be compared by what it holds
        self.identity = object()
        self.ready = Ready()
        self.mirror: dict[str, Any] | None = None
        self.shown: dict[str, list[str]] = {}
        self.finder_for_c: Callable[[], Callable[[str], Any] | None] = _nobody
        super().__init__(*args, **kwargs)

    __missing__ = _Missing()

    def fill(self, modules: Mapping[str, Any]) -> None:
        """Put in what is there from the start, which nobody has heard of."""
        dict.update(self, modules)

    def _before_writing(self, fullname: str, module: Any) -> None:
        self.ready.drop(fullname)
        # another thread may close the window meanwhile
        mirror = self.mirror
        if mirror is not None:
            self.hide(fullname)
            ticket = self.shown[fullname] = []
            mirrored(mirror, self.identity, fullname, module)
            # not before: what is here and not there counts as deleted by C code
            ticket.append(fullname)

    def _written(self, fullname: str) -> None:
        # again: another thread may have made the former one ready meanwhile
        self.ready.drop(fullname)

    def _removed(self, fullname: str) -> None:
        self.ready.drop(fullname)
        mirror = self.mirror
        if mirror is not None:
            self.hide(fullname)
            unmirror(mirror, self.identity, fullname)

    def hide(self, fullname: str) -> None:
        """Let the ticket of `fullname` be good no more."""
        self.shown.pop(fullname, []).clear()

    def deleted_by_c(self, fullname: str, ticket: list[str]) -> None:
        """Take out what C code has deleted, unless another thread has written it since."""
        try:
            at_once(ticket.pop, partial(dict.pop, self, fullname, None))
        except IndexError:
            return
        self._removed(fullname)


def _nobody() -> None:
    """Say that no C code is looking anything up."""


class QualifiedModules(Modules):
    """The `modules` of an engine whose modules carry its prefix (ie-0001 Q1).

    Each of those is here under both of its names, and in `registry`, which is the host's modules
    dict, under the qualified one.
    """

    __slots__ = ("prefix", "registry")

    def __init__(self, prefix: str, registry: Callable[[], MutableMapping[str, Any]]) -> None:
        self.prefix = prefix + "."
        self.registry = registry
        super().__init__()

    def __setitem__(self, fullname: str, module: Any) -> None:
        exact = fullname.removeprefix(self.prefix)
        super().__setitem__(exact, module)
        qualified = self.prefix + exact
        if exact != fullname or qualified in self:
            super().__setitem__(qualified, module)
            self.registry()[qualified] = module

    def __delitem__(self, fullname: str) -> None:
        super().__delitem__(fullname)
        self._forget_other_name(fullname)

    def pop(self, fullname: str, *default: Any) -> Any:
        """Remove under both names and return, as dict.pop."""
        module = super().pop(fullname, *default)
        self._forget_other_name(fullname)
        return module

    def deleted_by_c(self, fullname: str, ticket: list[str]) -> None:
        """Take out what C code has deleted, under both names."""
        super().deleted_by_c(fullname, ticket)
        if fullname not in self:
            self._forget_other_name(fullname)

    def popitem(self) -> tuple[str, Any]:
        """Remove the newest item under both names, as dict.popitem."""
        item = super().popitem()
        self._forget_other_name(item[0])
        return item

    def clear(self) -> None:
        """Remove everything, also from the registry."""
        registry = self.registry()
        for name in [name for name in self if name.startswith(self.prefix)]:
            registry.pop(name, None)
        super().clear()

    def _forget_other_name(self, fullname: str) -> None:
        exact = fullname.removeprefix(self.prefix)
        qualified = self.prefix + exact
        super().pop(exact if fullname == qualified else qualified, None)
        self.registry().pop(qualified, None)


def exact_name(modules: Mapping[str, Any], fullname: str) -> str:
    """Return `fullname` without the prefix that modules of the engine carry, if any (ie-0001 Q1)."""
    prefix: str = getattr(modules, "prefix", "")
    return fullname.removeprefix(prefix)


_default: list[EngineState] = []


def set_default_engine(engine: EngineState) -> None:
    """Make `engine` the one that finders and loaders use when they are given none."""
    _default[:] = [engine]


def default_engine() -> EngineState:
    """Return `sysengine`."""
    return _default[0]


def engine_or_default(engine: EngineState | None) -> EngineState:
    """Return `engine`, or `sysengine` for None (PEP 406, "engine" parameter)."""
    return _default[0] if engine is None else engine
