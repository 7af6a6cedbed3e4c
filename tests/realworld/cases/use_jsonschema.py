"""jsonschema: drafts, references, formats over referencing and rpds; lazy names late."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import jsonschema
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend, validator_for


SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}, "uniqueItems": True},
        "day": {"type": "string", "format": "date"},
    },
    "required": ["name"],
    "additionalProperties": False,
    "$defs": {"part": {"oneOf": [{"type": "integer", "minimum": 1}, {"$ref": "#"}]}},
}


def is_even(_: Any, wanted: bool, number: Any, __: Any) -> Any:
    if wanted and number % 2:
        yield ValidationError(f"{number} is odd")


def work() -> dict[str, Any]:
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker(["date"]))
    wrong = {"name": "x", "parts": [0, {"name": "ok"}, {}], "day": "2024-13-01", "z": 1}
    errors = sorted(validator.iter_errors(wrong), key=lambda error: error.json_path)
    Even = extend(Draft7Validator, {"even": is_even})  # noqa: N806
    try:
        jsonschema.validate({"name": 1}, SCHEMA)
    except ValidationError as error:
        failed = [error.message, list(error.absolute_schema_path)]
    try:
        Draft7Validator.check_schema({"type": "nothing"})
    except jsonschema.SchemaError as error:
        failed.append(type(error).__name__)
    return {
        "version": version("jsonschema"),
        "valid": validator.is_valid({"name": "box", "parts": [1, {"name": "lid"}]}),
        "errors": [[error.json_path, error.message] for error in errors],
        "context": sorted(len(error.context) for error in errors),
        "even": [error.message for error in Even({"even": True}).iter_errors(3)],
        "failed": failed,
        "class": validator_for(SCHEMA).__name__,
        "best": jsonschema.exceptions.best_match(errors).validator,
    }


def late() -> dict[str, Any]:
    # the names that the package makes when they are asked for
    found = {"lazy": jsonschema.draft7_format_checker.__class__.__name__}
    resolver = jsonschema.RefResolver("http://example.com/a", {"b": {"type": "null"}})
    found["resolved"] = resolver.resolve("#/b")[1]
    try:
        import rpds
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT7
    except ImportError:
        # before 4.18
        return found
    part = Resource.from_contents({"type": "integer"}, DRAFT7)
    registry = Registry().with_resource("http://example.com/part", part)
    schema = {"items": {"$ref": "http://example.com/part"}}
    validator = Draft7Validator(schema, registry=registry)
    return {
        **found,
        "remote": [error.message for error in validator.iter_errors([1, "a"])],
        "map": sorted(rpds.HashTrieMap({"a": 1}).insert("b", 2).items()),
    }
