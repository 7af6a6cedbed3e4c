"""The file loaders of one engine, as classes that look like the interpreter's."""

from __future__ import annotations

import zipimport
from abc import ABCMeta
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from importlib import machinery
from typing import Any, cast
from weakref import ref

from importengine._interpreter import bootstrap_external
from importengine.abc import EngineState
from importengine.loaders.archive import ArchiveImporter
from importengine.loaders.bytecode import BytecodeLoader
from importengine.loaders.extension import ExtensionLoader
from importengine.loaders.namespace import NamespaceLoader, NamespacePath
from importengine.loaders.source import SourceLoader


_OURS: dict[type, type] = {
    machinery.SourceFileLoader: SourceLoader,
    machinery.SourcelessFileLoader: BytecodeLoader,
    machinery.ExtensionFileLoader: ExtensionLoader,
    machinery.NamespaceLoader: NamespaceLoader,
    bootstrap_external._NamespacePath: NamespacePath,
    zipimport.zipimporter: ArchiveImporter,
}


class _AsInHost(type):
    """The type of an engine's version of one of importlib's classes.

    An instance of the host's class is an instance of the engine's, and the two are equal, as
    they would be one in a process of its own. A class derived from it is an ordinary one.
    """

    _host_class: type

    def __instancecheck__(cls, instance: object) -> bool:
        if "_host_class" in cls.__dict__:
            return isinstance(instance, cls._host_class)
        return super().__instancecheck__(instance)

    def __subclasscheck__(cls, subclass: type) -> bool:
        if "_host_class" in cls.__dict__:
            return issubclass(subclass, cls._host_class)
        return super().__subclasscheck__(subclass)

    def __eq__(cls, other: object) -> bool:
        return _meant(cls) is _meant(other)

    def __hash__(cls) -> int:
        return type.__hash__(_meant(cls))


_asked: ContextVar[frozenset[type]] = ContextVar("asked for a subclass", default=frozenset())


class _AbstractAsInHost(_AsInHost, ABCMeta):
    """The same, for an abstract class."""

    def __subclasscheck__(cls, subclass: type) -> bool:
        if "_host_class" not in cls.__dict__ or cls in _asked.get():
            # the host's class asks those that are derived from it, and so this one again
            return ABCMeta.__subclasscheck__(cls, subclass)
        reset = _asked.set(_asked.get() | {cls})
        try:
            return issubclass(subclass, cls._host_class)
        finally:
            _asked.reset(reset)

    def register(cls, subclass: Any) -> Any:
        """Register `subclass` where instances are looked for."""
        if "_host_class" in cls.__dict__:
            return cast("ABCMeta", cls._host_class).register(subclass)
        return super().register(subclass)


def _meant(cls: Any) -> Any:
    """Return the host's class that `cls` stands for, or `cls`."""
    return cls.__dict__.get("_host_class", cls) if isinstance(cls, _AsInHost) else cls


def bound_loader(engine: EngineState, host_class: type) -> Callable[..., Any]:
    """Return the engine's version of a file loader class, or the like, of importlib's.

    One class an engine, so that code in the engine finds `importlib.machinery.SourceFileLoader`
    to be the type of its modules' loaders, and makes loaders of the engine with it.
    """
    classes = engine.loader_classes
    if host_class not in classes:
        classes[host_class] = _with_engine(host_class, _OURS[host_class], engine)
    return classes[host_class]


def _with_engine(host_class: type, ours: type, engine: EngineState) -> type:
    # an extension module is kept for good, with its loader: the engine need not be
    reference = ref(engine)

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        ours.__init__(self, *args, **{"engine": reference(), **kwargs})  # type: ignore[misc]

    return as_in_host(host_class, ours, {"__init__": __init__})


def as_in_host(host_class: type, base: type, namespace: Mapping[str, Any]) -> type:
    """Return a class derived from `base` that has the name of `host_class` and its instances."""
    names = {
        **namespace,
        "_host_class": host_class,
        "__module__": host_class.__module__,
        "__doc__": host_class.__doc__,
    }
    kind = _AbstractAsInHost if isinstance(base, ABCMeta) else _AsInHost
    return kind(host_class.__name__, (base,), names)
