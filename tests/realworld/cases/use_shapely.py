"""shapely: areas, overlays and an index of shapes; operations, repair and GeoJSON late."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import shapely
from shapely import LineString, Point, Polygon, STRtree, wkt


def work() -> dict[str, Any]:
    square, disc = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)]), Point(4, 4).buffer(2)
    tree = STRtree([Point(x, x) for x in range(5)])
    shapes = np.array([square, disc])
    copy = pickle.loads(pickle.dumps(square))
    return {
        "version": shapely.__version__,
        "common": round(square.intersection(disc).area, 4),
        "union": round(shapely.union_all(shapes).area, 4),
        "areas": shapely.area(shapes).round(4).tolist(),
        "within": sorted(tree.query(square, predicate="contains").tolist()),
        "length": LineString([(0, 0), (3, 4)]).length,
        "read": wkt.loads("POINT (1 2)").coords[0],
        "same": copy == square and type(copy) is Polygon,
        "text": str(square),
    }


def late() -> dict[str, Any]:
    from shapely import affinity, ops, prepared, validation
    from shapely.geometry import mapping, shape

    bow = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    turned = affinity.rotate(LineString([(0, 0), (2, 0)]), 90, origin=(0, 0))
    lines = ops.linemerge([LineString([(0, 0), (1, 0)]), LineString([(1, 0), (2, 0)])])
    try:
        wkt.loads("POINT (")
        refused = ""
    except shapely.errors.ShapelyError as error:
        refused = type(error).__name__
    return {
        "why": validation.explain_validity(bow),
        "repaired": round(validation.make_valid(bow).area, 4),
        "turned": [[round(value, 6) for value in point] for point in turned.coords],
        "merged": lines.wkt,
        "prepared": prepared.prep(bow.buffer(1)).contains(Point(1, 1)),
        "shape": shape({"type": "Point", "coordinates": [1, 2]}).wkt,
        "mapping": mapping(Point(3, 4)),
        "refused": refused,
    }
