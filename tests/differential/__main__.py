"""Compare the engine with the interpreter on many random examples.

python -m tests.differential --examples 2000 [--seed N]
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from tests.differential.compare import Comparison
from tests.differential.search import Search
from tests.differential.worker import SIDES


def main() -> int:
    """Run the examples and print what came of it; 1 when the sides differed."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--examples", type=int, default=2000, metavar="N")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument(
        "--against",
        choices=SIDES,
        default="engine",
        help="the other side: `interpreter` shows faults of this harness, "
        "`forked-engine` only those differences that need no earlier example",
    )
    options = parser.parse_args()
    print(f"seed: {options.seed}", flush=True)
    started = time.monotonic()
    with Comparison(second=options.against) as comparison:
        search = Search(comparison)
        search.run_kept()
        search.run_random(options.examples, options.seed)
    for kind, difference in search.smallest.items():
        print(f"\n{kind}\n{difference}")
    print(f"examples: {search.count} ({search.skipped} import without end, not compared)")
    print(f"differences: {search.different} (of {len(search.smallest)} kinds)")
    print(f"time: {time.monotonic() - started:.1f} s")
    return 1 if search.different else 0


if __name__ == "__main__":
    sys.exit(main())
