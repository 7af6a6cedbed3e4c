"""bottleneck: reductions and moving windows that leave NaN out; the slow versions late."""

from __future__ import annotations

from typing import Any

import bottleneck as bn
import numpy as np


def work() -> dict[str, Any]:
    values = np.array([4.0, np.nan, 2.0, 9.0, 1.0, 5.0])
    return {
        "version": bn.__version__,
        "mean": float(bn.nanmean(values)),
        "median": float(bn.nanmedian(values)),
        "moving": np.nan_to_num(bn.move_mean(values, window=3, min_count=1)).round(4).tolist(),
        "ranks": np.nan_to_num(bn.nanrankdata(values)).tolist(),
        "smallest": sorted(bn.partition(np.array([5, 3, 8, 1]), kth=1)[:2].tolist()),
        "pushed": bn.push(values).tolist(),
        "where": int(bn.nanargmax(values)),
    }


def late() -> dict[str, Any]:
    import bottleneck.slow

    values = np.array([[1.0, 2.0], [np.nan, 4.0]])
    bn.replace(values, np.nan, 0)
    try:
        bn.move_sum(np.ones(2), window=3)
        refused = ""
    except ValueError as error:
        refused = str(error)
    return {
        "slow": bottleneck.slow.nansum(values, axis=0).tolist(),
        "replaced": values.tolist(),
        "refused": refused,
        "functions": len(bn.get_functions("reduce", as_string=True)),
    }
