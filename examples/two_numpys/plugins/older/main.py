"""Plugin older: summaries of measurements, with pydantic 1 and as old a numpy as there is."""

import pickle

import numpy as np
import pydantic
from models import Station, Summary


def versions():
    return {"numpy": np.__version__, "pydantic": pydantic.VERSION}


def summarise(values):
    array = np.asarray(values, dtype=float)
    slope, _ = np.polyfit(np.arange(array.size), array, 1)
    return Summary(mean=array.mean(), spread=array.std(), slope=round(slope, 6)).json()


def analyse(values):
    from analysis import parts  # imported on first use only

    return parts(values)


def table():
    return np.arange(6.0).reshape(2, 3)


def double(values):
    array = np.asarray(values)
    array *= 2
    return array


def read_station(data):
    return Station.parse_obj(data)


def round_trip(thing):
    return pickle.loads(pickle.dumps(thing))
