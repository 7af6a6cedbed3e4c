"""lxml: XPath, XSLT, objects and HTML; builders, CSS, schemas and SAX late."""

from __future__ import annotations

import io
from typing import Any

import lxml
from lxml import etree, html, objectify


SHELF = b"""<shelf xmlns:x="urn:x">
  <book x:id="1" year="1979"><title>Guide</title></book>
  <book x:id="2" year="1815"><title>Emma</title></book>
</shelf>"""
TITLES = b"""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:param name="joint"/>
  <xsl:template match="/shelf">
    <all><xsl:for-each select="book"><xsl:value-of select="concat(title, $joint)"/></xsl:for-each></all>
  </xsl:template>
</xsl:stylesheet>"""


class Shelf(etree.ElementBase):
    def titles(self) -> list[str]:
        return self.xpath("book/title/text()")


def _upper(context: Any, found: list[Any]) -> str:
    return "".join(element.text for element in found).upper()


def work() -> dict[str, Any]:
    tree = etree.fromstring(SHELF)
    lookup = etree.ElementNamespaceClassLookup()
    lookup.get_namespace(None)["shelf"] = Shelf
    parser = etree.XMLParser()
    parser.set_element_class_lookup(lookup)
    titles = etree.XSLT(etree.fromstring(TITLES))
    page = html.fromstring("<p class=a>One<br>two <a href=/x>three</a>")
    page.make_links_absolute("https://example.org")
    upper = {(None, "upper"): _upper}
    try:
        etree.fromstring("<a><b></a>")
        refused = ""
    except etree.XMLSyntaxError as error:
        refused = f"{error.msg} {error.position}"
    events = [event for event, _ in etree.iterparse(io.BytesIO(SHELF), tag="title")]
    return {
        "version": lxml.__version__,
        "ids": tree.xpath("//@x:id", namespaces={"x": "urn:x"}),
        "upper": tree.xpath("upper(book[1]/title)", extensions=upper),
        "class": etree.fromstring(SHELF, parser).titles(),
        "titles": str(titles(tree, joint=etree.XSLT.strparam(";"))).splitlines(),
        "object": int(objectify.fromstring(SHELF).book[1].get("year")) + 1,
        "link": page.xpath("//a/@href"),
        "text": html.tostring(page, encoding="unicode"),
        "events": events,
        "refused": refused,
    }


def late() -> dict[str, Any]:
    import lxml.sax
    from lxml.builder import E, ElementMaker
    from lxml.cssselect import CSSSelector
    from lxml.html import builder, diff, soupparser
    from lxml.isoschematron import Schematron

    rules = etree.fromstring(
        '<schema xmlns="http://purl.oclc.org/dsdl/schematron"><pattern><rule context="book">'
        '<assert test="title">no title</assert></rule></pattern></schema>'
    )
    grammar = etree.RelaxNG.from_rnc_string if hasattr(etree.RelaxNG, "from_rnc_string") else None
    handler = lxml.sax.ElementTreeContentHandler()
    lxml.sax.saxify(etree.fromstring(SHELF), handler)
    tree = E.p("see ", E.a("this", href="#"), ElementMaker(namespace="urn:x")("y"))
    return {
        "built": etree.tostring(tree).decode(),
        "page": html.tostring(builder.DIV(builder.CLASS("b"), "text")).decode(),
        "css": [
            element.text
            for element in CSSSelector("book[year^='18'] > title")(etree.fromstring(SHELF))
        ],
        "diff": diff.htmldiff("<p>one two</p>", "<p>one three</p>"),
        "soup": html.tostring(soupparser.fromstring("<p>a<p>b")).decode(),
        "valid": Schematron(rules).validate(etree.fromstring(SHELF)),
        "sax": len(handler.etree.getroot()),
        "grammar": grammar is not None,
        "dump": objectify.dump(objectify.fromstring("<a><b>1</b></a>")),
    }
