"""Bind: the loaded module on its parent, the fromlist, and what `__import__` returns."""

from __future__ import annotations

import types
import warnings
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any, Self

from importengine._lazy_names import decode_lazy
from importengine._state import MISSING, exact_name
from importengine._traceback import without_machinery


# the type of what a lazy import binds until it is used (PEP 810, CPython 3.15)
LAZY_OBJECT = getattr(types, "LazyImportType", None)


def bind_child(parent: Any, parent_name: str, child: str, module: Any) -> None:
    """Set `module` as the attribute `child` of its parent package."""
    try:
        setattr(parent, child, module)
    except AttributeError:
        msg = f"Cannot set an attribute on {parent_name!r} for child module {child!r}"
        warnings.warn(msg, ImportWarning, stacklevel=2)


def import_fromlist(
    module: Any,
    fromlist: Iterable[Any],
    modules: Mapping[str, Any],
    import_fullname: Callable[[str], Any],
    *,
    recursive: bool = False,
) -> None:
    """Import the names of `fromlist` that the package `module` does not have as submodules.

    Contract of importlib's _handle_fromlist: a name that is no module either is left alone.
    """
    for name in fromlist:
        if not isinstance(name, str):
            where = module.__name__ + ".__all__" if recursive else "``from list''"
            msg = f"Item in {where} must be str, not {type(name).__name__}"
            raise TypeError(msg)
        if name == "*":
            if not recursive and hasattr(module, "__all__"):
                import_fromlist(module, module.__all__, modules, import_fullname, recursive=True)
        elif not has_name(module, name):
            fullname = exact_name(modules, f"{module.__name__}.{name}")
            try:
                import_fullname(fullname)
            except ModuleNotFoundError as error:
                if error.name == fullname and modules.get(fullname, MISSING) is not None:
                    continue
                raise


def has_name(module: Any, name: str) -> bool:
    """Say whether `module` has the attribute `name`, without what 3.15 does to get it.

    There, a lookup that fails may import a submodule by that name, in the host (PEP 810).
    """
    if type(module) is ModuleType:
        namespace = module.__dict__
        if name in namespace:
            return not _is_its_submodule(namespace[name], namespace, name)
        return "__getattr__" in namespace and hasattr(module, name)
    return hasattr(module, name)


def _is_its_submodule(value: Any, namespace: dict[str, Any], name: str) -> bool:
    """Say whether `value` is a lazy import of a package's own submodule `name`.

    Which is being done now: it is looked for by an import of that submodule.
    """
    if type(value) is not LAZY_OBJECT:
        return False
    return f"{namespace.get('__name__')}.{name}" in decode_lazy(repr(value))


def top_of(name: str, fullname: str, modules: Mapping[str, Any]) -> Any:
    """Return the module that a statement without a fromlist binds: the first part of `name`."""
    surplus = len(name) - len(name.partition(".")[0])
    top = fullname[: len(fullname) - surplus]
    try:
        return modules[top]
    except KeyError:
        msg = f"{top!r} not in sys.modules as expected"
        raise KeyError(msg) from None


class NamesOf:
    """What an import statement takes its names from, in place of a module that lacks some.

    The interpreter looks a missing name up in its own modules dict, under the module's
    `__name__`; that dict is the host's, and would give the host's module. This object
    answers from the engine's instead, at the moment when the statement asks (ie-0001 B3).
    """

    def __init__(self, module: Any, modules: Mapping[str, Any], dotted: str = "") -> None:
        object.__setattr__(self, "_of", (module, modules, dotted))

    def __getattribute__(self, name: str) -> Any:
        module, modules, dotted = object.__getattribute__(self, "_of")
        if name in ("__name__", "__spec__", "__file__") and dotted:
            return getattr(module, name)
        try:
            child = _take(module, name, modules)
            deeper = dotted.partition(".")[2]
            return NamesOf(child, modules, deeper) if deeper else child
        except BaseException as error:
            error.__traceback__ = without_machinery(error)
            raise


def _take(module: Any, name: str, modules: Mapping[str, Any]) -> Any:
    try:
        return getattr(module, name)
    except AttributeError:
        pass
    try:
        child = modules.get(f"{module.__name__}.{name}", MISSING)
    except AttributeError:
        child = MISSING
    if child is not MISSING:
        return child
    raise _cannot_import(name, module) from None


def _cannot_import(name: str, module: Any) -> ImportError:
    """Let the interpreter word the error, for a module that it cannot look anything up under."""
    double = ModuleType("")
    for attribute in ("__spec__", "__file__"):
        value = getattr(module, attribute, MISSING)
        if value is not MISSING:
            setattr(double, attribute, value)
    module_name = getattr(module, "__name__", None)
    if isinstance(module_name, str):
        double.__name__ = _Disguised(module_name)
    else:
        # not deleted: without one, CPython 3.11 and 3.12 forget to clear an error of their own
        double.__dict__["__name__"] = None
    error = _wording_of(name, double)
    # no name_from: a traceback printed in the host would look for similar names by importing
    # `name` there (ie-0001 B4)
    return ImportError(error.msg, name=module_name, path=error.path)


def _wording_of(name: str, double: ModuleType) -> ImportError:
    namespace = {"__builtins__": {"__import__": lambda *_: double}}
    try:
        exec(f"from x import {name}", namespace)
    except ImportError as error:
        return error
    msg = f"the interpreter found a {name!r} in an empty module"
    raise SystemError(msg)


class _Disguised(str):
    """A module name that reads as given in a message and matches nothing in a lookup."""

    __slots__ = ("_shown",)
    _shown: str

    def __new__(cls, shown: str) -> Self:
        name = super().__new__(cls, "\0")
        name._shown = shown
        return name

    def __repr__(self) -> str:
        return repr(self._shown)
