"""orjson: data classes, dates and UUIDs to JSON and back; numpy's arrays late."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson


class Colour(enum.Enum):
    RED = "red"


@dataclass
class Order:
    number: uuid.UUID
    day: dt.date
    colour: Colour
    parts: list[Order]


def work() -> dict[str, Any]:
    order = Order(uuid.UUID(int=7), dt.date(2024, 2, 29), Colour.RED, [])
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    text = orjson.dumps({"order": order, 2: dt.datetime(2024, 1, 1, tzinfo=dt.UTC)}, option=options)
    try:
        orjson.loads("[1, 2")
        refused = ""
    except orjson.JSONDecodeError as error:
        refused = f"{error.msg} at {error.pos}, {isinstance(error, ValueError)}"
    return {
        "version": orjson.__version__,
        "text": text.decode(),
        "read": orjson.loads(text)["order"]["colour"],
        "default": orjson.dumps([Decimal("1.5")], default=str).decode(),
        "refused": refused,
    }


def late() -> dict[str, Any]:
    import zoneinfo

    import numpy as np

    arrays = {"row": np.arange(3), "when": np.datetime64("2024-01-01T00:00:00")}
    options = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_UTC_Z
    try:
        orjson.dumps({"set": {1}})
        refused = ""
    except orjson.JSONEncodeError as error:
        refused = str(error)
    utc = dt.datetime(2024, 1, 1, tzinfo=zoneinfo.ZoneInfo("UTC"))
    return {
        "arrays": orjson.dumps(arrays, option=options).decode(),
        "zone": orjson.dumps(utc, option=options).decode(),
        "refused": refused,
        "fragment": orjson.dumps([orjson.Fragment(b"{}")]).decode(),
    }
