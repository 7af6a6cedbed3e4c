"""arrow: times that are parsed, moved and told in words; other locales and factories late."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import arrow


def work() -> dict[str, Any]:
    start = arrow.get("2024-02-28T22:30:00+01:00")
    end = start.shift(hours=+26, weekday=4)
    first, last = start.span("month")
    return {
        "version": arrow.__version__,
        "utc": start.to("UTC").isoformat(),
        "end": end.isoformat(),
        "words": end.humanize(start),
        "german": start.humanize(end, locale="de"),
        "span": [first.isoformat(), last.isoformat()],
        "days": [day.format("MMM D") for day in arrow.Arrow.range("day", start, end)],
        "parsed": arrow.get("5 März 2024", "D MMMM YYYY", locale="de").isoformat(),
        "same": pickle.loads(pickle.dumps(start)) == start,
    }


def late() -> dict[str, Any]:
    from arrow.factory import ArrowFactory
    from arrow.locales import get_locale, get_locale_by_class_name

    class Mine(arrow.Arrow):
        def quarter_name(self) -> str:
            return f"Q{self.quarter}"

    try:
        arrow.get("no date")
        refused = ""
    except arrow.parser.ParserError as error:
        refused = type(error).__name__
    return {
        "quarter": ArrowFactory(Mine).get(2024, 5, 1).quarter_name(),
        "japanese": get_locale("ja").month_name(5),
        "class": get_locale_by_class_name("FrenchLocale").day_name(1),
        "back": arrow.get(dt.date(2024, 1, 1)).dehumanize("2 hours ago").isoformat(),
        "zone": arrow.get("2024-07-01").replace(tzinfo="+02:00").tzinfo.utcoffset(None).seconds,
        "refused": refused,
    }
