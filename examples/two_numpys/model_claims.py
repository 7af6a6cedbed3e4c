"""What is claimed of the models of pydantic, in the host."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator

from examples.claim import differences
from examples.two_numpys.plugin_api import NumpyPlugin, TwoNumpys


__all__ = ["STATION", "models_in_host", "pydantics_differ", "validation_errors"]

STATION: dict[str, object] = {
    "name": "north",
    "code": "n1",
    "degrees": ["1.5", 2],
    "next": {"name": "east", "code": "e1"},
}
STATION_AS_DICT = {
    "name": "north",
    "code": "n1",
    "degrees": [3.0, 1.5, 2.0],
    "next": {"name": "east", "code": "e1", "degrees": [], "next": None},
}
BAD_FIELDS = {"name": "North", "code": None, "degrees": [-300]}
# the methods of a model that make it, turn it into a dict, and into JSON
MODEL_METHODS = {
    "older": ("parse_obj", "dict", "json"),
    "newer": ("model_validate", "model_dump", "model_dump_json"),
}


def pydantics_differ(stage: TwoNumpys) -> Iterator[str]:
    older, newer = stage.plugins
    number = {"name": "north", "code": 7}
    if older.main.read_station(number).code != "7":
        yield "pydantic 1 does not take a number for text"
    try:
        station = newer.main.read_station(number)
    except ValueError:
        pass
    else:
        yield f"pydantic 2 takes a number for text: {station!r}"
    for method in MODEL_METHODS["newer"]:
        if hasattr(older.main.read_station(STATION), method):
            yield f"a model of pydantic 1 has {method}()"
        if not hasattr(newer.main.read_station(STATION), method):
            yield f"a model of pydantic 2 has no {method}()"


def models_in_host(stage: TwoNumpys) -> Iterator[str]:
    for plugin in stage.plugins:
        make, to_dict, to_json = MODEL_METHODS[plugin.name]
        station = plugin.main.read_station(STATION)
        # what is assigned is validated, too
        station.degrees = ["3", *station.degrees]
        twin = copy.deepcopy(station)
        twin.degrees.append(4.0)
        results = {
            "name": (station.name, "north"),
            "degrees": (station.degrees, [3.0, 1.5, 2.0]),
            "degrees of the copy": (twin.degrees, [3.0, 1.5, 2.0, 4.0]),
            "class of the copy": (type(twin), type(station)),
            "model in the model": (station.next, type(station)(name="east", code="e1")),
            "dict": (getattr(station, to_dict)(), STATION_AS_DICT),
            "JSON": (json.loads(getattr(station, to_json)()), STATION_AS_DICT),
            "made by the host": (getattr(type(station), make)(STATION_AS_DICT), station),
        }
        yield from differences(f"a model of {plugin.name}", results)


def validation_errors(stage: TwoNumpys) -> Iterator[str]:
    for plugin, other in stage.pairs:
        for field, bad in BAD_FIELDS.items():
            for attempt in _attempts(plugin, field):
                try:
                    attempt(STATION | {field: bad})
                except ValueError as error:
                    yield from _error_problems(plugin, other, field, error)
                else:
                    yield f"{plugin.name} takes {bad!r} for {field}"


def _attempts(plugin: NumpyPlugin, field: str) -> Iterator[Callable[[dict[str, object]], object]]:
    """Yield the ways in which data comes into a model: the plugin's, and two of the host's."""
    station = plugin.main.read_station(STATION)
    yield plugin.main.read_station
    yield getattr(type(station), MODEL_METHODS[plugin.name][0])
    yield lambda data: setattr(station, field, data[field])


def _error_problems(
    plugin: NumpyPlugin, other: NumpyPlugin, field: str, error: ValueError
) -> Iterator[str]:
    if type(error) is not plugin.engine.modules["pydantic"].ValidationError:
        yield f"{plugin.name} raises {type(error)}"
    if isinstance(error, other.engine.modules["pydantic"].ValidationError):
        yield f"{plugin.name}'s error is an instance of the other plugin's class"
    fields = [one["loc"][0] for one in error.errors()]  # type: ignore[attr-defined]
    if fields != [field] or field not in str(error):
        yield f"{plugin.name}'s error for {field}: {error}"
