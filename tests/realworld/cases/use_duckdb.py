"""duckdb: SQL over tables and files, relations, functions in Python; parts it imports when asked late."""

from __future__ import annotations

import datetime as dt
import decimal
import tempfile
from pathlib import Path
from typing import Any

import duckdb


def work() -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(dir=".")).resolve()
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("create table items (id integer, name text, price decimal(9, 2))")
        connection.executemany("insert into items values (?, ?, ?)", [(1, "a", 1.5), (2, "b", 2)])
        totals = connection.sql("select sum(price) as total, count(*) as n from items").fetchone()
        connection.sql("select * from items").write_csv(str(folder / "items.csv"))
        read = connection.read_csv(str(folder / "items.csv")).filter("id > 1").fetchall()
        connection.create_function("shout", lambda text: text.upper() + "!", ["VARCHAR"], "VARCHAR")
        shouted = connection.sql("select shout(name) from items order by id desc").fetchall()
        types = connection.execute(
            "select date '2024-01-02', [1, 2], {'a': 1}, 1.25::decimal(5, 2), null, 'x'::blob"
        ).fetchone()
        try:
            connection.execute("select nothing from items")
        except duckdb.BinderException as error:
            problem = str(error).splitlines()[0].partition(":")[0]
        description = connection.table("items").description
    return {
        "version": duckdb.__version__,
        "totals": [str(totals[0]), totals[1]],
        "read": [list(map(str, row)) for row in read],
        "shouted": shouted,
        "types": [repr(value) for value in types],
        "exact": types[0] == dt.date(2024, 1, 2) and types[3] == decimal.Decimal("1.25"),
        "problem": problem,
        "columns": [column[0] for column in description],
    }


def late() -> dict[str, Any]:
    import duckdb.typing
    from duckdb import functional

    with duckdb.connect() as connection:
        numbers = connection.sql("select range as n from range(4)")
        arrays = {name: array.tolist() for name, array in numbers.fetchnumpy().items()}
        frame = numbers.df()["n"].sum()
        uuid = connection.execute("select '00000000-0000-0000-0000-000000000001'::uuid").fetchone()
        expression = numbers.select(duckdb.ColumnExpression("n") * 2).fetchall()
    return {
        "arrays": arrays,
        "frame": int(frame),
        "uuid": type(uuid[0]).__name__,
        "expression": expression,
        "types": str(duckdb.typing.BIGINT),
        "functional": functional.FunctionNullHandling.__module__,
    }
