"""beautifulsoup4: a page by each of its parsers, searched and changed; SoupSieve and pickling late."""

from __future__ import annotations

import pickle
from typing import Any

import bs4
from bs4 import BeautifulSoup, SoupStrainer


PAGE = """<html><head><title>The page</title></head><body>
<p class="a b" id=first>One <b>bold</b> word<p>Two<ul><li>x<li>y</ul><!-- note -->
<a href="/one">1</a><a href="/two" class=b>2</a></body>"""


def work() -> dict[str, Any]:
    soups = {parser: BeautifulSoup(PAGE, parser) for parser in ["html.parser", "lxml", "html5lib"]}
    soup = soups["lxml"]
    soup.find(id="first").b.replace_with("plain")
    soup.ul.append(soup.new_tag("li", attrs={"class": "new"}))
    only = BeautifulSoup(PAGE, "html.parser", parse_only=SoupStrainer("a"))
    return {
        "version": bs4.__version__,
        "titles": [each.title.string for each in soups.values()],
        "paragraphs": [len(each.find_all("p")) for each in soups.values()],
        "bodies": [each.body.p.get_text(" ", strip=True) for each in soups.values()],
        "css": [link["href"] for link in soup.select("a.b, ul > li:first-child ~ a")],
        "list": str(soup.ul),
        "only": str(only),
        "comment": type(soup.find(string=lambda text: isinstance(text, bs4.Comment))).__name__,
        "xml": str(BeautifulSoup("<a><b/></a>", "xml")),
    }


def late() -> dict[str, Any]:
    from bs4.dammit import UnicodeDammit
    from bs4.diagnose import lxml_trace  # noqa: F401 (imports every parser)
    from bs4.formatter import HTMLFormatter

    soup = BeautifulSoup("<p title='&eacute;'>caf\N{LATIN SMALL LETTER E WITH ACUTE}</p>", "lxml")
    copy = pickle.loads(pickle.dumps(soup))
    try:
        BeautifulSoup("<p>", "no such parser")
        refused = ""
    except bs4.FeatureNotFound as error:
        refused = str(error)
    return {
        "copy": [str(copy) == str(soup), type(copy).__module__],
        "guess": UnicodeDammit(b"Sacr\xe9 bleu!", ["latin-1"]).unicode_markup,
        "entities": soup.p.decode(formatter="html"),
        "upper": soup.p.decode(formatter=HTMLFormatter(str.upper)),
        "pretty": soup.prettify().splitlines()[:3],
        "refused": refused,
    }
