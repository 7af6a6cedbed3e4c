"""Modules of engines with C code, which lose what they hold when the interpreter ends.

So do those in `sys.modules`, in one of the first steps of that end. What they hold may need the
interpreter to go away, and C code keeps modules for longer (ie-0001 X5).
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any
from weakref import WeakSet

from importengine._namespace import namespace_of
from importengine.abc import EngineState


class _Emptied:
    def __init__(self) -> None:
        self.engines: WeakSet[EngineState] = WeakSet()
        # in C; they may live longer than their engine
        self.modules: WeakSet[ModuleType] = WeakSet()

    # when the interpreter takes the names from this module; by then others may be gone
    def __del__(
        self,
        namespace_of: Callable[[Any], dict[str, Any]] = namespace_of,
        of_host: dict[str, Any] = builtins.__dict__,
    ) -> None:
        for engine in list(self.engines):
            for module in reversed(list(engine.modules.values())):
                # those that the engine has executed
                own = namespace_of(module).get("__builtins__")
                if type(own) is dict and own is not of_host:
                    self.modules.add(module)
        for module in list(self.modules):
            namespace = namespace_of(module)
            namespace.update(dict.fromkeys(namespace.keys() - {"__builtins__"}))


_emptied = _Emptied()
# the interpreter takes the names from modules that are still there, and hooks hold but the dict
_this_module = sys.modules[__name__]


def empty_at_exit(engine: EngineState, module: ModuleType) -> None:
    """Let `module`, in C, and the other modules of `engine` be emptied at the end."""
    _emptied.engines.add(engine)
    _emptied.modules.add(module)
