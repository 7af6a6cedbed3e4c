"""Imported on first use only, and much of numpy and pydantic with it."""

from typing import Generic, TypeVar

import numpy as np
from numpy.lib.recfunctions import structured_to_unstructured
from numpy.polynomial import Polynomial
from pydantic.generics import GenericModel


Value = TypeVar("Value")


class Parts(GenericModel, Generic[Value]):
    plugin: str = "older"
    power: Value
    smaller: Value
    root: Value


# once: threads that make it at the same time find each other's unfinished one, in pydantic 1
FloatParts = Parts[float]


def parts(values):
    power = round(np.abs(np.fft.fft(values)).sum(), 6)
    record = np.array([tuple(values)], dtype=[(f"f{number}", "f8") for number in range(4)])
    smaller = np.ma.masked_greater(structured_to_unstructured(record), 5).sum()
    root = Polynomial([6, -5, 1]).roots().max()
    return FloatParts(power=power, smaller=smaller, root=round(root, 6)).json()
