"""Imported on first use only, and much of numpy and pydantic with it."""

import numpy as np
import pydantic


def parts(values):
    power = round(np.abs(np.fft.fft(values)).sum(), 6)
    smaller = np.ma.masked_greater(values, 5).sum()
    root = np.polynomial.Polynomial([6, -5, 1]).roots().max()
    found = {"power": power, "smaller": smaller, "root": round(root, 6)}
    return pydantic.TypeAdapter(dict[str, float]).dump_json(found).decode()
