"""numba: functions compiled for numpy arrays; ufuncs, typed containers and classes late."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from numba import njit, types


@njit
def _primes(limit: int) -> int:
    found = 0
    for number in range(2, limit):
        prime = True
        for divisor in range(2, int(math.sqrt(number)) + 1):
            if number % divisor == 0:
                prime = False
                break
        if prime:
            found += 1
    return found


@njit(nogil=True)
def _smooth(values: np.ndarray, width: int) -> np.ndarray:
    result = np.empty_like(values)
    for place in range(len(values)):
        result[place] = values[max(0, place - width) : place + width + 1].mean()
    return result


def work() -> dict[str, Any]:
    values = np.arange(6.0) ** 2
    return {
        "version": numba.__version__,
        "primes": _primes(1000),
        "smooth": _smooth(values, 1).round(4).tolist(),
        "signatures": [str(types) for types in _smooth.signatures],
    }


def late() -> dict[str, Any]:
    from numba.experimental import jitclass
    from numba.typed import Dict, List

    @numba.vectorize(["float64(float64, float64)"])
    def hypotenuse(a: float, b: float) -> float:
        return math.sqrt(a * a + b * b)

    @njit
    def count(words: List) -> Dict:
        counted = Dict.empty(key_type=types.unicode_type, value_type=types.int64)
        for word in words:
            counted[word] = counted.get(word, 0) + 1
        return counted

    @jitclass([("total", types.int64)])
    class Sum:
        def __init__(self, start):
            self.total = start

        def add(self, number):
            self.total += number
            return self.total

    @njit
    def wrong():
        return "text" + 1

    try:
        wrong()
        refused = ""
    except numba.TypingError as error:
        refused = type(error).__name__
    words = List(["one", "two", "one"])
    return {
        "hypotenuse": hypotenuse(np.array([3.0, 5.0]), np.array([4.0, 12.0])).tolist(),
        "count": dict(count(words).items()),
        "sum": Sum(40).add(2),
        "refused": refused,
    }
