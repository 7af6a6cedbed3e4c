"""scipy: linear algebra, minimisation and sparse matrices; lazy submodules late."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from scipy import linalg, optimize, sparse
from scipy.sparse.linalg import spsolve


def work() -> dict[str, Any]:
    matrix = np.array([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]])
    lowest = optimize.minimize(optimize.rosen, np.array([1.3, 0.7]), method="BFGS")
    root = optimize.brentq(lambda x: x**3 - 2, 0, 2)
    solved = spsolve(sparse.csc_matrix(matrix), np.ones(3))
    return {
        "version": scipy.__version__,
        "eigenvalues": linalg.eigvalsh(matrix).round(6).tolist(),
        "cholesky": linalg.cholesky(matrix).round(6).tolist(),
        "lowest": lowest.x.round(3).tolist(),
        "root": round(root, 6),
        "solved": solved.round(6).tolist(),
        "kind": type(sparse.random(4, 4, 0.5, random_state=3)).__name__,
    }


def late() -> dict[str, Any]:
    numerator, denominator = scipy.signal.butter(2, 0.2)
    test = scipy.stats.ttest_ind([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 7.0])
    tree = scipy.spatial.KDTree([[0, 0], [1, 1], [3, 3]])
    spline = scipy.interpolate.CubicSpline([0, 1, 2], [0, 1, 4])
    try:
        scipy.no_such_part  # noqa: B018 (it is what is asked)
        missing = ""
    except AttributeError as error:
        missing = str(error)
    return {
        "butter": np.concatenate([numerator, denominator]).round(6).tolist(),
        "p": round(float(test.pvalue), 6),
        "normal": round(float(scipy.stats.norm.cdf(1.96)), 6),
        "nearest": int(tree.query([0.9, 0.8])[1]),
        "spline": round(float(spline(1.5)), 6),
        "integral": round(scipy.integrate.quad(np.sin, 0, np.pi)[0], 6),
        "gamma": round(float(scipy.special.gamma(4.5)), 6),
        "missing": missing,
    }
