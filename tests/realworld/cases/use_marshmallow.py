"""marshmallow: schemas, hooks, validation, schemas by name; class registry and utilities late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)


@dataclass
class Author:
    name: str
    born: dt.date


@dataclass
class Book:
    title: str
    authors: list[Author] = field(default_factory=list)
    price: Any = None


class AuthorSchema(Schema):
    name = fields.String(required=True, validate=validate.Length(min=2))
    born = fields.Date()
    # by name: found in marshmallow's registry when it is used
    books = fields.List(fields.Nested("BookSchema", exclude=("authors",)))

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Author:
        return Author(data["name"], data["born"])


class BookSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    title = fields.String(required=True)
    authors = fields.Nested(AuthorSchema, many=True, exclude=("books",))
    price = fields.Decimal(as_string=True, places=2)
    kind = fields.String(load_default="paper", validate=validate.OneOf(["paper", "sound"]))
    email = fields.Email()

    @validates_schema
    def has_authors(self, data: dict[str, Any], **_: Any) -> None:
        if data["title"] != "Bible" and not data.get("authors"):
            raise ValidationError("who wrote it?", "authors")


def work() -> dict[str, Any]:
    schema = BookSchema()
    given = {
        "title": "T",
        "price": "1.005",
        "authors": [{"name": "Ann", "born": "1990-02-03"}],
        "other": 1,
    }
    loaded = schema.load(given)
    try:
        schema.load({"title": "x", "kind": "air", "email": "nobody", "price": "y"})
    except ValidationError as error:
        errors = error.normalized_messages()
    made = Schema.from_dict({"n": fields.Integer(strict=True)}, name="Made")
    return {
        "version": version("marshmallow"),
        "loaded": [repr(loaded["authors"]), str(loaded["price"]), loaded["kind"]],
        "errors": {name: sorted(map(str, errors[name])) for name in sorted(errors)},
        "dumped": schema.dump(Book("B", [Author("Bob", dt.date(2000, 1, 2))], 3)),
        "nested": AuthorSchema().dump({"name": "Ann", "books": [{"title": "T"}]}),
        "made": made().validate({"n": 1.5}),
    }


def late() -> dict[str, Any]:
    from marshmallow import class_registry, utils

    class Event(Schema):
        at = fields.AwareDateTime(format="iso", default_timezone=dt.UTC)
        tags = fields.Dict(keys=fields.String(), values=fields.Integer())

    event = Event().load({"at": "2024-01-02T03:04:05", "tags": {"a": "1"}})
    return {
        "registered": class_registry.get_class("BookSchema") is BookSchema,
        "by module": class_registry.get_class(f"{__name__}.AuthorSchema") is AuthorSchema,
        "event": [event["at"].isoformat(), event["tags"]],
        "value": utils.get_value({"a": {"b": 1}}, "a.b"),
    }
