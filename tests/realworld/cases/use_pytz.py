"""pytz: zones from its own files, summer time and pickling; its lazy lists late."""

# ruff: noqa: DTZ001 (pytz is given naive times, and gives them their zone)

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pytz


def work() -> dict[str, Any]:
    berlin = pytz.timezone("Europe/Berlin")
    summer = berlin.localize(dt.datetime(2024, 7, 1, 12))
    copy = pickle.loads(pickle.dumps(summer))
    try:
        berlin.localize(dt.datetime(2024, 3, 31, 2, 30), is_dst=None)
        refused = ""
    except pytz.NonExistentTimeError as error:
        refused = str(error)
    return {
        "version": pytz.__version__,
        "summer": summer.isoformat(),
        "winter": berlin.normalize(summer + dt.timedelta(days=180)).strftime("%F %T %Z%z"),
        "tokyo": summer.astimezone(pytz.timezone("Asia/Tokyo")).isoformat(),
        "same": copy == summer and copy.tzinfo is summer.tzinfo,
        "utc": pickle.loads(pickle.dumps(pytz.utc)) is pytz.utc,
        "refused": refused,
    }


def late() -> dict[str, Any]:
    from pytz import reference

    try:
        pytz.timezone("Europe/Nowhere")
        unknown = ""
    except pytz.UnknownTimeZoneError as error:
        unknown = str(error)
    return {
        "many": len(pytz.all_timezones) > 400,
        "country": pytz.country_names["ch"],
        "zones": list(pytz.country_timezones["ch"]),
        "reference": dt.datetime(2024, 1, 1, tzinfo=reference.Eastern).isoformat(),
        "fixed": str(pytz.FixedOffset(90)),
        "unknown": unknown,
    }
