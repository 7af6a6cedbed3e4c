"""Who answers an import statement of host code: the host or, in a context, an engine.

`builtins.__import__` is replaced only while somebody needs it, and then answers by context
variable: other threads and tasks are unaffected (ie-0001 A7).
"""

from __future__ import annotations

import builtins
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, Protocol

from importengine._at_once import at_once
from importengine._c_import import is_c_import, show_to_c_code
from importengine._resolve import NOT_GIVEN
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
    user, former = object(), _engine.get()
    try:
        _engine.set(engine)
        install(user)
        yield
    finally:
        try:
            uninstall(user)
        finally:
            # again: a signal may have interrupted the first
            uninstall(user)
            _engine.set(former)


def install(user: object) -> None:
    """Put our answer in place of `builtins.__import__`, for as long as there is any user."""
    global _previous
    with _lock:
        if _users:
            _users.add(user)
            return
        if builtins.__import__ is not _import:
            _previous = builtins.__import__
        at_once(partial(_users.add, user), partial(setattr, builtins, "__import__", _import))


def uninstall(user: object) -> None:
    """Take our answer back after the last user, unless somebody replaced it meanwhile."""
    with _lock:
        if _users <= {user} and builtins.__import__ is _import:
            at_once(
                partial(_users.discard, user),
                partial(setattr, builtins, "__import__", _previous),
            )
        else:
            _users.discard(user)


def _import(
    name: str,
    globals: Any = NOT_GIVEN,
    locals: Any = None,
    fromlist: Any = (),
    level: int = 0,
) -> Any:
    try:
        if is_c_import(globals, locals, fromlist, level):
            module = _answer(name, globals, locals, None, 0) and _shown_by_sys(name)
            show_to_c_code(name, module, fromlist)
            # what has been imported may have kept this frame, and with it the list
            del fromlist
            return module
        return _answer(name, globals, locals, fromlist, level)
    except BaseException as error:
        error.__traceback__ = without_machinery(error)
        raise


def _answer(name: str, globals: Any, locals: Any, fromlist: Any, level: int) -> Any:
    engine = _engine.get()
    if engine is not None:
        return engine.__import__(name, globals, locals, fromlist, level)
    if _previous is _native and other_thread_substitutes():
        # the C implementation would look into the interpreter's modules dict, which holds an
        # engine's modules now; importlib's looks at `sys`, which shows us the host's
        namespace = None if globals is NOT_GIVEN else globals
        return importlib.__import__(name, namespace, locals, fromlist or (), level)
    if globals is not NOT_GIVEN:
        return _previous(name, globals, locals, fromlist, level)
    # the builtin tells a namespace that is not given from None
    keywords = {"fromlist": fromlist} if fromlist else {}
    return _previous(name, **keywords, **({"level": level} if level else {}))


def _shown_by_sys(name: str) -> Any:
    engine: Any = _engine.get()
    return (sys if engine is None else engine).modules[name]


def _never() -> bool:
    return False


# set by the substitution, which knows; this module stands below it
other_thread_substitutes: Callable[[], bool] = _never


def _renew_lock() -> None:
    global _lock
    _lock = threading.RLock()


# another thread may have held it at the fork, and is not there to release it
os.register_at_fork(after_in_child=_renew_lock)
