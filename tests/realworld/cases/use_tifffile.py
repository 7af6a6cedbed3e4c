"""tifffile: arrays to TIFF and back, with tags, pages and tiles; codecs and series late."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import tifffile


def _stack() -> np.ndarray:
    return np.arange(3 * 16 * 16, dtype=np.uint16).reshape(3, 16, 16)


def work() -> dict[str, Any]:
    path = Path(tempfile.mkdtemp(dir="."), "stack.tif")
    tifffile.imwrite(path, _stack(), photometric="minisblack", metadata={"axes": "ZYX"})
    with tifffile.TiffFile(path) as file:
        page = file.pages[1]
        pages, width = len(file.pages), page.tags["ImageWidth"].value
        described = file.series[0].axes
    return {
        "version": tifffile.__version__,
        "same": bool((tifffile.imread(path) == _stack()).all()),
        "key": int(tifffile.imread(path, key=2).sum()),
        "pages": pages,
        "width": width,
        "axes": described,
    }


def late() -> dict[str, Any]:
    memory = io.BytesIO()
    with tifffile.TiffWriter(memory, ome=True) as writer:
        writer.write(_stack(), tile=(16, 16), compression="zlib", metadata={"axes": "ZYX"})
    memory.seek(0)
    with tifffile.TiffFile(memory) as file:
        ome, levels = file.is_ome, file.series[0].shape
        tiles = file.pages[0].is_tiled
        read = file.asarray()
    path = Path(tempfile.mkdtemp(dir="."), "mapped.tif")
    mapped = tifffile.memmap(path, shape=(4, 4), dtype=np.uint8)
    mapped[1, 2] = 7
    mapped.flush()
    try:
        tifffile.imread(io.BytesIO(b"no tiff"))
        refused = ""
    except tifffile.TiffFileError as error:
        refused = str(error)
    return {
        "ome": ome,
        "levels": levels,
        "tiles": tiles,
        "same": bool((read == _stack()).all()),
        "mapped": int(tifffile.imread(path).sum()),
        "enum": tifffile.COMPRESSION.ADOBE_DEFLATE.name,
        "xml": tifffile.xml2dict("<a><b>1</b></a>"),
        "refused": refused,
    }
