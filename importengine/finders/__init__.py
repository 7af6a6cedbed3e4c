"""Finders: answer a fullname with a spec, for the engine they belong to."""

from importengine.finders.builtin import BuiltinFinder
from importengine.finders.file import FileFinder
from importengine.finders.frozen import FrozenFinder
from importengine.finders.path import PathFinder
from importengine.finders.shared import SharedFinder


__all__ = ["BuiltinFinder", "FileFinder", "FrozenFinder", "PathFinder", "SharedFinder"]
