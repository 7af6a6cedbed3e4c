"""A plugin of a host: a folder, the packages it asks for, and an engine of its own."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar, cast

from examples.packages import installed_packages
from importengine import ImportEngine


__all__ = ["Main", "MainT", "Plugin", "error_over", "load_plugin"]


class Main(Protocol):
    """What every host expects of a plugin's `main.py`; each expects more."""

    def versions(self) -> dict[str, str]:
        """Return the versions of the packages the plugin sees."""
        ...


MainT = TypeVar("MainT", bound=Main)


@dataclass(frozen=True)
class Plugin(Generic[MainT]):
    """A loaded plugin, its engine, and what loading it took."""

    name: str
    engine: ImportEngine
    main: MainT
    folder: Path
    packages: Path
    newly_installed: bool
    milliseconds: float

    @property
    def private_modules(self) -> dict[str, object]:
        """The modules of this engine that are not the very objects the host uses."""
        modules = dict(self.engine.modules)
        return {name: mod for name, mod in modules.items() if mod is not sys.modules.get(name)}

    @property
    def own_modules(self) -> dict[str, object]:
        """The private modules that were read from the plugin's folder or its packages."""
        folders = tuple(self.engine.path)
        return {
            name: module
            for name, module in self.private_modules.items()
            if (getattr(module, "__file__", None) or "").startswith(folders)
        }


def load_plugin(folder: Path) -> Plugin[MainT]:
    """Import `main` of the plugin in *folder*, over the packages it asks for.

    Raises InstallError when its packages are not there and cannot be installed.
    """
    packages, newly_installed = installed_packages(folder / "requirements.txt")
    engine = ImportEngine(path=[str(folder), str(packages)], name=folder.name)
    start = time.perf_counter()
    module = engine.import_module("main")
    elapsed = (time.perf_counter() - start) * 1000
    main = cast("MainT", module)
    return Plugin(folder.name, engine, main, folder, packages, newly_installed, elapsed)


def error_over(folder: Path, packages: Path) -> str:
    """Return the type of the error that the plugin in *folder* fails with over *packages*."""
    engine = ImportEngine(path=[str(folder), str(packages)], name=f"{folder.name}-misplaced")
    try:
        engine.import_module("main")
    except Exception as error:
        return type(error).__name__
    finally:
        engine.close()
    return "no error"
