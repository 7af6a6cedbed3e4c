"""The plugin host: one engine for each plugin, and nothing else special."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from importengine import ImportEngine

from .packages import installed_packages


__all__ = ["Markup", "Note", "Plugin", "PluginModule", "load_plugin"]


class Markup(Protocol):
    """The part of markupsafe.Markup, of whichever version, that the host relies on."""

    def __html__(self) -> str:
        """Return the text as HTML that needs no escaping."""
        ...


class Note(Protocol):
    """What a plugin hands to the host: an object of a class of the plugin's own."""

    plugin: str

    @property
    def title(self) -> str:
        """Plain text."""
        ...

    @property
    def body(self) -> Markup:
        """HTML."""
        ...


class PluginModule(Protocol):
    """What the host expects of a plugin's `main.py`."""

    def render(self, name: str) -> str:
        """Render the plugin's own template."""
        ...

    def render_sandboxed(self, source: str, **values: object) -> str:
        """Render *source* in a sandbox; the first call imports what it needs."""
        ...

    def make_note(self, title: str, text: str) -> Note:
        """Return an object of the plugin's own class."""
        ...

    def versions(self) -> dict[str, str]:
        """Return the versions of the packages the plugin sees."""
        ...


@dataclass(frozen=True)
class Plugin:
    """A loaded plugin, its engine, and what loading it took."""

    name: str
    engine: ImportEngine
    main: PluginModule
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


def load_plugin(folder: Path) -> Plugin:
    """Import `main` of the plugin in *folder*, over the packages it asks for.

    Raises InstallError when its packages are not there and cannot be installed.
    """
    packages, newly_installed = installed_packages(folder / "requirements.txt")
    engine = ImportEngine(path=[str(folder), str(packages)], name=folder.name)
    start = time.perf_counter()
    module = engine.import_module("main")
    elapsed = (time.perf_counter() - start) * 1000
    main = cast("PluginModule", module)
    return Plugin(folder.name, engine, main, folder, packages, newly_installed, elapsed)
