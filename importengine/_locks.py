"""One load for each module: locks by fullname, with deadlocks broken as CPython breaks them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from weakref import WeakSet

from attrs import define, field

from importengine._interpreter import bootstrap


# guards every lock and the graph of who waits for what, over all engines: a thread that loads in
# one engine may need a module that is being loaded in another, or in the host
_guard = threading.RLock()
# entered by `_guard`: a signal may come between the steps of the condition's own methods
_changed = threading.Condition(_guard)
_waits_for: dict[int, _ModuleLock] = {}
_all_locks: WeakSet[ModuleLocks] = WeakSet()

# seconds after which a wait looks again for a cycle through the interpreter's own locks, which
# do not tell us when somebody begins to wait for them
_LOOK_AGAIN = 0.05


_NOTHING = nullcontext()


class DeadlockError(RuntimeError):
    """Waiting for this lock would wait for ourselves."""


def _wait_comes_back(owner: int | None, thread: int) -> bool:
    """Follow who owns what somebody waits for, from `owner`; say whether that is `thread`."""
    to_visit = [owner]
    seen: set[int] = set()
    while to_visit:
        current = to_visit.pop()
        if current == thread:
            return True
        if current is None or current in seen:
            continue
        seen.add(current)
        lock = _waits_for.get(current)
        if lock is not None:
            to_visit.append(lock.owner)
        to_visit.extend(_owners_blocking(current))
    return False


def _owners_blocking(thread: int) -> list[int | None]:
    """Return the owners of the interpreter's module locks that `thread` waits for."""
    blocking = bootstrap._blocking_on.get(thread, ())
    # one lock until CPython 3.11, a list since
    locks = (blocking,) if hasattr(blocking, "owner") else tuple(blocking)
    return [lock.owner for lock in locks]


@define(eq=False)
class _ModuleLock:
    owner: int | None = None
    count: int = 0
    # who holds it or wants it
    users: set[object] = field(factory=set)

    def acquire(self, me: int) -> None:
        """Wait for the lock; the caller holds `_guard`."""
        while self.owner not in {None, me}:
            if _wait_comes_back(self.owner, me):
                raise DeadlockError
            _waits_for[me] = self
            try:
                _changed.wait(_LOOK_AGAIN)
            finally:
                del _waits_for[me]
        self.owner = me
        self.count += 1

    def release_to(self, count: int, me: int) -> None:
        """Hold the lock `count` times; says what is to be, as a signal may interrupt anything."""
        if self.owner == me:
            self.count = count
            if not count:
                self.owner = None
                if len(self.users) > 1:
                    _changed.notify_all()


class _Loading:
    """Holds one lock in a `with` statement; not by contextlib, which costs more than the lock."""

    __slots__ = ("_before", "_fullname", "_lock", "_locks")

    def __init__(self, locks: dict[Any, _ModuleLock], fullname: Any) -> None:
        self._locks, self._fullname = locks, fullname
        self._lock: _ModuleLock | None = None

    def __enter__(self) -> None:
        me = threading.get_ident()
        try:
            with _guard:
                lock = self._locks.get(self._fullname)
                if lock is None:
                    lock = self._locks[self._fullname] = _ModuleLock()
                self._before = lock.count if lock.owner == me else 0
                self._lock = lock
                lock.users.add(self)
                lock.acquire(me)
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            self._leave()
        finally:
            if self._lock is not None:
                # a signal has interrupted the first
                self._leave()

    def _leave(self) -> None:
        lock = self._lock
        if lock is None:
            return
        with _guard:
            lock.release_to(self._before, threading.get_ident())
            lock.users.discard(self)
            if not lock.users and self._locks.get(self._fullname) is lock:
                del self._locks[self._fullname]
            self._lock = None


@define(eq=False)
class ModuleLocks:
    """The locks of an engine of its own; a lock exists only while somebody holds or wants it."""

    _locks: dict[Any, _ModuleLock] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        _all_locks.add(self)

    def loading(self, fullname: Any) -> AbstractContextManager[None]:
        """Hold the lock of `fullname`; DeadlockError where waiting for it would never end."""
        return _Loading(self._locks, fullname)

    def wait(self, fullname: str) -> None:
        """Return when no other thread is loading `fullname`.

        A deadlock is a circular import over two threads: as CPython's _lock_unlock_module, take
        the partly initialised module.
        """
        lock = self._locks.get(fullname)
        if lock is None or lock.owner == threading.get_ident():
            return
        try:
            with self.loading(fullname):
                pass
        except DeadlockError:
            return

    def finding(self) -> AbstractContextManager[Any]:
        """Return a context manager for asking a finder: here nothing, as finders do their own."""
        return _NOTHING

    def keep_only(self, thread: int) -> None:
        """Release what threads other than `thread` hold, as they are gone after a fork."""
        for lock in self._locks.values():
            if lock.owner != thread:
                lock.owner, lock.count = None, 0
                lock.users.clear()


class InterpreterLocks:
    """The interpreter's own module locks, so that its import system and ours exclude each other."""

    @contextmanager
    def loading(self, fullname: str) -> Iterator[None]:
        """Hold importlib's lock of `fullname`; DeadlockError as in `ModuleLocks`."""
        manager = bootstrap._ModuleLockManager(fullname)
        self._check(fullname)
        try:
            manager.__enter__()
        except bootstrap._DeadlockError:
            raise DeadlockError from None
        try:
            yield
        finally:
            manager.__exit__(None, None, None)

    def finding(self) -> AbstractContextManager[Any]:
        """Return a context manager that holds the interpreter's import lock."""
        lock: AbstractContextManager[Any] = bootstrap._ImportLockContext()
        return lock

    def wait(self, fullname: str) -> None:
        """Return when no other thread is loading `fullname`, or when waiting would deadlock."""
        try:
            self._check(fullname)
        except DeadlockError:
            return
        bootstrap._lock_unlock_module(fullname)

    @staticmethod
    def _check(fullname: str) -> None:
        """Raise DeadlockError where the owner of the lock waits for this thread, in an engine."""
        owner = bootstrap._get_module_lock(fullname).owner
        me = threading.get_ident()
        with _guard:
            if owner not in {None, me} and _wait_comes_back(owner, me):
                raise DeadlockError


def _start_anew() -> None:
    global _guard, _changed
    _guard = threading.RLock()
    _changed = threading.Condition(_guard)
    _waits_for.clear()
    for locks in _all_locks:
        locks.keep_only(threading.get_ident())


# the other threads are gone after a fork, with what they held
os.register_at_fork(after_in_child=_start_anew)
