"""pyyaml: its C loader and dumper, tags, objects by the names of their classes; events late."""

from __future__ import annotations

import collections
import datetime as dt
from typing import Any

import yaml


TEXT = """
base: &base {a: 1, b: [x, 2.5, null, yes]}
derived: {<<: *base, b: over}
when: 2024-01-02 03:04:05
text: >
  folded
  lines
point: !point {x: 3}
"""


class Point:
    def __init__(self, x: int) -> None:
        self.x = x

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and self.x == other.x

    __hash__ = None


class Loader(yaml.CSafeLoader):
    pass


Loader.add_constructor("!point", lambda loader, node: Point(**loader.construct_mapping(node)))


def work() -> dict[str, Any]:
    data = yaml.load(TEXT, Loader)
    try:
        yaml.safe_load("a: [1, 2\nb: 3")
    except yaml.YAMLError as error:
        problem = [type(error).__name__, error.problem_mark.line]
    try:
        yaml.load("!!python/name:os.system", yaml.CSafeLoader)
    except yaml.constructor.ConstructorError as error:
        refused = error.problem
    values = {"d": dt.date(2024, 1, 2), "l": [1, None], "t": "ä: b", "o": {"z": 1, "a": 2}}
    dumped = yaml.dump(Point(4), Dumper=yaml.CDumper)
    return {
        "version": yaml.__version__,
        "derived": data["derived"],
        "rest": [data["when"].isoformat(), data["text"], data["point"].x],
        "problem": problem,
        "refused": refused,
        "dumped": yaml.dump(values, allow_unicode=True, sort_keys=False),
        # finds the class by the name of its module
        "object": [dumped, yaml.load(dumped, yaml.CUnsafeLoader) == Point(4)],
        "python": yaml.unsafe_load("!!python/name:collections.OrderedDict")
        is collections.OrderedDict,
    }


def late() -> dict[str, Any]:
    from yaml import _yaml, cyaml

    class Monster(yaml.YAMLObject):
        yaml_tag = "!Monster"
        yaml_loader = yaml.CFullLoader

        def __init__(self, name: str) -> None:
            self.name = name

    return {
        "events": [type(event).__name__ for event in yaml.parse("[a]", yaml.CLoader)],
        "tokens": len(list(yaml.scan("a: b"))),
        "node": yaml.compose("a: 1", cyaml.CLoader).tag,
        "monster": yaml.load("!Monster {name: m}", yaml.CFullLoader).name,
        "many": list(yaml.safe_load_all("1\n---\n2\n")),
        "applied": yaml.unsafe_load("!!python/object/apply:use_pyyaml.Point [5]").x,
        "libyaml": _yaml.get_version_string() == yaml._yaml.get_version_string(),
    }
