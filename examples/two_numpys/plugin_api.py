"""What the host expects of a plugin."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias, TypeVar

from examples.claim import Stage
from examples.plugin import Main, Plugin


__all__ = ["Array", "Model", "NumpyPlugin", "PluginModule", "TwoNumpys"]

# The host has no numpy and no pydantic, so it has no name for the types of what it is handed.
Array: TypeAlias = Any
Model: TypeAlias = Any

T = TypeVar("T")


class PluginModule(Main, Protocol):
    """What the host expects of a plugin's `main.py`."""

    def summarise(self, values: list[float]) -> str:
        """Return what is to be said of *values*, as JSON."""
        ...

    def analyse(self, values: list[float]) -> str:
        """Return more of it; the first call imports what it needs."""
        ...

    def table(self) -> Array:
        """Return a new array of two rows and three columns, which hold 0 to 5."""
        ...

    def double(self, values: Array | memoryview) -> Array:
        """Double *values* where they are, and return them as an array of the plugin's numpy."""
        ...

    def read_station(self, data: dict[str, object]) -> Model:
        """Return *data* as a model; ValueError when it is not valid."""
        ...

    def round_trip(self, thing: T) -> T:
        """Pickle *thing* and return what comes of it."""
        ...


NumpyPlugin = Plugin[PluginModule]
TwoNumpys = Stage[PluginModule]
