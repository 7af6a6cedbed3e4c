"""statsmodels: a regression from a formula over data frames; time series and others late."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm
import statsmodels.formula.api as smf


def _double(values: pd.Series) -> pd.Series:
    return values * 2


def _data() -> pd.DataFrame:
    random = np.random.default_rng(3)
    x = np.arange(24.0)
    return pd.DataFrame({"x": x, "kind": ["a", "b"] * 12, "y": 3 * x + 1 + random.normal(size=24)})


def work() -> dict[str, Any]:
    fit = smf.ols("y ~ _double(x) + C(kind)", data=_data()).fit()
    logit = sm.Logit([0, 0, 1, 0, 1, 1], sm.add_constant(np.arange(6.0))).fit(disp=False)
    copy = pickle.loads(pickle.dumps(logit))
    return {
        "version": statsmodels.__version__,
        "fit": fit.params.round(4).to_dict(),
        "r2": round(fit.rsquared, 6),
        "lines": len(fit.summary().as_text().splitlines()),
        "logit": logit.params.round(4).tolist(),
        "copy": copy.params.round(4).tolist(),
    }


def late() -> dict[str, Any]:
    from statsmodels.stats.multitest import multipletests
    from statsmodels.tsa.seasonal import seasonal_decompose

    data = _data()
    parts = seasonal_decompose(data["y"], period=4)
    model = sm.tsa.ARIMA(data["y"], order=(1, 1, 0)).fit()
    counts = data.assign(y=data["y"].abs().round())
    poisson = smf.glm("y ~ x", counts, family=sm.families.Poisson()).fit()
    return {
        "seasonal": parts.seasonal[:4].round(4).tolist(),
        "arima": model.params.round(2).tolist(),
        "poisson": poisson.params.round(3).tolist(),
        "corrected": multipletests([0.01, 0.04, 0.03], method="holm")[1].round(4).tolist(),
    }
