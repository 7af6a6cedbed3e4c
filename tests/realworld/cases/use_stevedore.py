"""stevedore: plugins found by entry points, of a distribution made here and of itself; drivers late."""

from __future__ import annotations

import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from stevedore import (
    DriverManager,
    EnabledExtensionManager,
    ExtensionManager,
    NamedExtensionManager,
)


MODULE = """
class Plain:
    def __init__(self, width=10):
        self.width = width

    def render(self, text):
        import textwrap
        return textwrap.fill(text, self.width)

def loud(text):
    return text.upper()
"""
ENTRIES = """
[shop.renderers]
plain = shop_renderers:Plain
broken = shop_renderers:Nothing

[shop.functions]
loud = shop_renderers:loud
"""


def install() -> None:
    folder = Path(tempfile.mkdtemp(dir=".")).resolve()
    folder.joinpath("shop_renderers.py").write_text(MODULE)
    metadata = folder / "shop_renderers-1.0.dist-info"
    metadata.mkdir()
    metadata.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n")
    metadata.joinpath("entry_points.txt").write_text(ENTRIES)
    sys.path.append(str(folder))


install()


def work() -> dict[str, Any]:
    failed: list[str] = []
    renderers = ExtensionManager(
        "shop.renderers",
        invoke_on_load=True,
        invoke_kwds={"width": 5},
        on_load_failure_callback=lambda _, entry, error: failed.append(entry.name),
    )
    named = NamedExtensionManager("stevedore.example.formatter", ["simple"], invoke_on_load=True)
    enabled = EnabledExtensionManager(
        "shop.renderers",
        lambda extension: extension.obj is None,
        invoke_on_load=False,
        on_load_failure_callback=lambda *_: None,
    )
    return {
        "version": version("stevedore"),
        "names": renderers.names(),
        "failed": failed,
        "rendered": renderers.map(lambda extension, text: extension.obj.render(text), "one two"),
        "own": [type(extension.obj).__name__ for extension in named],
        "enabled": enabled.names(),
        "target": renderers["plain"].entry_point_target,
    }


def late() -> dict[str, Any]:
    from stevedore import dispatch, hook
    from stevedore.exception import NoMatches

    driver = DriverManager("shop.functions", "loud")
    try:
        DriverManager("shop.functions", "quiet")
    except NoMatches as error:
        problem = type(error).__name__
    dispatched = dispatch.NameDispatchExtensionManager("shop.functions", lambda _: True)
    hooks = hook.HookManager("shop.functions", "loud")
    return {
        "loud": driver.driver("hi"),
        "module": driver.driver.__module__,
        "problem": problem,
        "dispatched": dispatched.map(["loud"], lambda extension, text: extension.plugin(text), "a"),
        "hooks": hooks.names(),
    }
