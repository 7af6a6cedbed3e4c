"""pyarrow: tables, computations, CSV and Parquet; data sets, IPC and pandas late."""

from __future__ import annotations

import datetime as dt
import io
import pickle
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv


def _sales() -> pa.Table:
    days = [dt.date(2024, 1, day) for day in [1, 1, 2]]
    return pa.table({"day": days, "shop": ["north", "south", "north"], "sold": [3, 5, None]})


def work() -> dict[str, Any]:
    sales, written = _sales(), io.BytesIO()
    pq.write_table(sales, written, compression="snappy")
    read = pq.read_table(pa.BufferReader(written.getvalue()), columns=["shop", "sold"])
    grouped = sales.group_by("shop").aggregate([("sold", "sum")]).sort_by("shop")
    parsed = csv.read_csv(io.BytesIO(b"a,b\n1,x\n2,y\n"))
    copy = pickle.loads(pickle.dumps(sales))
    return {
        "version": pa.__version__,
        "read": read.to_pylist(),
        "grouped": grouped.to_pydict(),
        "filled": pc.fill_null(sales["sold"], 0).to_pylist(),
        "upper": pc.utf8_upper(sales["shop"]).to_pylist(),
        "chosen": sales.filter(pc.field("sold") > 3)["shop"].to_pylist(),
        "parsed": parsed.schema.to_string(),
        "day": str(sales["day"][2].as_py()),
        "same": copy.equals(sales) and type(copy) is pa.Table,
    }


def late() -> dict[str, Any]:
    import pyarrow.dataset as ds
    from pyarrow import feather

    sales, folder = _sales(), tempfile.mkdtemp(dir=".")
    ds.write_dataset(
        sales, folder, format="parquet", partitioning=["shop"], partitioning_flavor="hive"
    )
    again = ds.dataset(folder, format="parquet", partitioning="hive").to_table(
        columns=["shop", "sold"]
    )
    feather.write_feather(sales, str(Path(folder, "sales.feather")))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, sales.schema) as stream:
        stream.write_table(sales)
    frame = sales.to_pandas()
    times = pa.array([dt.datetime(2024, 1, 1, tzinfo=dt.UTC), None]).to_pandas()
    try:
        pa.array([1, "two"])
        refused = ""
    except pa.ArrowInvalid as error:
        refused = type(error).__name__
    return {
        "again": sorted(again["shop"].to_pylist()),
        "feather": feather.read_table(str(Path(folder, "sales.feather"))).num_rows,
        "stream": pa.ipc.open_stream(sink.getvalue()).read_all().num_rows,
        "frame": frame.dtypes.astype(str).to_dict(),
        "table": pa.Table.from_pandas(frame).schema.names,
        "times": str(times.dtype),
        "numpy": sales["sold"].to_numpy().tolist()[:2],
        "refused": refused,
    }
