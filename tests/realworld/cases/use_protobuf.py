"""google.protobuf: messages of classes made at run time, JSON, well-known types; compiler files late."""

from __future__ import annotations

import pickle
from importlib.metadata import version
from typing import Any

import google.protobuf
from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    json_format,
    message_factory,
    text_format,
)
from google.protobuf.internal import api_implementation
from google.protobuf.message import DecodeError


def classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(name="shop.proto", package="shop", syntax="proto3")
    kind = file.enum_type.add(name="Kind")
    for number, name in enumerate(("PAPER", "SOUND")):
        kind.value.add(name=name, number=number)
    item = file.message_type.add(name="Item")
    field = descriptor_pb2.FieldDescriptorProto
    item.field.add(name="name", number=1, type=field.TYPE_STRING, label=field.LABEL_OPTIONAL)
    item.field.add(
        name="kind",
        number=2,
        type=field.TYPE_ENUM,
        type_name=".shop.Kind",
        label=field.LABEL_OPTIONAL,
    )
    item.field.add(
        name="parts",
        number=3,
        type=field.TYPE_MESSAGE,
        type_name=".shop.Item",
        label=field.LABEL_REPEATED,
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClassesForFiles(["shop.proto"], pool)


def work() -> dict[str, Any]:
    Item = classes()["shop.Item"]  # noqa: N806
    item = Item(name="book", kind="SOUND", parts=[Item(name="page")])
    data = item.SerializeToString(deterministic=True)
    read = Item.FromString(data)
    try:
        Item.FromString(b"\xff")
    except DecodeError as error:
        problem = type(error).__name__
    try:
        item.name = 5
    except TypeError as error:
        wrong = type(error).__name__
    proto = descriptor_pb2.FieldDescriptorProto(name="n", number=1)
    return {
        "version": google.protobuf.__version__,
        "metadata": version("protobuf"),
        "implementation": api_implementation.Type(),
        "data": data.hex(),
        "same": read == item and type(read.parts[0]) is Item,
        "json": json_format.MessageToDict(item, always_print_fields_with_no_presence=True),
        "text": text_format.MessageToString(item, as_one_line=True),
        "problems": [problem, wrong],
        "pickled": pickle.loads(pickle.dumps(proto)) == proto,
        "fields": [[field.name, field.number] for field in Item.DESCRIPTOR.fields],
    }


def late() -> dict[str, Any]:
    import datetime as dt

    from google.protobuf import any_pb2, duration_pb2, struct_pb2, timestamp_pb2, wrappers_pb2
    from google.protobuf.compiler import plugin_pb2

    stamp = timestamp_pb2.Timestamp()
    stamp.FromJsonString("2024-01-02T03:04:05Z")
    packed = any_pb2.Any()
    packed.Pack(wrappers_pb2.StringValue(value="v"))
    value = wrappers_pb2.StringValue()
    struct = struct_pb2.Struct()
    struct.update({"a": [1, "b", None]})
    duration = duration_pb2.Duration()
    duration.FromTimedelta(dt.timedelta(days=1))
    answer = plugin_pb2.CodeGeneratorResponse(error="none")
    return {
        "stamp": stamp.ToDatetime().isoformat(),
        "packed": [packed.type_url, packed.Unpack(value), value.value],
        "struct": json_format.MessageToDict(struct),
        "duration": duration.ToJsonString(),
        "answer": answer.error,
        "module": plugin_pb2.CodeGeneratorResponse.__module__,
    }
