"""zope.interface, zope.event and zope.component, in a namespace: adapters, registries; more late."""

from __future__ import annotations

import pickle
from importlib.metadata import version
from typing import Any

import zope.event
from zope.interface import Attribute, Interface, implementedBy, implementer, invariant, providedBy
from zope.interface.adapter import AdapterRegistry
from zope.interface.exceptions import Invalid, MultipleInvalid
from zope.interface.verify import verifyObject


class IShape(Interface):
    sides = Attribute("how many")

    def area(scale: float) -> float:  # noqa: N805
        """Return the area."""

    @invariant
    def positive(shape: Any) -> None:  # noqa: N805
        if shape.sides < 0:
            raise Invalid("negative")


class INamed(Interface):
    pass


@implementer(IShape)
class Square:
    sides = 4

    def area(self, scale: float) -> float:
        return scale**2


class Named:
    def __init__(self, shape: Square) -> None:
        self.name = type(shape).__name__


def work() -> dict[str, Any]:
    registry = AdapterRegistry()
    registry.register([IShape], INamed, "", Named)
    adapter = registry.lookup1(providedBy(Square()), INamed)
    try:
        verifyObject(IShape, object())
    except MultipleInvalid as error:
        problem = [type(one).__name__ for one in error.exceptions]
    events: list[str] = []
    zope.event.subscribers.append(events.append)
    try:
        zope.event.notify("happened")
    finally:
        zope.event.subscribers.remove(events.append)
    try:
        IShape.validateInvariants(type("Odd", (), {"sides": -1})())
    except Invalid as error:
        invalid = str(error)
    return {
        "version": version("zope.interface"),
        "implemented": [one.__name__ for one in implementedBy(Square)],
        "verified": verifyObject(IShape, Square()),
        "adapted": adapter(Square()).name,
        "problem": problem,
        "events": "happened" in events,
        "invalid": invalid,
        "pickled": pickle.loads(pickle.dumps(IShape)) is IShape,
        "names": sorted(IShape.names()),
        "module": IShape.__module__,
    }


def late() -> dict[str, Any]:
    import zope.component
    import zope.interface.common.collections as common
    from zope.interface import interfaces
    from zope.interface.registry import Components

    components = Components("own")
    components.registerUtility(Square(), IShape, "square")
    zope.component.provideAdapter(Named, [IShape], INamed)
    seen: list[str] = []
    components.registerHandler(lambda shape: seen.append(type(shape).__name__), [IShape])
    components.handle(Square())
    return {
        "utility": components.getUtility(IShape, "square").sides,
        "called": INamed(Square()).name,
        "seen": seen,
        "mapping": common.IMapping.implementedBy(dict),
        "compiled": providedBy.__module__ if hasattr(providedBy, "__module__") else None,
        "lookup": interfaces.ComponentLookupError.__module__,
        "parts": len(list(zope.__path__)),
    }
