"""polars: frames, lazy queries and Python functions in them; Parquet, SQL and numpy late."""

from __future__ import annotations

import datetime as dt
import io
import pickle
from typing import Any

import polars as pl


def _sales() -> pl.DataFrame:
    days = [dt.date(2024, 1, day) for day in [1, 1, 2, 3]]
    return pl.DataFrame({"day": days, "shop": ["n", "s", "n", "s"], "sold": [3, 5, None, 9]})


def work() -> dict[str, Any]:
    sales = _sales()
    grouped = sales.group_by("shop").agg(pl.col("sold").sum(), pl.len().alias("rows")).sort("shop")
    query = sales.lazy().filter(pl.col("sold") > 3).select(pl.col("sold") * 2, "day")
    owners = pl.DataFrame({"shop": ["n", "s"], "owner": ["Ada", "Bo"]})
    odd = pl.col("sold").map_elements(lambda sold: sold % 2 == 1, return_dtype=pl.Boolean)
    copy = pickle.loads(pickle.dumps(sales))
    return {
        "version": pl.__version__,
        "grouped": grouped.to_dicts(),
        "query": [(sold, str(day)) for sold, day in query.collect().rows()],
        "owners": sales.join(owners, on="shop", how="left")["owner"].to_list(),
        "odd": sales.with_columns(odd.alias("odd"))["odd"].to_list(),
        "rolling": sales["sold"].fill_null(0).rolling_mean(2).to_list(),
        "same": copy.equals(sales) and type(copy) is pl.DataFrame,
        "text": str(sales.head(1)),
    }


def late() -> dict[str, Any]:
    import polars.selectors as cs
    from polars.testing import assert_frame_equal

    sales, written = _sales(), io.BytesIO()
    sales.write_parquet(written)
    written.seek(0)
    assert_frame_equal(pl.read_parquet(written), sales)
    try:
        sales.select("nowhere")
        refused = ""
    except pl.exceptions.ColumnNotFoundError as error:
        refused = type(error).__name__
    by_sql = pl.SQLContext(sales=sales).execute("SELECT shop FROM sales WHERE sold > 4", eager=True)
    return {
        "numbers": sales.select(cs.integer()).columns,
        "sql": by_sql["shop"].to_list(),
        "numpy": sales["sold"].fill_null(0).to_numpy().tolist(),
        "json": sales.write_json(),
        "batches": sales["sold"].map_elements(str, return_dtype=pl.String).to_list(),
        "objects": str(pl.Series([object]).dtype),
        "refused": refused,
    }
