"""What an engine's copy of multiprocessing does in another way: children get the engine too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from importengine._child import in_child


def spawning(engine: object, spawn: Mapping[str, Any]) -> dict[str, object]:
    """Return what stands in `multiprocessing.spawn`, whose names are `spawn`."""
    original: Callable[..., list[str]] = spawn["get_command_line"]

    def get_command_line(**kwds: Any) -> list[str]:
        """Return the command line of a child that makes the engine again."""
        return in_child(engine, original(**kwds))

    return {"get_command_line": get_command_line}


def starting_servers(engine: object, util: Mapping[str, Any]) -> dict[str, object]:
    """Return what stands in `multiprocessing.util`, whose names are `util`."""
    original: Callable[..., int] | None = util.get("spawnv_passfds")
    if original is None:
        # Windows, where there is no fork server
        return {}

    def spawnv_passfds(path: Any, args: Sequence[Any], passfds: Any) -> int:
        """Start a process; the fork server, whose children run in the engine, with the engine."""
        if any("multiprocessing.forkserver import" in str(argument) for argument in args):
            args = in_child(engine, args)
        return original(path, args, passfds)

    return {"spawnv_passfds": spawnv_passfds}
