"""Import in many threads, and inject faults, for some minutes: `python -m tests.stress`.

Exit status 1 where a wrong module was seen, or a fault left something behind.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib.util
import platform
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.stress.faults import build_package, fault, faults
from tests.stress.traffic import PATIENCE, Traffic
from tests.support import HostState


def main() -> int:
    """Run both together, and print what was counted."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress")
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}", flush=True)
    before = HostState.take()
    traffic = Traffic(options.minutes * 60)
    with ThreadPoolExecutor(1) as pool:
        injected = pool.submit(_faults, options.minutes * 60)
        try:
            traffic.run()
        except TimeoutError:
            faulthandler.dump_traceback()
            raise
        number, left = injected.result(PATIENCE)
    left += list(before.differences(HostState.take()))
    for name, count in sorted(traffic.counts.items()):
        print(f"{count:9,} {name}")
    print(f"{number:9,} faults injected, {len(left)} of them left something behind")
    print(f"{len(traffic.wrong):9,} wrong modules seen")
    for problem in sorted({*traffic.wrong, *left})[:50]:
        print(f"  {problem}")
    return 1 if traffic.wrong or left else 0


def _faults(seconds: float) -> tuple[int, list[str]]:
    """Inject every fault there is, again and again; return how many, and what each left."""
    spec = importlib.util.find_spec("_queue")
    if spec is None or not spec.origin:
        return 0, ["this interpreter has no extension file to try"]
    end, number, left = time.monotonic() + seconds, 0, list[str]()
    with tempfile.TemporaryDirectory() as folder:
        package = build_package(Path(folder), Path(spec.origin))
        while time.monotonic() < end:
            for step, kind, error in faults():
                left += fault(package, "_queue", step, kind, error)
                number += 1
                if time.monotonic() > end:
                    break
    return number, left


if __name__ == "__main__":
    sys.exit(main())
