"""imageio: arrays to pictures and back by plugins that it imports by name; others late."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
from imageio import __version__


def _ramp() -> np.ndarray:
    return np.arange(8 * 6 * 3, dtype=np.uint8).reshape(8, 6, 3)


def work() -> dict[str, Any]:
    path = Path(tempfile.mkdtemp(dir="."), "ramp.png")
    iio.imwrite(path, _ramp())
    read = iio.imread(path)
    moving = iio.imwrite("<bytes>", np.stack([_ramp(), 255 - _ramp()]), extension=".gif")
    meta = iio.improps(path)
    return {
        "version": __version__,
        "same": bool((read == _ramp()).all()),
        "shape": meta.shape,
        "frames": sum(1 for _ in iio.imiter(moving, plugin="pillow")),
        "meta": iio.immeta(path)["mode"],
    }


def late() -> dict[str, Any]:
    import imageio.v2 as iio2
    from imageio.config import extension_list, known_plugins

    written = iio.imwrite("<bytes>", _ramp(), extension=".tiff", plugin="tifffile")
    with iio.imopen(io.BytesIO(written), "r", plugin="tifffile") as file:
        pages = file.properties().shape
    old = iio2.imwrite("<bytes>", _ramp(), format="bmp")
    try:
        iio.imread(b"no picture", extension=".png")
        refused = ""
    except OSError as error:
        refused = type(error).__name__
    return {
        "pages": pages,
        "old": iio2.imread(old).shape,
        "plugins": sorted(known_plugins)[:4],
        "module": type(iio.imopen(old, "r", plugin="pillow")).__module__,
        "extensions": len(extension_list) > 100,
        "refused": refused,
    }
