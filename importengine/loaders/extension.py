"""Load an extension module, whose C code sees nothing but the process-global import state."""

from __future__ import annotations

import os
import sys
import threading
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from types import ModuleType
from typing import Any

from importengine._state import engine_or_default
from importengine.abc import EngineState


__all__ = ["ExtensionLoader"]

# every extension file that an engine has loaded, for good: C code is never unloaded, and most of
# it cannot be initialised twice. One entry holds the first module that was made of the file.
_loaded: dict[tuple[int, int, str], ModuleType] = {}
_lock = threading.Lock()


def _identity(fullname: str, path: str) -> tuple[int, int, str]:
    status = os.stat(path)
    return status.st_dev, status.st_ino, fullname


class ExtensionLoader(ExtensionFileLoader):
    """An extension file's loader.

    In an engine, a file that the process has loaded already is shared, the same module object;
    another file, another version for instance, is loaded for the engine alone (ie-0001 X1).
    Its C code runs with the engine's state substituted for the process-global one.
    """

    def __init__(self, fullname: str, path: str, engine: EngineState | None = None) -> None:
        super().__init__(fullname, path)
        self.engine = engine_or_default(engine)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Create the module; a stand-in where `exec_module` is going to share one."""
        if _already_loaded(self.name, self.path) is not None:
            return ModuleType(spec.name)
        with self.engine.substituted():
            return super().create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module."""
        shared = _already_loaded(self.name, self.path)
        if shared is not None and shared is not module:
            self.engine.modules[self.name] = shared
            return
        with self.engine.substituted():
            super().exec_module(module)
        with _lock:
            _loaded.setdefault(_identity(self.name, self.path), module)


def _already_loaded(fullname: str, path: str) -> Any:
    with _lock:
        known = _loaded.get(_identity(fullname, path))
    if known is not None:
        return known
    host = sys.modules.get(fullname)
    origin = getattr(getattr(host, "__spec__", None), "origin", None)
    if isinstance(origin, str) and os.path.exists(origin) and os.path.samefile(origin, path):
        return host
    return None
