"""matplotlib: a chart as PNG; other backends by name, 3D, styles and animation late."""

from __future__ import annotations

import io
import struct
from typing import Any

import matplotlib as mpl


mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np


def _chart() -> plt.Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(4, 2), dpi=50)
    left.plot([1, 2, 3], [2, 4, 1], "o--", label="sold")
    left.set_title(r"$\sum_i x_i^2$")
    left.legend()
    right.imshow(np.arange(16).reshape(4, 4), cmap="viridis")
    figure.tight_layout()
    return figure


def work() -> dict[str, Any]:
    figure, written = _chart(), io.BytesIO()
    figure.savefig(written, format="png")
    pixels = np.asarray(figure.canvas.buffer_rgba())
    plt.close(figure)
    image = written.getvalue()
    return {
        "version": mpl.__version__,
        "kind": image[1:4].decode(),
        "size": struct.unpack(">II", image[16:24]),
        "mean": round(float(pixels.mean()), 3),
        "backend": mpl.get_backend().lower(),
    }


def late() -> dict[str, Any]:
    from matplotlib.animation import ArtistAnimation, writers

    figure, starts = _chart(), {}
    for kind in ["svg", "pdf", "ps"]:
        written = io.BytesIO()
        figure.savefig(written, format=kind)
        starts[kind] = written.getvalue()[:9].decode("latin-1")
    with plt.style.context("ggplot"):
        solid = plt.figure().add_subplot(projection="3d")
        surface = solid.plot_surface(*np.meshgrid([0, 1], [0, 1]), np.ones((2, 2)))
    lines = ArtistAnimation(figure, [figure.axes[0].lines]).to_jshtml()
    plt.close("all")
    plt.switch_backend("svg")
    switched = type(plt.figure().canvas).__name__
    plt.close("all")
    plt.switch_backend("agg")
    return {
        "starts": starts,
        "surface": type(surface).__name__,
        "axes": type(solid).__module__,
        "script": "</script>" in lines,
        "pillow writes": writers.is_available("pillow"),
        "switched": switched,
    }
