"""Run the benchmarks: `python -m benchmarks [NAME ...] [--quick] [--json FILE] [--chart FILE]`."""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from benchmarks.chart import chart
from benchmarks.measure import Row


FOLDER = Path(__file__).parent
PREFIX = "bench_"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks, or all, print a line a row and return the exit status."""
    available = sorted(path.stem.removeprefix(PREFIX) for path in FOLDER.glob(f"{PREFIX}*.py"))
    options = _parser(available).parse_args(arguments)
    # as programs run that are measured: they find the bytecode of the time before
    sys.dont_write_bytecode = False
    rows = list(_run(options.names or available, quick=options.quick))
    if options.json == "-":
        json.dump(_document(rows), sys.stdout, indent=2)
        print()
    elif options.json:
        _write(options.json, json.dumps(_document(rows), indent=2) + "\n")
    if options.chart:
        _write(options.chart, chart(rows, _interpreter()))
    return 0


def _write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _parser(available: Iterable[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(available)}")
    parser.add_argument("--quick", action="store_true", help="fewer repeats, rougher figures")
    parser.add_argument("--json", metavar="FILE", help="also write the figures there; - for stdout")
    parser.add_argument("--chart", metavar="FILE", help="also draw them there, as SVG")
    return parser


def _run(names: Iterable[str], *, quick: bool) -> Iterator[Row]:
    # stderr, so that `--json -` can be piped
    print(_interpreter(), file=sys.stderr)
    met = []
    for name in names:
        for row in importlib.import_module(f"benchmarks.{PREFIX}{name}").run(quick=quick):
            print(row, file=sys.stderr)
            met += [] if row.is_met is None else [row.is_met]
            yield row
    print(f"{sum(met)} of {len(met)} targets met", file=sys.stderr)


def _interpreter() -> str:
    return f"{platform.python_implementation()} {platform.python_version()}"


def _document(rows: Iterable[Row]) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "machine": platform.machine(),
        "system": platform.system(),
        "rows": [attrs.asdict(row) | {"ratio": row.ratio, "is_met": row.is_met} for row in rows],
    }


if __name__ == "__main__":
    sys.exit(main())
