"""The rows as a picture: a bar a side on a logarithmic scale, in SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import log10

from benchmarks.measure import Row


_LEFT, _WIDTH, _LINE = 330, 420, 15
_COLOURS = {"engine": "#3465a4", "base": "#888a85", "peer": "#c4a000"}


def chart(rows: Sequence[Row], title: str) -> str:
    """Return an SVG document with the ratios of all sides to the base of their row."""
    ratios = [side.median / row.base.median for row in rows for side in (row.engine, *row.peers)]
    low, high = min([0.5, *ratios]), max([2.0, *ratios])

    def place(ratio: float) -> float:
        return _LEFT + _WIDTH * (log10(ratio) - log10(low)) / (log10(high) - log10(low))

    lines, top = list[str](), 40
    for row in rows:
        lines.append(_text(10, top + 10, row.question, "bold"))
        top += _LINE
        for name, ratio, kind in _sides(row):
            start, end = sorted((place(1.0), place(ratio)))
            lines.append(
                f'<rect x="{start:.1f}" y="{top}" width="{max(end - start, 2):.1f}" height="11" '
                f'fill="{_COLOURS[kind]}"/>'
            )
            lines.append(_text(20, top + 10, f"{name} = {ratio:.3g}x"))
            top += _LINE
        if row.target is not None:
            at = place(min(max(row.target, low), high))
            lines.append(
                f'<path d="M{at:.1f} {top - _LINE}v12" stroke="#cc0000" stroke-width="2"/>'
            )
        top += 6
    body = "\n".join(
        [_text(10, 20, f"{title}: bars are ratios to the base, red is wanted"), *lines]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 20}" height="{top + 10}" '
        f'font-family="sans-serif" font-size="11">\n{body}\n</svg>\n'
    )


def _sides(row: Row) -> Iterator[tuple[str, float, str]]:
    yield row.base.name, 1.0, "base"
    for peer in row.peers:
        yield peer.name, peer.median / row.base.median, "peer"
    yield row.engine.name, row.ratio, "engine"


def _text(x: int, y: int, text: str, weight: str = "normal") -> str:
    return f'<text x="{x}" y="{y}" font-weight="{weight}">{escape(text)}</text>'
