"""How a case is used, and what decides whether that went well."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from tests.realworld.cases import Case, Requirements
from tests.realworld.packages import InstallError, installed
from tests.realworld.processes import run_process


__all__ = ["KINDS", "Verdict", "run"]

ROOT = Path(__file__).parents[2]

KINDS = {
    "single": "one engine",
    "twice": "two engines with the same version",
    "pair": "two engines with versions that exclude each other",
    "beside": "the host with one version and an engine with another",
}


@frozen
class Verdict:
    """How one case went in one kind of run.

    `outcome` is "passed", "failed", "refused" (the package refuses to be loaded a second time,
    which an ImportError says clearly), or "no baseline" where the plain run fails.
    """

    case: str
    kind: str
    outcome: str
    detail: str = ""


def run(case: Case, kind: str) -> Verdict | None:
    """Run `case` as `kind`; None where it has no such run, or no version for this interpreter."""
    versions = _versions(case, kind)
    if versions is None:
        return None
    try:
        targets = [str(installed(requirements)) for requirements in versions]
    except InstallError as error:
        return Verdict(case.name, kind, "no baseline", str(error))
    plain = {target: _child("plain", case, target) for target in dict.fromkeys(targets)}
    for found in plain.values():
        if "error" in found:
            return Verdict(case.name, kind, "no baseline", found["traceback"])
    found = _child(kind, case, *targets)
    if "refused" in found:
        return Verdict(case.name, kind, "refused", found["refused"])
    problems = list(_problems(found, [plain[target] for target in targets]))
    return Verdict(case.name, kind, "failed" if problems else "passed", "\n".join(problems))


def _versions(case: Case, kind: str) -> Sequence[Requirements] | None:
    if kind == "single":
        return [case.requires]
    if kind == "twice":
        return [case.requires, case.requires]
    return case.pair


def _problems(found: dict[str, Any], plain: list[dict[str, Any]]) -> Any:
    if "error" in found:
        yield found["traceback"]
        return
    yield from found.get("leaks", ())
    yield from found["problems"]
    for number, (side, baseline) in enumerate(zip(found["sides"], plain, strict=True)):
        for part, expected in baseline["sides"][0].items():
            if side[part] != expected:
                yield f"side {number}: {part} is {side[part]!r}, in a plain run {expected!r}"


def _child(kind: str, case: Case, *targets: str) -> dict[str, Any]:
    """Return what a process of its own found."""
    with tempfile.TemporaryDirectory(prefix="realworld-") as folder:
        result = Path(folder, "result.json")
        module = "tests.realworld.child"
        command = [sys.executable, "-m", module, kind, case.name, str(result), *targets]
        is_well, said = run_process(command, ROOT)
        if not is_well or not result.exists():
            return {"error": "crash", "traceback": said[-3000:]}
        found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return found
