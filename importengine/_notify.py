"""Tell observers of events; an observer that raises is reported and never breaks an import."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from importengine.events import (
    ImportEvent,
    ModuleFailed,
    ModuleFound,
    ModuleLoaded,
    ModuleLoading,
    ModuleMissing,
    ModuleRefused,
    ModuleReloaded,
    ModuleRequested,
    ModuleUnloaded,
)


_log = logging.getLogger("importengine")


class Notifications:
    """What an engine tells its subclasses: override any of these (ie-0001 N2)."""

    def module_requested(self, event: ModuleRequested) -> None:
        """Somebody asked for the module, loaded already or not."""

    def module_found(self, event: ModuleFound) -> None:
        """A finder answered with a spec."""

    def module_missing(self, event: ModuleMissing) -> None:
        """No finder knows the module."""

    def module_refused(self, event: ModuleRefused) -> None:
        """The policy refused the module."""

    def module_loading(self, event: ModuleLoading) -> None:
        """The module is about to be created and executed."""

    def module_loaded(self, event: ModuleLoaded) -> None:
        """The module was executed to its end."""

    def module_failed(self, event: ModuleFailed) -> None:
        """Creating or executing the module raised."""

    def module_reloaded(self, event: ModuleReloaded) -> None:
        """The module was executed again in place."""

    def module_unloaded(self, event: ModuleUnloaded) -> None:
        """The module left the engine."""


Listener = Callable[[Any], None]


class Notifier:
    """Who listens to which event, for one engine."""

    def __init__(self, engine: Notifications) -> None:
        # only overridden methods listen: nobody pays for an event that nobody gets
        self._listeners: dict[str, list[tuple[object, Listener]]] = {}
        for kind in ImportEvent.__subclasses__():
            if getattr(type(engine), kind.method) is not getattr(Notifications, kind.method):
                self._listeners[kind.method] = [(engine, getattr(engine, kind.method))]

    def add(self, observer: object) -> None:
        """Call the methods of `observer` that are named after events."""
        found = False
        for kind in ImportEvent.__subclasses__():
            listener = getattr(observer, kind.method, None)
            if listener is not None:
                found = True
                # replaced, not appended to: another thread may be going through the list
                self._listeners[kind.method] = [
                    *self._listeners.get(kind.method, ()),
                    (observer, listener),
                ]
        if not found:
            methods = ", ".join(kind.method for kind in ImportEvent.__subclasses__())
            msg = f"{observer!r} has no method to be told by: any of {methods}"
            raise TypeError(msg)

    def remove(self, observer: object) -> None:
        """Stop calling `observer`; ValueError where it was not added."""
        found = False
        for method, listeners in list(self._listeners.items()):
            kept = [pair for pair in listeners if pair[0] is not observer]
            found = found or len(kept) < len(listeners)
            if kept:
                self._listeners[method] = kept
            else:
                del self._listeners[method]
        if not found:
            msg = f"{observer!r} is not an observer of this engine"
            raise ValueError(msg)

    def listens(self, kind: type[ImportEvent]) -> bool:
        """Say whether anybody is told of events of this kind."""
        return kind.method in self._listeners

    def tell(self, kind: type[ImportEvent], fullname: str, **data: Any) -> None:
        """Make the event and hand it to everyone who listens."""
        listeners = self._listeners.get(kind.method)
        if listeners is None:
            return
        event = kind(fullname=fullname, **data)
        for _, listener in listeners:
            try:
                listener(event)
            except Exception:
                # whatever an observer raises, imports go on (ie-0001 N2)
                _log.exception("%r raised when told of %r", listener, event)
