"""pymongo: BSON in C and in Python types, operations prepared without a server; codecs late."""

from __future__ import annotations

import datetime as dt
import pickle
from collections import OrderedDict
from typing import Any

import bson
import pymongo
from bson import BSON, Binary, Code, Decimal128, Int64, ObjectId, Regex, Timestamp
from bson.codec_options import CodecOptions, TypeCodec, TypeRegistry
from bson.raw_bson import RawBSONDocument
from pymongo import IndexModel, InsertOne, UpdateOne


class Money:
    def __init__(self, cents: int) -> None:
        self.cents = cents


class MoneyCodec(TypeCodec):
    python_type = Money
    bson_type = Int64

    def transform_python(self, value: Money) -> Int64:
        return Int64(value.cents)

    def transform_bson(self, value: Int64) -> Money:
        return Money(int(value))


NUMBER = ObjectId("0123456789abcdef01234567")
DOCUMENT = {
    "_id": NUMBER,
    "text": "ä",
    "when": dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
    "nested": {"list": [1, 2.5, None, True, {"deep": b"x"}]},
    "price": Decimal128("1.50"),
    "pattern": Regex("^a", "i"),
    "stamp": Timestamp(5, 1),
    "code": Code("f()", {"a": 1}),
    "binary": Binary(b"\x01", 5),
}


def work() -> dict[str, Any]:
    data = bson.encode(DOCUMENT)
    plain = bson.decode(data, CodecOptions(tz_aware=True, document_class=OrderedDict))
    options = CodecOptions(type_registry=TypeRegistry([MoneyCodec()]))
    money = bson.decode(bson.encode({"m": Money(150)}, codec_options=options), options)["m"]
    try:
        bson.encode({"x": object})
    except bson.errors.InvalidDocument as error:
        problem = type(error).__name__, type(error).__module__
    client = pymongo.MongoClient("127.0.0.1", 1, serverSelectionTimeoutMS=1, connect=False)
    try:
        client.shop.items.find_one()
    except pymongo.errors.ServerSelectionTimeoutError as error:
        unreachable = type(error).__name__
    client.close()
    return {
        "version": pymongo.version,
        "compiled": [bson.has_c(), pymongo.has_c()],
        "data": data.hex(),
        "same": plain == DOCUMENT and type(plain["nested"]) is OrderedDict,
        "money": [type(money) is Money, money.cents],
        "pickled": pickle.loads(pickle.dumps(NUMBER)) == NUMBER,
        "problem": list(problem),
        "unreachable": unreachable,
        "index": IndexModel([("a", pymongo.DESCENDING)], unique=True).document["name"],
    }


def late() -> dict[str, Any]:
    from bson import json_util
    from bson.dbref import DBRef
    from pymongo.uri_parser import parse_uri

    raw = RawBSONDocument(bson.encode({"a": DBRef("items", NUMBER), "b": [1]}))
    text = json_util.dumps(DOCUMENT, json_options=json_util.CANONICAL_JSON_OPTIONS)
    operations = [InsertOne({"a": 1}), UpdateOne({"a": 1}, {"$set": {"a": 2}}, upsert=True)]
    return {
        "raw": [str(raw["a"]["$id"]), raw["b"]],
        "text": text,
        "loaded": json_util.loads(text)["price"].to_decimal().__str__(),
        "many": BSON.encode({"a": 1}).decode(),
        "operations": [repr(one).partition("(")[0] for one in operations],
        "uri": parse_uri("mongodb://a:b@h:1/db.c?w=2")["nodelist"],
    }
