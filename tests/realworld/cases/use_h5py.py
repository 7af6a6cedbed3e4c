"""h5py: a file of groups, data sets and attributes; dimension scales and low level late."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np


def work() -> dict[str, Any]:
    path = Path(tempfile.mkdtemp(dir="."), "runs.h5")
    with h5py.File(path, "w") as file:
        run = file.create_group("run/first")
        run.attrs["unit"] = "mm"
        run.create_dataset("height", data=np.arange(12.0).reshape(3, 4), compression="gzip")
        run["names"] = np.array(["one", "zwei"], dtype=h5py.string_dtype())
        file["same"] = h5py.SoftLink("/run/first")
    with h5py.File(path) as file:
        height = file["same/height"]
        return {
            "version": h5py.__version__,
            "library": h5py.version.hdf5_version,
            "height": height[1:, ::2].tolist(),
            "chosen": height[height[:] > 8].tolist(),
            "packed": height.compression,
            "names": file["run/first/names"].asstr()[:].tolist(),
            "unit": file["run/first"].attrs["unit"],
            "found": sorted(_names(file)),
        }


def _names(file: h5py.File) -> list[str]:
    names: list[str] = []
    file.visit(names.append)
    return names


def late() -> dict[str, Any]:
    from h5py import h5f, h5s

    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        table = file.create_dataset("t", (2,), dtype=[("a", "i4"), ("b", "f8")])
        table[0] = (1, 2.5)
        scale = file.create_dataset("scale", data=[0.5, 1.5])
        scale.make_scale("time")
        table.dims[0].attach_scale(scale)
        layout = h5py.VirtualLayout((4,), "f8")
        colour = h5py.enum_dtype({"RED": 0, "BLUE": 1}, basetype="i")
        result = {
            "row": list(table[0].item()),
            "scale": table.dims[0][0][:].tolist(),
            "layout": layout.shape,
            "colours": h5py.check_enum_dtype(colour),
            "open": h5f.get_obj_count(file.id, h5f.OBJ_DATASET) > 0,
        }
    try:
        with h5py.File("nowhere.h5") as file:
            pass
    except OSError as error:
        result["refused"] = type(error).__name__
    return {**result, "space": h5s.create_simple((2, 3)).get_simple_extent_dims()}
