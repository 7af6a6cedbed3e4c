"""attrs: classes with slots, validators, converters, pickling, hooks; its older and lazy names late."""

from __future__ import annotations

import pickle
from importlib.metadata import version
from typing import Any

import attr
import attrs
from attrs import Factory, define, evolve, field, frozen, validators


@define
class Node:
    name: str = field(validator=[validators.instance_of(str), validators.min_len(1)])
    # a forward reference, which stays text
    children: list[Node] = Factory(list)
    weight: int = field(default=0, converter=int, kw_only=True)

    @weight.validator
    def positive(self, attribute: Any, value: int) -> None:
        if value < 0:
            raise ValueError(f"{attribute.name} is {value}")


@frozen(order=True)
class Point:
    x: int
    y: int = field(default=0, metadata={"unit": "mm"})

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "y", self.y + 1)


@define(slots=False)
class Derived(Node):
    extra: str = field(init=False, repr=False, default="e")


def work() -> dict[str, Any]:
    node = Node("root", [Node("leaf", weight="3")])
    problems = []
    for wrong in ({"name": ""}, {"name": 1}, {"name": "a", "weight": -1}):
        try:
            Node(**wrong)
        except (TypeError, ValueError) as error:
            problems.append(type(error).__name__)
    try:
        Point(1).x = 2
    except attrs.exceptions.FrozenInstanceError as error:
        problems.append(type(error).__name__)
    copy = pickle.loads(pickle.dumps(node))
    return {
        "version": version("attrs"),
        "repr": repr(node),
        "problems": problems,
        "dict": attrs.asdict(node, recurse=True),
        "same": copy == node and type(copy) is Node,
        "evolved": repr(evolve(Point(3), x=5)),
        "sorted": [point.x for point in sorted([Point(2), Point(1)])],
        "derived": [hasattr(Derived("d"), "__dict__"), Derived("d").extra],
        "fields": [one.name for one in attrs.fields(Derived)],
        "unit": attrs.fields(Point).y.metadata["unit"],
    }


def late() -> dict[str, Any]:
    from attr.converters import optional, pipe, to_bool

    made = attr.make_class("Made", {"a": attr.ib(converter=pipe(str, optional(to_bool)))})
    attrs.resolve_types(Node, globals(), {})

    @attr.s(auto_attribs=True, cmp=False)
    class Old:
        a: int = 1

    return {
        "made": made("yes").a,
        "types": str(attrs.fields(Node).children.type),
        "old": [attr.has(Old), Old() == Old()],
        "filtered": attr.asdict(Point(1), filter=attr.filters.exclude(int)),
        "lazy": [attr.__version__ == version("attrs"), attr.__version_info__.year],
        "deep": attrs.cmp_using(eq=lambda a, b: a == b).__name__,
    }
