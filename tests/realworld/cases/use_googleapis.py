"""googleapis-common-protos beside protobuf: several distributions in one namespace, google."""

from __future__ import annotations

from importlib.metadata import packages_distributions
from typing import Any

import google
from google.api import annotations_pb2, http_pb2
from google.protobuf import json_format
from google.rpc import code_pb2, status_pb2
from google.type import date_pb2, money_pb2


def work() -> dict[str, Any]:
    rule = http_pb2.HttpRule(get="/v1/{name=items/*}", body="*")
    rule.additional_bindings.add(post="/v1/items")
    status = status_pb2.Status(code=code_pb2.NOT_FOUND, message="no item")
    status.details.add().Pack(date_pb2.Date(year=2024, month=1, day=2))
    date = date_pb2.Date()
    status.details[0].Unpack(date)
    extension = annotations_pb2.http
    return {
        "rule": json_format.MessageToDict(rule),
        "status": json_format.MessageToDict(status),
        "date": [date.year, date.month, date.day],
        "money": money_pb2.Money(currency_code="EUR", units=5).SerializeToString().hex(),
        "extension": extension.full_name,
        "parts": len(list(google.__path__)),
    }


def late() -> dict[str, Any]:
    from google.logging.type import http_request_pb2
    from google.longrunning import operations_pb2
    from google.rpc.context import attribute_context_pb2

    request = http_request_pb2.HttpRequest(request_method="GET", status=200)
    operation = operations_pb2.Operation(name="operations/1", done=True)
    return {
        "request": json_format.MessageToDict(request),
        "operation": operation.SerializeToString().hex(),
        "context": attribute_context_pb2.AttributeContext.DESCRIPTOR.full_name,
        "distributions": sorted(set(packages_distributions()["google"])),
        "spec": google.__spec__.origin,
    }
