"""html5lib: broken pages parsed as browsers do; other trees, filters and walkers by name late."""

from __future__ import annotations

from typing import Any

import html5lib


PAGE = "<!doctype html><title>T</title><table><p>misplaced<tr><td>cell</table><p id=x>a & b<i>c"


def work() -> dict[str, Any]:
    tree = html5lib.parse(PAGE, namespaceHTMLElements=False)
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("dom"))
    dom = parser.parse(PAGE)
    strict = html5lib.HTMLParser(strict=True)
    try:
        strict.parse("<p></b>")
        refused = ""
    except html5lib.html5parser.ParseError as error:
        refused = str(error)
    return {
        "version": html5lib.__version__,
        "tags": [element.tag for element in tree.iter()],
        "dom": [node.tagName for node in dom.getElementsByTagName("p")],
        "errors": [code for _, code, _ in parser.errors],
        "text": html5lib.serialize(tree, tree="etree", omit_optional_tags=False),
        "fragment": len(html5lib.parseFragment("<b>1</b>2", treebuilder="dom").childNodes),
        "refused": refused,
    }


def late() -> dict[str, Any]:
    from html5lib.filters import alphabeticalattributes, whitespace
    from html5lib.serializer import HTMLSerializer
    from html5lib.treeadapters import sax
    from html5lib.treewalkers import pprint

    tree = html5lib.parse("<p id=x  class=y>a   b", treebuilder="lxml")
    walker = html5lib.getTreeWalker("lxml")
    tokens = alphabeticalattributes.Filter(whitespace.Filter(walker(tree)))
    return {
        "lxml": HTMLSerializer(quote_attr_values="always").render(tokens),
        "root": tree.getroot().tag,
        "tree": pprint(walker(tree)),
        "bytes": html5lib.parse(b"<meta charset=latin-1><p>\xe9", namespaceHTMLElements=False)[1][
            0
        ].text,
        "sax": sax.prefix_mapping.get(None, ""),
    }
