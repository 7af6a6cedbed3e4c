"""Which top-level names an engine takes from the host or from another engine (ie-0001 S1)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from attrs import field, frozen

from importengine.abc import Donor


__all__ = ["Share", "ShareLike"]

Predicate = Callable[[str], bool]
Names = str | Iterable[str] | Predicate


def _is_standard(name: str) -> bool:
    # this package is the host's too: a second one could not substitute anything
    if name == "importengine":
        return True
    return name in sys.stdlib_module_names or name in sys.builtin_module_names


def private_names(given: str | Iterable[str]) -> frozenset[str]:
    """Return the top-level names for what a caller passed as `private=`."""
    names = frozenset([given] if isinstance(given, str) else given)
    for name in names:
        if not isinstance(name, str):
            msg = f"private names must be str, not {type(name).__name__}"
            raise TypeError(msg)
        if not name.isidentifier():
            msg = f"{name!r} cannot be private: give a top-level name ('collections')"
            raise ValueError(msg)
        if name in sys.builtin_module_names:
            msg = f"{name!r} cannot be private: it is compiled into the interpreter, one for all"
            raise ValueError(msg)
    return names


def _predicate(names: Names) -> Predicate:
    """Return a predicate over top-level names for what the caller gave."""
    if callable(names):
        return names
    if not isinstance(names, Iterable):
        msg = f"share= takes names, predicates and Share objects, not {names!r}"
        raise TypeError(msg)
    patterns = (names,) if isinstance(names, str) else tuple(names)
    exact: set[str] = set()
    prefixes: list[str] = []
    for pattern in patterns:
        if not isinstance(pattern, str):
            msg = f"share names must be str, not {type(pattern).__name__}"
            raise TypeError(msg)
        stem = pattern.removesuffix("*")
        if not stem.isidentifier():
            msg = (
                f"cannot share {pattern!r}: give a top-level name ('numpy') or a prefix of "
                "top-level names ('django_*'); a package is shared whole"
            )
            raise ValueError(msg)
        if stem == pattern:
            exact.add(pattern)
        else:
            prefixes.append(stem)
    return _Named(frozenset(exact), tuple(prefixes))


@frozen
class _Named:
    exact: frozenset[str]
    prefixes: tuple[str, ...]

    def __call__(self, name: str) -> bool:
        return name in self.exact or name.startswith(self.prefixes)


@frozen(init=False)
class Share:
    """Top-level names that come from `donor` (the host when None).

    `names` is a name, a prefix ("django_*"), several of them, or a predicate that is called with
    a top-level name. A name covers the package and all its submodules.
    """

    covers: Predicate = field()
    donor: Donor | None = field()

    def __init__(self, names: Names, donor: Donor | None = None) -> None:
        self.__attrs_init__(_predicate(names), donor)


STANDARD_LIBRARY = Share(_is_standard)
_NO_MORE = (STANDARD_LIBRARY,)

ShareLike = Share | Names | Iterable["str | Predicate | Share"]


def shares_of(given: ShareLike) -> tuple[Share, ...]:
    """Return the shares for what a caller passed as `share=`, the standard library last."""
    if given == ():
        return _NO_MORE
    if isinstance(given, Share):
        return given, STANDARD_LIBRARY
    if isinstance(given, str) or callable(given):
        return Share(given), STANDARD_LIBRARY
    shares = (item if isinstance(item, Share) else Share(item) for item in given)
    return *shares, STANDARD_LIBRARY
