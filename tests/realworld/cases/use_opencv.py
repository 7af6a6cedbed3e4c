"""opencv: pictures filtered, measured and encoded; its submodules late."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np


def _picture() -> np.ndarray:
    picture = np.zeros((60, 80, 3), np.uint8)
    cv2.rectangle(picture, (10, 10), (40, 40), (0, 200, 255), -1)
    cv2.circle(picture, (60, 40), 12, (255, 0, 0), 2)
    return picture


def work() -> dict[str, Any]:
    picture = _picture()
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    contours, _ = cv2.findContours(grey, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    done, encoded = cv2.imencode(".png", picture)
    try:
        cv2.cvtColor(np.zeros((2, 2), np.uint8), cv2.COLOR_BGR2GRAY)
        refused = ""
    except cv2.error as error:
        refused = f"{error.code} {error.func}"
    return {
        "version": cv2.__version__,
        "boxes": sorted(map(list, map(cv2.boundingRect, contours))),
        "edges": int(cv2.Canny(grey, 50, 150).sum()),
        "blurred": cv2.GaussianBlur(picture, (5, 5), 0)[12, 12].tolist(),
        "same": done and bool((cv2.imdecode(encoded, cv2.IMREAD_COLOR) == picture).all()),
        "shape": cv2.resize(picture, None, fx=0.5, fy=0.5).shape,
        "refused": refused,
    }


def late() -> dict[str, Any]:
    import cv2.typing
    from cv2.utils import dumpInputArray

    grey = cv2.cvtColor(_picture(), cv2.COLOR_BGR2GRAY)
    points, _ = cv2.ORB_create(nfeatures=20, edgeThreshold=4).detectAndCompute(grey, None)
    storage = cv2.FileStorage(
        "", cv2.FILE_STORAGE_WRITE | cv2.FILE_STORAGE_MEMORY | cv2.FILE_STORAGE_FORMAT_JSON
    )
    storage.write("name", "value")
    return {
        "points": len(points) > 0,
        "stored": storage.releaseAndGetString().split(),
        "moments": round(cv2.moments(grey)["m10"], 3),
        "dumped": "shape" in dumpInputArray(grey) or "size" in dumpInputArray(grey),
        "typing": cv2.typing.__name__,
        "wrapper": cv2.mat_wrapper.Mat.__module__,
        "data": cv2.data.haarcascades.endswith("data/"),
        "matrix": cv2.getRotationMatrix2D((5, 5), 90, 1.0).round(4).tolist(),
    }
