"""Versions of compiled packages, imported and used in engines and in the host at the same time."""

from __future__ import annotations

import importlib
import pickle
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from traceback import format_exception
from typing import Any

from attrs import define, field, frozen

from importengine import ImportEngine
from tests.realworld.packages import installed


__all__ = ["PACKAGES", "Package", "Traffic"]


@frozen
class Package:
    """A compiled package, in a version for the host and one for each of two engines.

    Where an interpreter is too new for these versions, it is the newest, installed three times.
    """

    name: str
    versions: tuple[str, str, str]
    # an extension module of it, and a module that is imported late
    extension: str
    late: str
    works: Callable[[Any], bool]

    def folder(self, which: int) -> Path:
        """Return the folder with the version `which`: 0 and 1 are for engines, 2 for the host."""
        version = self.versions[which]
        return installed(
            [
                f"{self.name}=={version}; python_version < '3.14'",
                f"{self.name}; python_version >= '3.14'",
            ],
            role=str(which),
        )

    def wrong(self, module: Any, which: int, modules: dict[str, Any]) -> Iterator[str]:
        """Yield what is not of that version."""
        folder = str(self.folder(which))
        for name in (self.name, self.extension, self.late):
            file = getattr(modules.get(name), "__file__", None) or ""
            if name in modules and not file.startswith(folder):
                yield f"{name} is from {file}, not from {folder}"
        if modules.get(self.name) is not module:
            yield f"{self.name} in modules is another than was imported"
        if not self.works(module):
            yield f"{self.name} from {folder} does not work"


HOST = 2
PACKAGES = (
    Package(
        "markupsafe",
        ("2.1.5", "3.0.3", "3.0.2"),
        "markupsafe._speedups",
        "markupsafe._native",
        lambda module: str(module.escape("<")) == "&lt;",
    ),
    Package(
        "wrapt",
        ("1.16.0", "2.0.1", "1.17.3"),
        "wrapt._wrappers",
        "wrapt.importer",
        lambda module: bool(module.ObjectProxy([1]) == [1]),
    ),
    Package(
        "msgpack",
        ("1.1.1", "1.1.2", "1.1.0"),
        "msgpack._cmsgpack",
        "msgpack.fallback",
        lambda module: bool(module.unpackb(module.packb([1])) == [1]),
    ),
    Package(
        "multidict",
        ("6.1.0", "6.7.0", "6.4.4"),
        "multidict._multidict",
        "multidict._compat",
        lambda module: bool(module.CIMultiDict(A=1)["a"] == 1),
    ),
)


@define
class Traffic:
    """Threads that import until the time is over, and what they have seen."""

    seconds: float
    threads: int = 8
    # each engine loads copies of files, which stay in memory
    engines: int = 1000
    packages: tuple[Package, ...] = PACKAGES
    counts: Counter[str] = field(factory=Counter)
    wrong: list[str] = field(factory=list)
    _begun: float = field(factory=time.monotonic)
    _guard: Any = field(factory=threading.Lock)
    _progress: dict[int, float] = field(factory=dict)

    def run(self) -> None:
        """Run it; TimeoutError, with where each thread is, when one makes no progress."""
        for package in self.packages:
            for which in range(len(package.versions)):
                package.folder(which)
        before = set(sys.modules)
        added = [str(package.folder(HOST)) for package in self.packages]
        sys.path[:0] = added
        try:
            self._begun = time.monotonic()
            self._run_threads()
        finally:
            del sys.path[: len(added)]
            importlib.invalidate_caches()
            self._forget(before)

    def _forget(self, before: set[str]) -> None:
        """Take out of the host what its own imports have left there."""
        for name in sys.modules.keys() - before:
            if name.partition(".")[0] not in sys.stdlib_module_names:
                del sys.modules[name]
        for package in self.packages:
            folder = package.folder(HOST)
            for entry in (folder, folder / package.name):
                sys.path_importer_cache.pop(str(entry), None)

    def _run_threads(self) -> None:
        works = [self._in_engines, self._in_host] * self.threads
        threads = [
            threading.Thread(target=self._until_the_end, args=(work, number), daemon=True)
            for number, work in enumerate(works)
        ]
        for thread in threads:
            thread.start()
        for number, thread in enumerate(threads):
            while thread.is_alive():
                thread.join(1)
                idle = time.monotonic() - self._progress.get(number, self._begun)
                if idle > PATIENCE:
                    message = f"thread {number} has made no progress for {idle:.0f} s"
                    raise TimeoutError(message)

    def _until_the_end(self, work: Callable[[random.Random], None], number: int) -> None:
        choice = random.Random(number)
        while time.monotonic() - self._begun < self.seconds:
            try:
                work(choice)
            except BaseException as error:
                self._note(["".join(format_exception(error))])
            self._progress[number] = time.monotonic()

    def _note(self, problems: Any) -> None:
        with self._guard:
            self.wrong += problems

    def _count(self, what: str) -> None:
        with self._guard:
            self.counts[what] += 1

    def _in_engines(self, choice: random.Random) -> None:
        """Make an engine over some versions, import and use them, some parts late."""
        with self._guard:
            self.counts["engines"] += 1
            if self.counts["engines"] > self.engines:
                self.counts["engines"] -= 1
                # there are enough: leave the time to the host's threads
                time.sleep(0.01)
                return
        chosen = [(package, choice.randrange(HOST)) for package in self.packages]
        choice.shuffle(chosen)
        engine = ImportEngine([package.folder(which) for package, which in chosen])
        try:
            for package, which in chosen:
                module = engine.import_module(package.name)
                self._note(package.wrong(module, which, engine.modules))
                self._count("imports in engines")
            for package, which in chosen:
                engine.import_module(package.late)
                module = engine.modules[package.name]
                self._note(package.wrong(module, which, engine.modules))
                self._count("late imports in engines")
        finally:
            engine.close()

    def _in_host(self, choice: random.Random) -> None:
        """Import, look up, find and pickle in the host."""
        package = choice.choice(self.packages)
        module = importlib.import_module(package.name)
        self._note(package.wrong(module, HOST, sys.modules))
        namespace: dict[str, Any] = {}
        exec(f"import {package.late} as late, {package.name} as top", namespace)
        if namespace["top"] is not module:
            self._note([f"import {package.name} in the host is another than import_module"])
        found = find_spec(package.extension)
        if found is None or not str(found.origin).startswith(str(package.folder(HOST))):
            self._note([f"{package.extension} in the host is found as {found}"])
        if pickle.loads(pickle.dumps(pickle.Pickler)) is not pickle.Pickler:
            self._note(["pickle in the host gives another class"])
        self._count("imports in the host")


# in seconds
PATIENCE = 120
