"""What the host expects of a plugin, and of what it is handed by one."""

from __future__ import annotations

from typing import Protocol

from examples.plugin import Main


__all__ = ["Markup", "Note", "PluginModule"]


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


class PluginModule(Main, Protocol):
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
