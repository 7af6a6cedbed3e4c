"""Begin an engine with a copy of the state of another one (ie-0001 E3)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, Protocol

from importengine._adopt import rebound, rebound_hook
from importengine.abc import EngineState, PathHook


class Copied(EngineState, Protocol):
    """What is read of an engine, and set in the one that is copied from it."""

    meta_path: list[Any]
    path_hooks: list[PathHook]
    path_importer_cache: MutableMapping[str, Any]

    def is_virtual(self, fullname: str) -> bool:
        """Say whether the module in `modules` is the engine's own version of a standard one."""


# what a copied engine has from the start
_IMPORT_SYSTEM = frozenset({"_frozen_importlib", "_frozen_importlib_external", "importlib"})


def copied_modules(other: Copied) -> dict[str, Any]:
    """Return the modules that a copy of `other` has too: all but its own of standard ones."""
    # the host's may have names that answer by who asks
    modules = {str(fullname): module for fullname, module in dict(other.modules).items()}
    return {name: module for name, module in modules.items() if not other.is_virtual(name)}


def copy_state(other: Copied, engine: Copied, modules: Mapping[str, Any]) -> None:
    """Give `engine`, which is new, the finders and hooks of `other`, and `modules`."""
    engine.meta_path = [rebound(finder, engine) for finder in other.meta_path]
    engine.path_hooks = [rebound_hook(hook, engine) for hook in other.path_hooks]
    engine.path_importer_cache = {
        entry: rebound(finder, engine) for entry, finder in other.path_importer_cache.items()
    }
    engine.modules.update(modules)
    # other versions of its own are made when they are asked for: some are deprecated, some slow
    for fullname in sorted(set(map(str, list(other.modules))) - engine.modules.keys()):
        if fullname.partition(".")[0] in _IMPORT_SYSTEM:
            engine.import_module(fullname)
