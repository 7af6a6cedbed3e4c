"""The demos that `make demo` runs keep their promises. They need the package index the first time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from examples.claim import Claim
from examples.two_numpys.claims import CLAIMS as CLAIMS_OF_NUMPYS
from examples.two_plugins.claims import CLAIMS as CLAIMS_OF_PLUGINS


ROOT = Path(__file__).parents[2]
DEMOS = {
    "examples.two_plugins": CLAIMS_OF_PLUGINS,
    "examples.two_numpys": CLAIMS_OF_NUMPYS,
}


@pytest.mark.parametrize(("demo", "claims"), DEMOS.items(), ids=DEMOS)
def test_every_claim_of_the_demo_holds(demo: str, claims: tuple[Claim[Any], ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", demo],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    verdicts = [line for line in done.stdout.splitlines() if line.startswith(("PASS", "FAIL"))]
    assert verdicts == [f"PASS  {claim.text}" for claim in claims], done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_make_demo_runs_every_demo() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    run = [line.rpartition(" ")[2] for line in makefile.splitlines() if "-m examples." in line]
    assert run == list(DEMOS)
