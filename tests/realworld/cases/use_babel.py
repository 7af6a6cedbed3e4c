"""babel: numbers, dates, plurals from its locale data; catalogues and extraction late."""

from __future__ import annotations

import datetime as dt
import io
from importlib.metadata import version
from typing import Any

from babel import Locale, UnknownLocaleError, dates, lists, numbers
from babel.plural import PluralRule
from babel.support import Format


def work() -> dict[str, Any]:
    when = dt.datetime(2024, 1, 2, 15, 4, tzinfo=dt.UTC)
    try:
        Locale.parse("xx_YY")
    except UnknownLocaleError as error:
        problem = error.identifier
    languages = ("en_US", "de", "ja", "ar")
    return {
        "version": version("babel"),
        "numbers": [numbers.format_decimal(-1234567.891, locale=one) for one in languages],
        "money": [numbers.format_currency(1234.5, "EUR", locale=one) for one in languages],
        "dates": [dates.format_datetime(when, "full", locale=one) for one in languages],
        "zone": dates.format_datetime(when, "H:mm zzzz", dates.get_timezone("Europe/Berlin"), "de"),
        "delta": dates.format_timedelta(dt.timedelta(days=5), locale="fr", add_direction=True),
        "plural": [Locale("pl").plural_form(n) for n in (1, 2, 5)],
        "names": [Locale("de", "AT").display_name, Locale("ja").get_language_name("en")],
        "parsed": [
            str(numbers.parse_decimal("1.234,5", locale="de")),
            str(dates.parse_date("2.1.2024", locale="de")),
        ],
        "list": lists.format_list(["a", "b", "c"], locale="es"),
        "problem": problem,
        "rule": str(PluralRule({"one": "n is 1"})(1)),
    }


def late() -> dict[str, Any]:
    from babel.messages import Catalog, extract, mofile, pofile
    from babel.support import Translations
    from babel.units import format_unit

    source = io.BytesIO(
        b"from gettext import gettext as _\n_('hello')\n# note: n\nngettext('a', 'b', 2)\n"
    )
    found = list(extract.extract("python", source, comment_tags=["note:"]))
    catalog = Catalog(locale="de", project="shop", version="1")
    catalog.add("hello", "hallo")
    catalog.add(("box", "boxes"), ("Kiste", "Kisten"))
    compiled, text = io.BytesIO(), io.BytesIO()
    mofile.write_mo(compiled, catalog)
    pofile.write_po(text, catalog, omit_header=True)
    compiled.seek(0)
    translations = Translations(compiled)
    return {
        "found": [[line, message] for line, message, _, _ in found],
        "po": text.getvalue().decode(),
        "translated": [translations.gettext("hello"), translations.ngettext("box", "boxes", 3)],
        "unit": format_unit(12, "length-meter", locale="ru"),
        "format": Format("sv").decimal(1.5),
        "calendar": Locale("fa").first_week_day,
    }
