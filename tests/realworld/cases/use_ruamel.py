"""ruamel.yaml, in a namespace: round trips with comments, its compiled half, classes; types late."""

from __future__ import annotations

import io
from importlib.metadata import version
from typing import Any

from ruamel.yaml import YAML, yaml_object
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError


TEXT = """\
# what is sold
items:
- &first {name: "box", price: 1.50}   # the first
- <<: *first
  name: lid
text: |
  two
  lines
when: 2024-01-02T03:04:05Z
"""


# registers with the classes that all objects like this one have
@yaml_object(YAML())
class Point:
    yaml_tag = "!point"

    def __init__(self, x: int) -> None:
        self.x = x


def dumped(yaml: YAML, value: Any) -> str:
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()


def work() -> dict[str, Any]:
    yaml = YAML()
    data = yaml.load(TEXT)
    data["items"][0]["price"] = 2
    data.insert(1, "added", CommentedMap(a=1), comment="put in")
    safe = YAML(typ="safe")
    safe.default_flow_style = False
    point = YAML().load(dumped(YAML(), [Point(3)]))[0]
    try:
        safe.load("a: [1, 2\nb: 3")
    except YAMLError as error:
        problem = type(error).__name__, error.problem_mark.line
    return {
        "version": version("ruamel.yaml"),
        "text": dumped(yaml, data),
        "safe": safe.load("{a: [1, 2.5, null, true], b: 0o17, c: !!binary aGk=}")["a"],
        "parser": safe.Parser.__name__,
        "out": dumped(safe, {"a": [1, {"b": None}]}),
        "point": [type(point) is Point, point.x],
        "problem": list(problem),
    }


def late() -> dict[str, Any]:
    import _ruamel_yaml
    import ruamel
    from ruamel.yaml.scalarstring import LiteralScalarString
    from ruamel.yaml.util import load_yaml_guess_indent

    indented = load_yaml_guess_indent("a:\n    - b\n")
    return {
        "literal": dumped(YAML(), {"a": LiteralScalarString("x\ny\n")}),
        "indent": list(indented[1:]),
        "tags": str(YAML(pure=True).load("!thing {a: 1}").tag.value),
        "namespace": ruamel.__spec__.origin,
        "compiled": _ruamel_yaml.CParser.__module__,
    }
