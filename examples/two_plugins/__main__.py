"""Run the demo: `python -m examples.two_plugins`. Exit status 1 when a claim fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from examples.demo import Demo
from examples.plugin import Plugin
from examples.two_plugins.claims import CLAIMS
from examples.two_plugins.plugin_api import PluginModule


PLUGINS = Path(__file__).parent / "plugins"


def sample(plugin: Plugin[PluginModule]) -> Iterator[str]:
    """Show the plugin's own template."""
    yield f"rendered: {plugin.main.render('<you>')}"


DEMO = Demo(
    introduction=(
        "two plugins. Both have modules called main, utils and wording,",
        "each needs versions of jinja2 and markupsafe of its own, and neither runs on the other's.",
    ),
    folders=(PLUGINS / "alpha", PLUGINS / "beta"),
    claims=CLAIMS,
    sample=sample,
)

if __name__ == "__main__":
    sys.exit(DEMO.run())
