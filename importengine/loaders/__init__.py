"""Loaders: create and execute the module of a spec, in the engine they belong to."""

from importengine.loaders.builtin import BuiltinLoader
from importengine.loaders.bytecode import BytecodeLoader
from importengine.loaders.extension import ExtensionLoader
from importengine.loaders.namespace import NamespaceLoader, NamespacePath
from importengine.loaders.shared import SharedLoader
from importengine.loaders.source import SourceLoader


__all__ = [
    "BuiltinLoader",
    "BytecodeLoader",
    "ExtensionLoader",
    "NamespaceLoader",
    "NamespacePath",
    "SharedLoader",
    "SourceLoader",
]
