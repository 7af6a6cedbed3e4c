"""psycopg: statements put together, values adapted without a server; types and pools late."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from collections import namedtuple
from typing import Any

import psycopg
from psycopg import pq, sql
from psycopg.adapt import PyFormat, Transformer
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.json import Jsonb, set_json_dumps


VALUES = (
    1,
    2**40,
    "text",
    b"\x00bytes",
    decimal.Decimal("1.50"),
    dt.datetime(2024, 1, 2, 3, 4, tzinfo=dt.UTC),
    [1, None, 3],
    Jsonb({"a": [True]}),
    1.5,
)


def dumped(value: Any, wanted: PyFormat) -> list[Any]:
    dumper = Transformer().get_dumper(value, wanted)
    return [dumper.oid, bytes(dumper.dump(value)).hex()]


def loaded(name: str, text: bytes) -> str:
    oid = psycopg.adapters.types[name].oid
    return repr(Transformer().get_loader(oid, pq.Format.TEXT).load(text))


def work() -> dict[str, Any]:
    statement = sql.SQL("insert into {table} ({names}) values ({values})").format(
        table=sql.Identifier("shop", 'a"b'),
        names=sql.SQL(", ").join(map(sql.Identifier, ["one", "two"])),
        values=sql.SQL(", ").join([sql.Literal("it's"), sql.Placeholder("two")]),
    )
    try:
        psycopg.connect("host=127.0.0.1 port=1 connect_timeout=1")
    except psycopg.OperationalError as error:
        problem = type(error).__name__, error.sqlstate
    return {
        "version": psycopg.__version__,
        "implementation": pq.__impl__,
        "statement": statement.as_string(None),
        "text": [dumped(value, PyFormat.TEXT) for value in VALUES],
        "binary": [dumped(value, PyFormat.BINARY) for value in VALUES],
        "loaded": [
            loaded("timestamptz", b"2024-01-02 03:04:05+00"),
            loaded("numeric", b"12.50"),
            loaded("jsonb", b'{"a": 1}'),
            loaded("uuid", b"12345678123456781234567812345678"),
            loaded("interval", b"1 day 02:03:04"),
        ],
        "info": conninfo_to_dict(make_conninfo("dbname=a user=b", port=5)),
        "problem": list(problem),
    }


def late() -> dict[str, Any]:
    import psycopg.rows
    from psycopg import errors
    from psycopg.types.composite import CompositeInfo, register_composite
    from psycopg.types.range import Range

    Point = namedtuple("Point", "x y")  # noqa: PYI024
    register_composite(
        CompositeInfo("point_", 90000, 90001, field_names=("x", "y"), field_types=(23, 23)),
        None,
        Point,
    )
    set_json_dumps(json.dumps)
    return {
        "range": dumped(Range(1, 5), PyFormat.TEXT),
        "empty": str(Range(empty=True)),
        "looked up": [errors.lookup("23505").__name__, errors.UniqueViolation.sqlstate],
        "module": errors.UniqueViolation.__module__,
        "rows": psycopg.rows.dict_row.__name__,
        "version": pq.version() > 100000,
        "lines": pq.Escaping().escape_bytea(b"\x01").hex(),
    }
