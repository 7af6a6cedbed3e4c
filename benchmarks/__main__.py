"""Run the benchmarks: `python -m benchmarks [NAME ...] [--quick] [--json FILE]`."""

import argparse
import importlib
import json
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from benchmarks.measure import Ratio


FOLDER = Path(__file__).parent
PREFIX = "bench_"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks, or all, print a line a ratio and return the exit status."""
    available = sorted(path.stem.removeprefix(PREFIX) for path in FOLDER.glob(f"{PREFIX}*.py"))
    options = _parser(available).parse_args(arguments)
    ratios = list(_run(options.names or available, quick=options.quick))
    if options.json == "-":
        json.dump(_document(ratios), sys.stdout, indent=2)
        print()
    elif options.json:
        Path(options.json).write_text(json.dumps(_document(ratios), indent=2) + "\n")
    return 0


def _parser(available: Iterable[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(available)}")
    parser.add_argument("--quick", action="store_true", help="fewer repeats, rougher figures")
    parser.add_argument("--json", metavar="FILE", help="also write the figures there; - for stdout")
    return parser


def _run(names: Iterable[str], *, quick: bool) -> Iterator[Ratio]:
    for name in names:
        for ratio in importlib.import_module(f"benchmarks.{PREFIX}{name}").run(quick=quick):
            # stderr, so that `--json -` can be piped
            print(
                f"{ratio.value:8.2f}x  {ratio.question}: "
                f"{ratio.subject} {ratio.subject_seconds * 1e9:.0f} ns, "
                f"{ratio.peer} {ratio.peer_seconds * 1e9:.0f} ns",
                file=sys.stderr,
            )
            yield ratio


def _document(ratios: Iterable[Ratio]) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "machine": platform.machine(),
        "system": platform.system(),
        "ratios": [attrs.asdict(ratio) | {"ratio": ratio.value} for ratio in ratios],
    }


if __name__ == "__main__":
    sys.exit(main())
