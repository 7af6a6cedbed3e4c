"""Who answers an import statement of host code: the host or, in a context, an engine.

`builtins.__import__` is replaced only while somebody needs it, and then answers by context
variable: other threads and tasks are unaffected (ie-0001 A7).
"""

from __future__ import annotations

import builtins
import importlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from importengine._c_import import is_c_import, show_to_c_code
from importengine._traceback import without_machinery


class Answering(Protocol):
    """Something whose `__import__` answers."""

    @property
    def __import__(self) -> Callable[..., Any]: ...


_engine: ContextVar[Answering | None] = ContextVar("importengine", default=None)
_lock = threading.RLock()
_users: set[object] = set()
_previous: Callable[..., Any] = builtins.__import__
_native: Callable[..., Any] = builtins.__import__


@contextmanager
def answered_by(engine: Answering | None) -> Iterator[None]:
    """Let `engine` (the host for None) answer the import statements of the current context."""
    if _engine.get() is engine:
        yield
        return
    user = object()
    token = _engine.set(engine)
    try:
        install(user)
        yield
    finally:
        uninstall(user)
        _engine.reset(token)


def install(user: object) -> None:
    """Put our answer in place of `builtins.__import__`, for as long as there is any user."""
    global _previous
    with _lock:
        if not _users and builtins.__import__ is not _import:
            _previous = builtins.__import__
            builtins.__import__ = _import
        _users.add(user)


def uninstall(user: object) -> None:
    """Take our answer back after the last user, unless somebody replaced it meanwhile."""
    with _lock:
        _users.discard(user)
        if not _users and builtins.__import__ is _import:
            builtins.__import__ = _previous


def _import(*args: Any, **kwargs: Any) -> Any:
    engine = _engine.get()
    try:
        if engine is not None:
            return engine.__import__(*args, **kwargs)
        if _previous is _native and other_thread_substitutes():
            # the C implementation would look into the interpreter's modules dict, which holds
            # an engine's modules now; importlib's looks at `sys`, which shows us the host's
            return _import_in_python(*args, **kwargs)
        return _previous(*args, **kwargs)
    except BaseException as error:
        error.__traceback__ = without_machinery(error)
        raise


def _import_in_python(
    name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
) -> Any:
    if is_c_import(globals, locals, fromlist, level):
        module = importlib.import_module(name)
        show_to_c_code(name, module, fromlist)
        return module
    # an import statement without names passes None, which the implementation in C alone takes
    return importlib.__import__(name, globals, locals, fromlist or (), level)


def _never() -> bool:
    return False


# set by the substitution, which knows; this module stands below it
other_thread_substitutes: Callable[[], bool] = _never


def _renew_lock() -> None:
    global _lock
    _lock = threading.RLock()


# another thread may have held it at the fork, and is not there to release it
os.register_at_fork(after_in_child=_renew_lock)
