"""Versions of compiled packages in engines and in the host at once, for a short time.

`make stress` does the same for as long as one likes. It needs the package index the first time.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


ROOT = Path(__file__).parents[2]


def test_nobody_sees_a_wrong_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.stress", "--minutes", "0.15"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {}
    for line in done.stdout.splitlines()[1:]:
        number, _, what = line.strip().partition(" ")
        counts[what] = int(number.replace(",", ""))
    assert counts["wrong modules seen"] == 0
    for what in ("imports in engines", "late imports in engines", "imports in the host"):
        assert counts[what] >= 8, done.stdout
