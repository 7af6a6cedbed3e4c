"""One load for each module: locks by fullname, with deadlocks broken as CPython breaks them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from attrs import define, field

from importengine._interpreter import bootstrap


# guards every lock and the graph of who waits for what, over all engines: a thread that loads in
# one engine may need a module that is being loaded in another
_changed = threading.Condition()
_waits_for: dict[int, _ModuleLock] = {}


class DeadlockError(RuntimeError):
    """Waiting for this lock would wait for ourselves."""


@define(eq=False)
class _ModuleLock:
    owner: int | None = None
    count: int = 0
    waiters: int = 0

    def acquire(self) -> None:
        me = threading.get_ident()
        with _changed:
            self.waiters += 1
            try:
                while self.owner not in (None, me):
                    if self._leads_to(me):
                        raise DeadlockError
                    _waits_for[me] = self
                    try:
                        _changed.wait()
                    finally:
                        del _waits_for[me]
                self.owner = me
                self.count += 1
            finally:
                self.waiters -= 1

    def release(self) -> None:
        with _changed:
            self.count -= 1
            if not self.count:
                self.owner = None
                _changed.notify_all()

    def _leads_to(self, thread: int) -> bool:
        """Follow owners and what they wait for; say whether that comes back to `thread`."""
        lock: _ModuleLock | None = self
        seen = set()
        while lock is not None and lock.owner is not None and lock.owner not in seen:
            if lock.owner == thread:
                return True
            seen.add(lock.owner)
            lock = _waits_for.get(lock.owner)
        return False


@define(eq=False)
class ModuleLocks:
    """The locks of an engine of its own; a lock exists only while somebody holds or wants it."""

    _locks: dict[str, _ModuleLock] = field(factory=dict, init=False)

    @contextmanager
    def loading(self, fullname: str) -> Iterator[None]:
        """Hold the lock of `fullname`; DeadlockError where waiting for it would never end."""
        with _changed:
            lock = self._locks.setdefault(fullname, _ModuleLock())
            lock.waiters += 1
        try:
            lock.acquire()
            try:
                yield
            finally:
                lock.release()
        finally:
            with _changed:
                lock.waiters -= 1
                if not lock.waiters and not lock.count:
                    self._locks.pop(fullname, None)

    def wait(self, fullname: str) -> None:
        """Return when no other thread is loading `fullname`.

        A deadlock is a circular import over two threads: as CPython's _lock_unlock_module, take
        the partly initialised module.
        """
        try:
            with self.loading(fullname):
                pass
        except DeadlockError:
            return

    def finding(self) -> AbstractContextManager[Any]:
        """Return a context manager for asking a finder: here nothing, as finders do their own."""
        return nullcontext()


class InterpreterLocks:
    """The interpreter's own module locks, so that its import system and ours exclude each other."""

    @contextmanager
    def loading(self, fullname: str) -> Iterator[None]:
        """Hold importlib's lock of `fullname`; DeadlockError as in `ModuleLocks`."""
        manager = bootstrap._ModuleLockManager(fullname)
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
        bootstrap._lock_unlock_module(fullname)


# a fork while another thread changes a lock would leave the child's condition held for good
os.register_at_fork(
    before=_changed.acquire, after_in_parent=_changed.release, after_in_child=_changed.release
)
