"""A dict that forgets what was put in first, where there is too much in it."""

from __future__ import annotations

import os
import threading
from typing import Any, Generic, TypeVar
from weakref import WeakSet


T = TypeVar("T")

_all: WeakSet[Bounded[Any]] = WeakSet()


class Bounded(Generic[T]):
    """Values by text, at most `limit` of them; for all threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._values: dict[str, T] = {}
        self._writing = threading.Lock()
        _all.add(self)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: str) -> T | None:
        """Return what was put in, or None."""
        return self._values.get(key)

    def put(self, key: str, value: T) -> None:
        """Put in a value, and forget older ones."""
        with self._writing:
            self._values.pop(key, None)
            while len(self._values) >= self.limit:
                self._values.pop(next(iter(self._values)))
            self._values[key] = value

    def forget(self, key: str) -> None:
        """Forget a value, if it is there."""
        with self._writing:
            self._values.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._writing:
            self._values.clear()

    def renew_lock(self) -> None:
        """Have a lock that nobody holds."""
        self._writing = threading.Lock()


def _renew_locks() -> None:
    for bounded in _all:
        bounded.renew_lock()


# another thread may have held one at the fork, and is not there to release it
os.register_at_fork(after_in_child=_renew_locks)
