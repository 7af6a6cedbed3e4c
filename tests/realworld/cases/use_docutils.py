"""docutils: reStructuredText to HTML; writers, languages and highlighters by name late."""

from __future__ import annotations

from typing import Any

import docutils
from docutils import nodes
from docutils.core import publish_doctree, publish_parts
from docutils.parsers.rst import Directive, directives, roles


TEXT = """
Title
=====

Some *emphasis*, a `link <https://example.org>`_ and :math:`x^2`.

.. note:: Mind this.

.. code:: python

   def f(x): return x

======  =====
Letter  Count
======  =====
a       1
======  =====

.. shout:: hello
"""
QUIET = {"report_level": 4, "halt_level": 5, "_disable_config": True}


class Shout(Directive):
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        return [nodes.paragraph(text=self.arguments[0].upper())]


directives.register_directive("shout", Shout)


def work() -> dict[str, Any]:
    parts = publish_parts(TEXT, writer_name="html5", settings_overrides=QUIET)
    tree = publish_doctree(TEXT, settings_overrides=QUIET)
    return {
        "version": docutils.__version__,
        "title": parts["title"],
        "body": parts["body"],
        "nodes": sorted({type(node).__name__ for node in tree.findall(nodes.Element)}),
        "copy": tree.deepcopy().pformat() == tree.pformat(),
    }


def late() -> dict[str, Any]:
    from docutils.parsers import get_parser_class
    from docutils.readers import get_reader_class
    from docutils.writers import get_writer_class

    roles.register_generic_role("keyboard", nodes.strong)
    german = {**QUIET, "language_code": "de"}
    texts = {}
    for name in ["latex", "xetex", "manpage", "xml", "pseudoxml", "html4"]:
        texts[name] = (
            len(publish_parts(TEXT, writer_name=name, settings_overrides=QUIET)["whole"]) > 300
        )
    try:
        get_writer_class("no_such_writer")
        refused = ""
    except ImportError as error:
        refused = type(error).__name__
    note = publish_parts(".. achtung:: ja", writer_name="html5", settings_overrides=german)["body"]
    return {
        "texts": texts,
        "german": "Achtung" in note,
        "role": publish_parts(":keyboard:`x`", writer_name="html5", settings_overrides=QUIET)[
            "body"
        ],
        "classes": [get_parser_class("rst").__module__, get_reader_class("standalone").__module__],
        "writer": get_writer_class("s5").__module__,
        "refused": refused,
    }
