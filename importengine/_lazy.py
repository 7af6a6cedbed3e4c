"""Lazy imports of an engine (PEP 810, CPython 3.15)."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from typing import Any

from importengine._caller import binds_by_name, calling_frame, statement_frame
from importengine._lazy_names import encode_lazy
from importengine._resolve import resolve


# the interpreter makes lazy objects for a module-level frame only, and remembers that frame's
# builtins: on first use it calls their `__import__`
_MAKE = compile("made = make(name, globals, locals, fromlist, 0)", "<lazy import>", "exec")

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
        if globals is None:
            frame = calling_frame()
            globals = frame.f_globals if frame is not None else None
        fullname = resolve(name, globals, level, getattr(engine.modules, "prefix", ""))
        accepts = engine.lazy_imports_filter
        if accepts is not None:
            importer = globals.get("__name__") if isinstance(globals, dict) else None
            if not accepts(importer, fullname, fromlist):
                return engine.__import__(name, globals, locals, fromlist or (), level)
        for pending in [f"{fullname}.{item}" for item in fromlist or ()] or [fullname]:
            engine.pending.add(pending)
        by_name = not fromlist and binds_by_name(statement_frame())
        name = encode_lazy(fullname, by_name=by_name)
        return _made(engine, make, name, globals=globals, locals=locals, fromlist=fromlist)

    return __lazy_import__


def _made(engine: Any, make: Any, name: str, *, globals: Any, locals: Any, fromlist: Any) -> Any:
    """Return the interpreter's lazy object for the encoded `name`.

    The interpreter keeps a registry of what is pending, by fullname and for the whole process,
    and would import the host's modules, or ours for the host, when an attribute of that name is
    missing somewhere. So it gets to know the name in a form that nothing else has.
    """
    scope = {
        "__builtins__": engine.builtins_for_code(),
        "make": make,
        "name": name,
        "globals": globals,
        "locals": locals,
        "fromlist": fromlist,
    }
    host: Any = sys
    before = host.lazy_modules.copy()
    host_filter = host.get_lazy_imports_filter()
    frame = calling_frame()
    is_module_level = frame is None or frame.f_locals is frame.f_globals
    try:
        # it is for the host's imports, and would import what it does not want lazy by this name
        host.set_lazy_imports_filter(None)
        # elsewhere the interpreter refuses, which it tells by the namespaces
        exec(_MAKE, scope, scope if is_module_level else {})
    finally:
        host.set_lazy_imports_filter(host_filter)
    host.lazy_modules.intersection_update(before)
    return scope["made"]
