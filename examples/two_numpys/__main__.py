"""Run the demo: `python -m examples.two_numpys`. Exit status 1 when a claim fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from examples.demo import Demo
from examples.plugin import Plugin
from examples.two_numpys.claims import CLAIMS, compiled_modules
from examples.two_numpys.plugin_api import PluginModule


PLUGINS = Path(__file__).parent / "plugins"


def sample(plugin: Plugin[PluginModule]) -> Iterator[str]:
    """Show what is compiled, and what the plugin makes of a few numbers."""
    compiled = [name.partition(".")[0] for name in compiled_modules(plugin)]
    counts = (f"{compiled.count(top)} in {top}" for top in sorted(set(compiled)))
    yield f"compiled modules: {', '.join(counts)}"
    if not any(top.startswith("pydantic") for top in compiled):
        yield "pydantic is plain Python: it has no compiled wheel for this interpreter"
    yield f"an array of it, summed by the host: {plugin.main.table().sum()!r}"
    yield f"summarised: {plugin.main.summarise([1.0, 3.0, 5.0, 7.0])}"


DEMO = Demo(
    introduction=(
        "two plugins. Both have modules called main, models and analysis;",
        "older needs pydantic 1 and an old numpy, as far as this interpreter has them, newer needs",
        "pydantic 2 and another numpy. The host has neither, and works with the objects of both.",
    ),
    folders=(PLUGINS / "older", PLUGINS / "newer"),
    claims=CLAIMS,
    sample=sample,
)

if __name__ == "__main__":
    sys.exit(DEMO.run())
