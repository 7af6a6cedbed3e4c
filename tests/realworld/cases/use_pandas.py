"""pandas: CSV, groups, dates, windows and joins; offsets, expressions and test helpers late."""

from __future__ import annotations

import io
import pickle
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd


SALES = """day,shop,sold
2024-01-01,north,3
2024-01-01,south,5
2024-01-02,north,4
2024-01-03,south,9
"""


def _sales() -> pd.DataFrame:
    return pd.read_csv(io.StringIO(SALES), parse_dates=["day"], dtype={"shop": "category"})


def work() -> dict[str, Any]:
    sales = _sales()
    by_shop = sales.groupby("shop", observed=True)["sold"].agg(["sum", "mean"])
    rolling = sales.set_index("day")["sold"].rolling("2D").sum()
    wide = sales.pivot_table(index="day", columns="shop", values="sold", observed=True)
    owners = pd.DataFrame({"shop": ["north", "south"], "owner": ["Ada", "Bo"]})
    merged = sales.astype({"shop": object}).merge(owners, on="shop").sort_values(["day", "owner"])
    days = pd.to_datetime(["28.02.2024", "01.03.2024"], format="%d.%m.%Y")
    copy = pickle.loads(pickle.dumps(sales))
    return {
        "version": pd.__version__,
        "by shop": by_shop.to_dict(orient="index"),
        "rolling": rolling.tolist(),
        "wide": wide.fillna(0).to_numpy().tolist(),
        "owners": merged["owner"].tolist(),
        "days between": (days[1] - days[0]).days,
        "resampled": sales.resample("2D", on="day")["sold"].sum().tolist(),
        "same": bool(copy.equals(sales)) and type(copy) is pd.DataFrame,
        "text": repr(sales),
    }


def late() -> dict[str, Any]:
    import pandas.testing
    from pandas.tseries.holiday import USFederalHolidayCalendar
    from pandas.tseries.offsets import BMonthEnd, CustomBusinessDay

    sales = _sales()
    path = Path(tempfile.mkdtemp(dir="."), "sales.pickle")
    sales.to_pickle(path)
    pandas.testing.assert_frame_equal(pd.read_pickle(path), sales)
    try:
        pandas.testing.assert_series_equal(sales["sold"], sales["sold"] + 1)
        unequal = ""
    except AssertionError as error:
        unequal = str(error).splitlines()[0]
    work_day = CustomBusinessDay(calendar=USFederalHolidayCalendar())
    return {
        "unequal": unequal,
        "month end": str(pd.Timestamp("2024-03-03") + BMonthEnd()),
        "after a holiday": str(pd.Timestamp("2024-07-03") + work_day),
        "query": sales.query("sold > 3 and shop == 'south'")["sold"].tolist(),
        "eval": int(sales.eval("sold * 2").sum()),
        "json": sales.to_json(orient="records", date_format="iso"),
        "html": sales.to_html(index=False).count("<td>"),
        "is category": pd.api.types.is_numeric_dtype(sales["shop"]),
    }
