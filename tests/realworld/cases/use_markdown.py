"""markdown: pages with extensions by entry point; others by dotted name, and own ones, late."""

from __future__ import annotations

from typing import Any

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor


TEXT = """# Title

Some *text* with `code`[^1] and a [link](https://example.org).

| a | b |
|---|---|
| 1 | 2 |

```python
print("hi")
```

[^1]: A note.
"""


def work() -> dict[str, Any]:
    parser = markdown.Markdown(extensions=["extra", "toc", "codehilite", "meta"])
    page = parser.convert("author: Ada\n\n" + TEXT)
    contents, meta = parser.toc, parser.Meta
    parser.reset()
    return {
        "version": markdown.__version__,
        "page": page,
        "contents": contents,
        "meta": meta,
        "again": parser.convert("## Other") == markdown.markdown("## Other", extensions=["toc"]),
    }


def late() -> dict[str, Any]:
    dotted = ["markdown.extensions.smarty", "markdown.extensions.admonition:AdmonitionExtension"]
    others = ["pymdownx.tasklist", "pymdownx.superfences", "pymdownx.highlight"]
    try:
        markdown.markdown("x", extensions=["no_such_extension"])
        refused = ""
    except ImportError as error:
        refused = f"{type(error).__name__}: {error}"
    return {
        "dotted": markdown.markdown('!!! note\n    "quoted" -- text', extensions=dotted),
        "tasks": markdown.markdown("- [x] done\n- [ ] to do", extensions=others),
        "fences": markdown.markdown("```js\nlet a;\n```", extensions=others),
        "own": markdown.markdown("press ++x++", extensions=[Keys()]),
        "xhtml": markdown.markdown("a  \nb", output_format="xhtml"),
        "refused": refused,
    }


class Keys(Extension):
    def extendMarkdown(self, md):  # noqa: N802 (markdown's name)
        md.inlinePatterns.register(Key(r"\+\+(\w+)\+\+", md), "keys", 175)


class Key(InlineProcessor):
    def handleMatch(self, m, data):  # noqa: N802 (markdown's name)
        import xml.etree.ElementTree as ET

        element = ET.Element("kbd")
        element.text = m.group(1)
        return element, m.start(0), m.end(0)
