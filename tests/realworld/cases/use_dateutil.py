"""dateutil: parsed dates, calendar steps and recurrence; its zones and lazy parts late."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import dateutil
from dateutil import parser, rrule
from dateutil.relativedelta import FR, relativedelta


def work() -> dict[str, Any]:
    start = dt.datetime(2024, 1, 31)  # noqa: DTZ001 (rules are of local time)
    fridays = rrule.rrule(rrule.MONTHLY, count=3, byweekday=rrule.FR(-1), dtstart=start)
    return {
        "version": dateutil.__version__,
        "parsed": parser.parse("Thu Sep 25 10:36:28 2003 +0200").isoformat(),
        "first the day": parser.parse("10.09.2003", dayfirst=True).isoformat(),
        "iso": parser.isoparse("2024-W09-4").isoformat(),
        "month later": (start + relativedelta(months=1)).isoformat(),
        "friday": (start + relativedelta(weekday=FR(-1))).isoformat(),
        "fridays": [day.date().isoformat() for day in fridays],
        "rule": str(rrule.rrulestr("FREQ=DAILY;INTERVAL=10;COUNT=2", dtstart=start)),
        "same": pickle.loads(pickle.dumps(relativedelta(days=3))) == relativedelta(days=3),
    }


def late() -> dict[str, Any]:
    from dateutil.zoneinfo import get_zonefile_instance

    zones = get_zonefile_instance()
    zurich = zones.get("Europe/Zurich")
    noon = dt.datetime(2024, 7, 1, 12, tzinfo=zurich)
    try:
        parser.parse("no date at all")
        refused = ""
    except parser.ParserError as error:
        refused = str(error)
    return {
        "easter": dateutil.easter.easter(2024).isoformat(),
        "noon": noon.astimezone(dateutil.tz.UTC).isoformat(),
        "offset": dt.datetime(2024, 1, 1, tzinfo=dateutil.tz.tzoffset("X", 3600)).isoformat(),
        "many": len(zones.zones) > 400,
        "same": pickle.loads(pickle.dumps(dateutil.tz.UTC)) is dateutil.tz.UTC,
        "utils": dateutil.utils.within_delta(noon, noon, dt.timedelta(0)),
        "refused": refused,
    }
