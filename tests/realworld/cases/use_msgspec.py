"""msgspec: typed structs from JSON and MessagePack; TOML, YAML and schemas late."""

from __future__ import annotations

import datetime as dt
import enum
import pickle
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec


class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


class Item(msgspec.Struct, frozen=True, tag="item"):
    name: str
    size: Size = Size.SMALL
    parts: list[Item | Note] = []  # a Struct copies its defaults


class Note(msgspec.Struct, tag="note"):
    text: Annotated[str, msgspec.Meta(max_length=8)]
    day: dt.date | None = None


@dataclass
class Box:
    items: dict[str, Item]


TEXT = b'{"items": {"a": {"type": "item", "name": "x", "size": "l", "parts": [{"type": "note", "text": "hi", "day": "2024-02-29"}]}}}'


def work() -> dict[str, Any]:
    box = msgspec.json.decode(TEXT, type=Box)
    packed = msgspec.msgpack.Encoder().encode(box)
    copy = pickle.loads(pickle.dumps(box.items["a"]))
    try:
        msgspec.json.decode(b'{"type": "note", "text": "too long a text"}', type=Note)
        refused = ""
    except msgspec.ValidationError as error:
        refused = str(error)
    return {
        "version": msgspec.__version__,
        "box": repr(box),
        "same": msgspec.msgpack.decode(packed, type=Box) == box,
        "text": msgspec.json.encode(box).decode(),
        "copied": copy == box.items["a"] and type(copy) is Item,
        "replaced": msgspec.structs.replace(copy, name="y").name,
        "refused": refused,
    }


def late() -> dict[str, Any]:
    from msgspec import inspect, toml, yaml

    made = msgspec.defstruct("Made", [("x", int), ("y", float, 0.5)])
    return {
        "schema": msgspec.json.schema(Box),
        "toml": repr(toml.decode(b'type = "note"\ntext = "hi"\nday = 2024-01-02\n', type=Note)),
        "yaml": yaml.encode(Note("hi")).decode(),
        "read": repr(yaml.decode(b"{type: note, text: ho}", type=Note)),
        "made": repr(msgspec.convert({"x": 1}, made)),
        "kind": type(inspect.type_info(Item)).__name__,
        "builtins": msgspec.to_builtins(Item("z")),
        "pretty": msgspec.json.format(b'{"a":[1]}').decode(),
    }
