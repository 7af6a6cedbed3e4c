"""coverage: lines and branches of a module, traced by its C tracer; reports late."""

from __future__ import annotations

import io
import json
import runpy
import tempfile
from pathlib import Path
from typing import Any

import coverage
from coverage.tracer import CTracer


SOURCE = """
def sign(number):
    if number < 0:
        return -1
    if number > 0:
        return 1
    return 0

assert sign(3) == 1
"""


def _measured() -> tuple[coverage.Coverage, Path]:
    path = Path(tempfile.mkdtemp(dir="."), "signs.py").resolve()
    path.write_text(SOURCE)
    rules = path.with_name("rules.ini")
    rules.write_text("[run]\ncore = ctrace\n")
    measure = coverage.Coverage(
        data_file=None, branch=True, config_file=str(rules), include=[str(path)]
    )
    measure.start()
    runpy.run_path(str(path))
    measure.stop()
    return measure, path


def work() -> dict[str, Any]:
    measure, path = _measured()
    _, lines, _, missing, text = measure.analysis2(str(path))
    return {
        "version": coverage.__version__,
        "lines": lines,
        "missing": missing,
        "text": text,
        "arcs": sorted(measure.get_data().arcs(str(path))),
        "tracer": CTracer.__module__,
    }


def late() -> dict[str, Any]:
    measure, path = _measured()
    said = io.StringIO()
    total = measure.report(file=said)
    measure.json_report(outfile=str(path.with_suffix(".json")))
    measure.xml_report(outfile=str(path.with_suffix(".xml")))
    measure.html_report(directory=str(path.parent / "html"))
    data = json.loads(path.with_suffix(".json").read_text())
    return {
        "total": round(total, 3),
        "lines": len(said.getvalue().splitlines()),
        "branches": data["totals"]["missing_branches"],
        "xml": "<coverage" in path.with_suffix(".xml").read_text(),
        "html": (path.parent / "html" / "index.html").exists(),
        "config": measure.get_option("run:branch"),
    }
