"""The cases: a package, a script that uses it, and the versions that are used side by side."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from attrs import frozen


__all__ = ["SCRIPTS", "Case", "all_cases"]

SCRIPTS = Path(__file__).with_name("cases")

Requirements = tuple[str, ...]


@frozen
class Case:
    """One package and what is done with it.

    `requires` are pip requirements, markers included. `pair` are those of two versions that
    cannot be installed together, or nothing. The script is `cases/use_NAME.py`. `private` are the
    standard modules that the package needs for itself, as it writes on the classes in them.
    """

    name: str
    field: str
    compiled: bool
    requires: Requirements
    pair: tuple[Requirements, Requirements] | None = None
    threads: bool = True
    private: tuple[str, ...] = ()

    @property
    def script(self) -> str:
        """The name of the module that uses the package."""
        return f"use_{self.name}"


def all_cases() -> list[Case]:
    """Return the cases of all tables, one table a field; ValueError for one without a script."""
    cases = []
    for table in sorted(SCRIPTS.glob("*.toml")):
        rows = tomllib.loads(table.read_text(encoding="utf-8"))
        cases += [_case(name, table.stem, row) for name, row in rows.items()]
    for case in cases:
        if not (SCRIPTS / f"{case.script}.py").is_file():
            message = f"{case.name} has no script {case.script}.py"
            raise ValueError(message)
    return cases


def _case(name: str, field: str, row: dict[str, Any]) -> Case:
    pair = row.get("pair")
    return Case(
        name=name,
        field=field,
        compiled=row["compiled"],
        requires=tuple(row["requires"]),
        pair=None if pair is None else (tuple(pair[0]), tuple(pair[1])),
        threads=row.get("threads", True),
        private=tuple(row.get("private", ())),
    )
