"""The file loaders of one engine, as classes that look like the interpreter's."""

from __future__ import annotations

import zipimport
from collections.abc import Callable, Mapping
from importlib import machinery
from typing import Any

from importengine.abc import EngineState
from importengine.loaders.archive import ArchiveImporter
from importengine.loaders.bytecode import BytecodeLoader
from importengine.loaders.extension import ExtensionLoader
from importengine.loaders.namespace import NamespaceLoader
from importengine.loaders.source import SourceLoader


_OURS: dict[type, type] = {
    machinery.SourceFileLoader: SourceLoader,
    machinery.SourcelessFileLoader: BytecodeLoader,
    machinery.ExtensionFileLoader: ExtensionLoader,
    machinery.NamespaceLoader: NamespaceLoader,
    zipimport.zipimporter: ArchiveImporter,
}


class _AsInHost(type):
    """The type of an engine's version of one of importlib's classes.

    An instance of the host's class is an instance of the engine's, as it would be in a
    process of its own.
    """

    _host_class: type

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls._host_class)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls._host_class)


def bound_loader(engine: EngineState, host_class: type) -> Callable[..., Any]:
    """Return the engine's version of a file loader class of importlib's.

    One class an engine, so that code in the engine finds `importlib.machinery.SourceFileLoader`
    to be the type of its modules' loaders, and makes loaders of the engine with it.
    """
    classes = engine.loader_classes
    if host_class not in classes:
        classes[host_class] = _with_engine(host_class, _OURS[host_class], engine)
    return classes[host_class]


def _with_engine(host_class: type, ours: type, engine: EngineState) -> type:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        ours.__init__(self, *args, **{"engine": engine, **kwargs})  # type: ignore[misc]

    return as_in_host(host_class, ours, {"__init__": __init__})


def as_in_host(host_class: type, base: type, namespace: Mapping[str, Any]) -> type:
    """Return a class derived from `base` that has the name of `host_class` and its instances."""
    names = {
        **namespace,
        "_host_class": host_class,
        "__module__": host_class.__module__,
        "__doc__": host_class.__doc__,
    }
    return _AsInHost(host_class.__name__, (base,), names)
