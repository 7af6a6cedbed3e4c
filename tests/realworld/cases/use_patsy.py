"""patsy: design matrices from formulas that name things in the caller; contrasts late."""

from __future__ import annotations

from typing import Any

import numpy as np
import patsy
from patsy import dmatrices, dmatrix


DATA = {
    "y": np.array([1.0, 2.0, 4.0, 3.0]),
    "x": np.array([0.0, 1.0, 2.0, 3.0]),
    "kind": ["a", "b", "a", "c"],
}


def _halved(values: np.ndarray) -> np.ndarray:
    return values / 2


def work() -> dict[str, Any]:
    shift = 10
    outcome, predictors = dmatrices("y ~ _halved(x) + C(kind) + I(x + shift)", DATA)
    info = predictors.design_info
    again = patsy.build_design_matrices([info], {"x": np.array([4.0]), "kind": ["b"]})[0]
    return {
        "version": patsy.__version__,
        "shift": shift,
        "outcome": np.asarray(outcome).ravel().tolist(),
        "columns": info.column_names,
        "rows": np.asarray(predictors).tolist(),
        "again": np.asarray(again).tolist(),
        "centred": np.asarray(dmatrix("0 + center(x)", DATA)).ravel().tolist(),
    }


def late() -> dict[str, Any]:
    from patsy.contrasts import Helmert
    from patsy.splines import bs

    matrix = dmatrix("C(kind, Helmert)", DATA)
    spline = dmatrix("bs(x, df=4)", DATA)
    try:
        dmatrix("x + nowhere", DATA)
        refused = ""
    except patsy.PatsyError as error:
        refused = str(error).splitlines()[0]
    return {
        "helmert": matrix.design_info.column_names,
        "described": patsy.ModelDesc.from_formula("y ~ a*b").describe(),
        "spline": np.asarray(spline).round(4).tolist(),
        "imported": [Helmert.__name__, bs.__name__],
        "levels": patsy.demo_data("a", nlevels=2)["a"][:3],
        "refused": refused,
    }
