"""numpy: linear algebra, random numbers, text files; parts that it imports when touched."""

from __future__ import annotations

import io
import pickle
from typing import Any

import numpy as np


def work() -> dict[str, Any]:
    matrix = np.arange(9.0).reshape(3, 3) + np.eye(3)
    read = np.loadtxt(io.StringIO("1 2\n3 4"))
    random = np.random.default_rng(7).integers(0, 100, 5)
    copy = pickle.loads(pickle.dumps(matrix))
    return {
        "version": np.__version__,
        "determinant": round(float(np.linalg.det(matrix)), 6),
        "solved": np.linalg.solve(matrix, np.ones(3)).round(6).tolist(),
        "read": read.sum(axis=0).tolist(),
        "random": random.tolist(),
        "same": bool((copy == matrix).all()) and type(copy) is np.ndarray,
        "text": repr(matrix),
    }


def late() -> dict[str, Any]:
    import numpy.polynomial

    spectrum = np.fft.fft(np.array([1.0, 0.0, 0.0, 0.0]))
    masked = np.ma.masked_array([1, 2, 3], mask=[0, 1, 0])
    roots = numpy.polynomial.Polynomial([6, -5, 1]).roots()
    return {
        "spectrum": spectrum.real.tolist(),
        "masked": int(masked.sum()),
        "roots": roots.round(6).tolist(),
    }
