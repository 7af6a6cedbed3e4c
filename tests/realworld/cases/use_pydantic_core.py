"""pydantic over pydantic-core: adapters, unions, serializers; lazy attributes and v1 late."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple, TypedDict

import pydantic_core
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    TypeAdapter,
    ValidationError,
    computed_field,
    field_serializer,
    model_validator,
    validate_call,
)


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    friends: Sequence[Pet] = ()


Pet = Annotated[Cat | Dog, Discriminator("kind")]
Dog.model_rebuild()


@dataclass
class Size:
    width: float
    height: float


class Origin(NamedTuple):
    x: int
    y: int = 0


def even(value: int) -> int:
    if value % 2:
        raise ValueError(f"{value} is odd")
    return value


class Box(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")

    size: Size
    origin: Origin = Origin(0)
    count: Annotated[int, AfterValidator(even)] = Field(0, serialization_alias="n")

    @computed_field
    @property
    def area(self) -> float:
        return self.size.width * self.size.height

    @field_serializer("origin")
    def as_text(self, origin: Origin) -> str:
        return f"{origin.x}/{origin.y}"

    @model_validator(mode="after")
    def positive(self) -> Box:
        if self.area < 0:
            raise pydantic_core.PydanticCustomError("negative", "area {area}", {"area": self.area})
        return self


class Pets(RootModel[list[Pet]]):
    pass


@validate_call(validate_return=True)
def repeat(text: str, times: Annotated[int, Field(gt=0)] = 2) -> str:
    return text * times


def errors_of(call: Any, *args: Any, **kwargs: Any) -> list[Any]:
    try:
        call(*args, **kwargs)
    except ValidationError as error:
        return [[list(map(str, one["loc"])), one["type"], one["msg"]] for one in error.errors()]
    return []


def work() -> dict[str, Any]:
    box = Box.model_validate({"size": {"width": 2, "height": "3"}, "origin": (1,), "note": "x"})
    pets = Pets.model_validate_json(b'[{"kind": "dog", "friends": [{"kind": "cat"}]}]')
    copy = pickle.loads(pickle.dumps(box))
    return {
        "version": pydantic_core.__version__,
        "box": box.model_dump_json(by_alias=True),
        "same": copy == box and type(copy) is Box,
        "pets": [pets.model_dump(), type(pets.root[0].friends[0]) is Cat],
        "errors": errors_of(Box, size={"width": -1, "height": 1}, count=3),
        "union": errors_of(Pets, [{"kind": "fish"}]),
        "called": [repeat("a", times="3"), errors_of(repeat, "a", 0)],
        "schema": sorted(Pets.model_json_schema()["$defs"]),
    }


def late() -> dict[str, Any]:
    import pydantic
    import pydantic.networks
    from pydantic.v1 import BaseModel as Former
    from typing_extensions import TypedDict as Extended

    class Movie(Extended, total=False):
        year: int

    class Old(Former):
        n: int

    adapter = TypeAdapter(dict[str, list[Movie]])
    return {
        "adapter": adapter.validate_python({"a": [{"year": "1999"}]}),
        "url": str(pydantic.networks.HttpUrl("http://example.com/a b")),
        "lazy": [pydantic.Base64Str.__class__.__name__, pydantic.JsonValue is not None],
        "jsonable": pydantic_core.to_jsonable_python([Size(1, 2)]),
        "former": Old(n="3").dict(),
        "typed": issubclass(TypedDict("T", {"a": int}), dict),
    }
