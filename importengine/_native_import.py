"""The interpreter's own import, which C code asks for beside `__import__`: answered for its caller.

`PyImport_ImportModuleLevelObject`, by which Cython's modules import, looks a name up in the
interpreter's modules dict and calls importlib where it is not there. Code of an engine does not
find the host's modules in that dict (ie-0001 A10), and importlib asks here who is calling (A5).
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from importengine._bind import import_fromlist
from importengine._c_import import INTERPRETER_MODULES
from importengine._interpreter import bootstrap
from importengine._traceback import without_machinery
from importengine._visibility import engine_of, host_name, window_owner


class Importing(Protocol):
    """What is needed of an engine."""

    @property
    def modules(self) -> dict[str, Any]: ...

    def import_module(self, name: str) -> Any: ...


def _nobody() -> Importing | None:
    return None


# set by the substitution, which knows: the engine that is active for the calling thread
active_engine: Callable[[], Importing | None] = _nobody

_find_and_load = bootstrap._find_and_load
_handle_fromlist = bootstrap._handle_fromlist


def install() -> None:
    """Answer from now on, as C code that an engine has loaded stays."""
    bootstrap._find_and_load = _find_and_load_for_caller
    bootstrap._handle_fromlist = _handle_fromlist_for_caller


def _find_and_load_for_caller(fullname: str, import_: Any, **options: Any) -> Any:
    engine = active_engine() or engine_of(sys._getframe(1))
    try:
        if engine is not None:
            return engine.import_module(fullname)
        module = _find_and_load(fullname, import_, **options)
    except BaseException as error:
        error.__traceback__ = without_machinery(error)
        raise
    if not window_owner:
        _hide_from_engines(fullname)
    return module


def _handle_fromlist_for_caller(
    module: Any, fromlist: Iterable[Any], import_: Any, **options: Any
) -> Any:
    engine = active_engine() or engine_of(sys._getframe(1))
    try:
        if engine is None:
            return _handle_fromlist(module, fromlist, import_, **options)
        import_fromlist(module, fromlist, engine.modules, engine.import_module)
    except BaseException as error:
        error.__traceback__ = without_machinery(error)
        raise
    return module


def hide_host_modules() -> None:
    """Let code of engines miss the host's modules, but for those that it shares."""
    for fullname in list(INTERPRETER_MODULES):
        if type(fullname) is str:
            _hide_from_engines(fullname)


def _hide_from_engines(fullname: str) -> None:
    name, modules = host_name(fullname), INTERPRETER_MODULES
    if name is fullname:
        return
    try:
        # at once, as other threads see it: it is all one call of C code
        deque(map(modules.__setitem__, (name,), map(modules.pop, (fullname,))), 0)
    except KeyError:
        # another thread has removed the module
        return
