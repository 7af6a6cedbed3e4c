"""A claim of a demo, what it is about, and the claims that every demo makes of its host."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any, Generic

from examples.host_state import HostState
from examples.plugin import MainT, Plugin


__all__ = ["HOST_CLAIMS", "OWN_MODULES", "THREADS", "Claim", "Stage", "differences", "in_threads"]

THREADS = 8


@dataclass(frozen=True)
class Stage(Generic[MainT]):
    """What the claims are about: two loaded plugins, and the host before they were loaded."""

    first: Plugin[MainT]
    second: Plugin[MainT]
    before: HostState

    @property
    def plugins(self) -> tuple[Plugin[MainT], Plugin[MainT]]:
        """Both plugins, in the order they were loaded."""
        return self.first, self.second

    @property
    def pairs(self) -> tuple[tuple[Plugin[MainT], Plugin[MainT]], ...]:
        """Each plugin with the other."""
        return self.plugins, self.plugins[::-1]


@dataclass(frozen=True)
class Claim(Generic[MainT]):
    """A promise in plain words and its check. It holds when the check yields nothing."""

    text: str
    check: Callable[[Stage[MainT]], Iterator[str]]

    def problems(self, stage: Stage[MainT]) -> list[str]:
        """Return what is wrong, each thing once; an exception in the check is such a thing."""
        try:
            return sorted(set(self.check(stage)))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"]


def in_threads(
    stage: Stage[MainT], work: Callable[[Plugin[MainT]], Iterable[str]]
) -> Iterator[str]:
    """Yield what *work* says of a plugin in threads that start at once, half of them for each."""
    barrier = Barrier(THREADS)

    def run(plugin: Plugin[MainT]) -> list[str]:
        barrier.wait(timeout=60)
        return list(work(plugin))

    with ThreadPoolExecutor(THREADS) as pool:
        tasks = [pool.submit(run, stage.plugins[number % 2]) for number in range(THREADS)]
        for task in tasks:
            yield from task.result()


def differences(owner: str, results: dict[str, tuple[object, object]]) -> Iterator[str]:
    """Yield which of the *results*, each with what is expected, are others."""
    for name, (seen, expected) in results.items():
        if seen != expected:
            yield f"{name} of {owner}: {seen!r}"


def _own_modules(stage: Stage[Any]) -> Iterator[str]:
    for plugin, other in stage.pairs:
        if "main" not in plugin.own_modules:
            yield f"{plugin.name} has no main of its own"
        others = {id(module) for module in other.own_modules.values()}
        for name, module in plugin.own_modules.items():
            if id(module) in others:
                yield f"{name} is one module for both"
        yield from (f"{plugin.name} has {name} from elsewhere" for name in _foreign(plugin))


def _foreign(plugin: Plugin[Any]) -> Iterator[str]:
    own, private = plugin.own_modules, plugin.private_modules
    for name, module in dict(plugin.engine.modules).items():
        file = getattr(module, "__file__", None) or ""
        # each engine has an empty `__main__` of its own
        if name.partition(".")[0] in {*sys.stdlib_module_names, "__main__"} or name in own:
            continue
        # what the plugin's code made at run time, as Cython's does, has no file
        if file or name not in private:
            yield f"{name} ({file})"


def _host_modules(stage: Stage[Any]) -> Iterator[str]:
    # what C code of a plugin has just looked up for the host is there some milliseconds longer
    time.sleep(0.1)
    yield from stage.before.module_differences(HostState.now())
    folders = tuple(path for plugin in stage.plugins for path in plugin.engine.path)
    for name, module in dict(sys.modules).items():
        if (getattr(module, "__file__", None) or "").startswith(folders):
            yield f"the host has {name} of a plugin"


def _host_lists(stage: Stage[Any]) -> Iterator[str]:
    yield from stage.before.path_differences(HostState.now())


def _host_objects(stage: Stage[Any]) -> Iterator[str]:
    yield from stage.before.identity_differences(HostState.now())


OWN_MODULES: Claim[Any] = Claim(
    "no module of one plugin is a module of the other, or came from elsewhere", _own_modules
)
HOST_CLAIMS: tuple[Claim[Any], ...] = (
    Claim("the host's sys.modules is as it was, with no module of a plugin", _host_modules),
    Claim("the host's sys.path, finders, hooks and finder cache are as they were", _host_lists),
    Claim("the host's import state and builtins.__import__ are the same objects", _host_objects),
)
