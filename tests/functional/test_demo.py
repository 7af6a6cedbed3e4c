"""The demo that `make demo` runs keeps its promises. It needs the package index the first time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from examples.two_plugins.claims import CLAIMS


ROOT = Path(__file__).parents[2]


def test_every_claim_of_the_demo_holds() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "examples.two_plugins"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    verdicts = [line for line in done.stdout.splitlines() if line.startswith(("PASS", "FAIL"))]
    assert verdicts == [f"PASS  {claim.text}" for claim in CLAIMS], done.stdout
    assert (done.returncode, done.stderr) == (0, "")
