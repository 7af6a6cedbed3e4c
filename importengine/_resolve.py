"""Resolve: from the name as written to the fullname (PEP 328, PEP 366, PEP 451)."""

from __future__ import annotations

import builtins
import sys
import warnings
from collections.abc import Mapping
from typing import Any

from importengine._lazy_names import decode_lazy


# CPython 3.12 turned the disagreement of __package__ and __spec__.parent into a DeprecationWarning
_DISAGREEMENT: type[Warning] = ImportWarning if sys.version_info < (3, 12) else DeprecationWarning


# CPython 3.15 takes a frozendict too (PEP 814)
_NAMESPACES: tuple[type[dict[str, Any]], ...] = (dict,)
if hasattr(builtins, "frozendict"):
    _NAMESPACES = (dict, builtins.frozendict)

# what `globals` is where `__import__` is called without
NOT_GIVEN: Any = object()


def resolve(name: str, namespace: Mapping[str, Any] | None, level: int, prefix: str = "") -> str:
    """Return the fullname of `name`, written with `level` leading dots in `namespace`.

    `prefix`, with its dot, is what qualified modules carry; the fullname is without (ie-0001 Q1).

    Raises TypeError and ValueError for arguments that `__import__` does not take, ImportError
    for a relative import outside a package or beyond its top, KeyError where the namespace has
    no `__name__`, all as CPython's resolve_name (Python/import.c).
    """
    if not isinstance(name, str):
        msg = "module name must be a string"
        raise TypeError(msg)
    if level < 0:
        msg = "level must be >= 0"
        raise ValueError(msg)
    if level == 0:
        if not name:
            msg = "Empty module name"
            raise ValueError(msg)
        return decode_lazy(name).removeprefix(prefix)
    if namespace is NOT_GIVEN:
        msg = "'__name__' not in globals"
        raise KeyError(msg)
    package = _package_of(namespace)
    if prefix:
        package = _without(prefix, package)
    if not package:
        msg = "attempted relative import with no known parent package"
        raise ImportError(msg)
    return _join(name, package, level)


def resolve_in_package(name: str, package: str | None, prefix: str = "") -> str:
    """Return the fullname of `name`, which may start with dots, relative to `package`.

    Without `prefix`, as `resolve`.

    As `importlib.import_module` and `importlib.util.find_spec`: TypeError where a package is
    needed and none is given.
    """
    if not isinstance(name, str):
        msg = f"module name must be str, not {type(name)}"
        raise TypeError(msg)
    level = len(name) - len(name.lstrip("."))
    if level == 0:
        if not name:
            msg = "Empty module name"
            raise ValueError(msg)
        return name.removeprefix(prefix)
    if not package:
        msg = f"the 'package' argument is required to perform a relative import for {name!r}"
        raise TypeError(msg)
    if not isinstance(package, str):
        msg = "__package__ not set to a string"
        raise TypeError(msg)
    if prefix:
        package = _without(prefix, package)
    return _join(name[level:], package, level)


def _without(prefix: str, package: str) -> str:
    # a module at the top has no package: its parent is the prefix alone
    return f"{package}.".removeprefix(prefix).removesuffix(".")


def _join(name: str, package: str, level: int) -> str:
    parts = package.rsplit(".", level - 1)
    if len(parts) < level:
        msg = "attempted relative import beyond top-level package"
        raise ImportError(msg)
    return f"{parts[0]}.{name}" if name else parts[0]


def _package_of(namespace: Any) -> str:
    if not isinstance(namespace, _NAMESPACES):
        msg = "globals must be a dict" + (" or a frozendict" if len(_NAMESPACES) > 1 else "")
        raise TypeError(msg)
    package: Any = namespace.get("__package__")
    spec = namespace.get("__spec__")
    if package is not None:
        if not isinstance(package, str):
            msg = "package must be a string"
            raise TypeError(msg)
        if spec is not None and package != spec.parent:
            _warn(f"__package__ != __spec__.parent ({package!r} != {spec.parent!r})")
        return package
    if spec is not None:
        parent = spec.parent
        if not isinstance(parent, str):
            msg = "__spec__.parent must be a string"
            raise TypeError(msg)
        return parent
    _warn(
        "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__",
        ImportWarning,
    )
    if "__name__" not in namespace:
        msg = "'__name__' not in globals"
        raise KeyError(msg)
    name = namespace["__name__"]
    if not isinstance(name, str):
        msg = "__name__ must be a string"
        raise TypeError(msg)
    return name if "__path__" in namespace else name.rpartition(".")[0]


def _warn(message: str, category: type[Warning] = _DISAGREEMENT) -> None:
    # the frames up to the importing one: _warn, _package_of, resolve, statement, __import__
    warnings.warn(message, category, stacklevel=6)
