"""Versions of compiled packages in engines and in the host at once, for a short time.

`python -m tests.stress` does the same for as long as one likes. It needs the package index the
first time.
"""

from __future__ import annotations

from tests.stress.traffic import Traffic


def test_nobody_sees_a_wrong_module(host_unchanged: None) -> None:
    traffic = Traffic(seconds=8, engines=100)
    traffic.run()
    assert traffic.wrong == []
    assert all(
        traffic.counts[what] >= 8
        for what in ("imports in engines", "late imports in engines", "imports in the host")
    ), traffic.counts
