"""pydantic: models, validators, generics, forward references, pickling; dataclasses and tools late."""

from __future__ import annotations

import json
import pickle
from datetime import date
from enum import Enum
from typing import Any, Generic, TypeVar

import pydantic
from pydantic import BaseModel, Field, ValidationError, conint


V1 = pydantic.VERSION.startswith("1.")

if V1:
    from pydantic.generics import GenericModel

    def before(name: str) -> Any:
        return pydantic.validator(name, pre=True, allow_reuse=True)
else:
    GenericModel = BaseModel

    def before(name: str) -> Any:
        return pydantic.field_validator(name, mode="before")


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Node(BaseModel):
    # forward references, to this class and to one below
    name: str
    children: list[Node] = []
    owner: Owner | None = None
    colour: Colour = Colour.RED
    weight: conint(ge=0) = Field(0, alias="w")

    @before("name")
    def strip(cls, value: Any) -> Any:  # noqa: N805
        return value.strip() if isinstance(value, str) else value


class Owner(BaseModel):
    since: date


Item = TypeVar("Item")


class Page(GenericModel, Generic[Item]):
    items: list[Item]
    number: int = 1


if V1:
    Node.update_forward_refs()


def work() -> dict[str, Any]:
    given = {
        "name": " root ",
        "w": "3",
        "children": [{"name": "leaf", "colour": "blue"}],
        "owner": {"since": "2024-02-03"},
    }
    node = Node(**given)
    try:
        Node(name=[], w=-1, children=[{"colour": "green"}])
    except ValidationError as error:
        errors = sorted([list(map(str, one["loc"])), one["type"]] for one in error.errors())
    copy = pickle.loads(pickle.dumps(node))
    page = Page[Node](items=[given])
    schema = Page[int].schema() if V1 else Page[int].model_json_schema()
    return {
        "version": pydantic.VERSION,
        "json": json.loads(node.json() if V1 else node.model_dump_json()),
        "errors": errors,
        "same": copy == node and type(copy) is Node,
        "page": [type(page).__name__, page.items[0].name, type(page.items[0]) is Node],
        "schema": schema["properties"]["items"],
        "repr": repr(node.children),
    }


def late() -> dict[str, Any]:
    import pydantic.tools
    from pydantic import create_model
    from pydantic.dataclasses import dataclass

    @dataclass
    class Point:
        x: int
        y: int = 0

    made = create_model("Made", a=(int, ...), point=(Point, Point(0)))
    secret = pydantic.SecretStr("word")
    parsed = made(a="1", point={"x": "4"})
    return {
        "secret": [str(secret), secret.get_secret_value()],
        "point": [parsed.point.x, parsed.point.y, type(parsed.point) is Point],
        "parsed": [node.name for node in pydantic.tools.parse_obj_as(list[Node], [{"name": "a"}])],
        "lazy": pydantic.PaymentCardNumber.__name__,
        "email": pydantic.NameEmail("a", "b@example.com").email,
    }
