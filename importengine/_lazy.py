"""Lazy imports of an engine (PEP 810, CPython 3.15)."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from typing import Any

from importengine._resolve import resolve


# the interpreter makes lazy objects for a module-level frame only, and remembers that frame's
# builtins: on first use it calls their `__import__`
_MAKE = compile("made = make(name, globals, locals, fromlist, level)", "<lazy import>", "exec")

_NO_NAMES = ("",)

Filter = Callable[[str | None, str, tuple[str, ...] | None], bool]


def make_lazy_import(engine: Any) -> Callable[..., Any] | None:
    """Return the `__lazy_import__` of `engine`; None where the interpreter has none."""
    make: Any = getattr(builtins, "__lazy_import__", None)
    if make is None:
        return None

    def __lazy_import__(  # noqa: N807 - the name of the builtin
        name: str,
        globals: Any = None,
        locals: Any = None,
        fromlist: Any = None,
        level: int = 0,
    ) -> Any:
        accepts = engine.lazy_imports_filter
        if accepts is not None:
            fullname = resolve(name, globals, level)
            importer = globals.get("__name__") if isinstance(globals, dict) else None
            if not accepts(importer, fullname, fromlist):
                return engine.__import__(name, globals, locals, fromlist or (), level)
        namespace = {
            "__builtins__": engine.builtins_for_code(),
            "make": make,
            "name": name,
            "globals": globals,
            "locals": locals,
            # the names themselves would be noted for the interpreter, which would import
            # `package.name` in the host when somebody reads that attribute of ours
            "fromlist": _NO_NAMES if fromlist else fromlist,
            "level": level,
        }
        host_names: set[str] = sys.lazy_modules  # type: ignore[attr-defined]
        before = host_names.copy()
        exec(_MAKE, namespace)
        # the interpreter notes the names in the host's set
        added = host_names - before
        host_names -= added
        engine.lazy_modules |= _deferred(resolve(name, globals, level), fromlist)
        return namespace["made"]

    return __lazy_import__


def _deferred(fullname: str, fromlist: Any) -> set[str]:
    """Return what the interpreter would add to `sys.lazy_modules`."""
    parts = fullname.split(".")
    parents = {".".join(parts[:end]) for end in range(2, len(parts))}
    return {fullname, *parents, *(f"{fullname}.{name}" for name in fromlist or () if name != "*")}
