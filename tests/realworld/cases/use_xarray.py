"""xarray: labelled arrays, groups and resampling; files by a backend found by name late."""

from __future__ import annotations

import pickle
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr


def _weather() -> xr.Dataset:
    days = pd.date_range("2024-01-30", periods=4)
    heat = xr.DataArray(
        np.arange(8.0).reshape(4, 2),
        coords={"day": days, "city": ["Bern", "Oslo"]},
        dims=("day", "city"),
        attrs={"units": "C"},
    )
    return xr.Dataset({"heat": heat})


def work() -> dict[str, Any]:
    weather = _weather()
    monthly = weather.heat.groupby("day.month").mean()
    resampled = weather.heat.resample(day="2D").sum()
    aligned = weather.heat + weather.heat.isel(day=slice(1, None))
    copy = pickle.loads(pickle.dumps(weather))
    return {
        "version": xr.__version__,
        "monthly": monthly.to_numpy().tolist(),
        "resampled": resampled.to_numpy().tolist(),
        "aligned": dict(aligned.sizes),
        "oslo": weather.heat.sel(city="Oslo", day="2024-02-01").item(),
        "where": float(weather.heat.where(weather.heat > 3).sum()),
        "frame": weather.to_dataframe().reset_index()["city"].tolist(),
        "same": copy.identical(weather),
    }


def late() -> dict[str, Any]:
    weather = _weather()
    path = str(Path(tempfile.mkdtemp(dir="."), "weather.nc"))
    weather.to_netcdf(path, engine="scipy")
    with xr.open_dataset(path, engine="scipy") as opened:
        xr.testing.assert_allclose(opened.load(), weather)
        units = opened.heat.attrs["units"]

    @xr.register_dataset_accessor("mine")
    class Mine:
        def __init__(self, dataset):
            self.dataset = dataset

        def hottest(self):
            return str(self.dataset.heat.max("day").idxmax("city").item())

    return {
        "units": units,
        "engines": sorted(xr.backends.list_engines()),
        "hottest": weather.mine.hottest(),
        "interpolated": weather.heat.interp(day=np.datetime64("2024-01-30T12")).to_numpy().tolist(),
        "html": "xr-wrap" in weather._repr_html_(),
    }
