"""Run the demo: `python -m examples.two_plugins`. Exit status 1 when a claim fails."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from .claims import CLAIMS, Claim, Stage
from .host import Plugin, load_plugin
from .host_state import HostState
from .packages import InstallError


PLUGINS = Path(__file__).parent / "plugins"
SHOWN = 5  # problems of a claim that are listed


def main() -> int:
    """Load both plugins, say what was done and measured, and check every claim."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    _say(
        f"One process of {python}, two plugins. Both have modules called main, utils and wording,",
        "each needs versions of jinja2 and markupsafe of its own, and neither runs on the other's.",
    )
    before = HostState.now()
    try:
        stage = Stage(load_plugin(PLUGINS / "alpha"), load_plugin(PLUGINS / "beta"), before)
    except InstallError as error:
        _say(str(error))
        return 1
    for plugin in stage.plugins:
        _say("", *_description(plugin))
    _say("")
    failed = [claim for claim in CLAIMS if not _report(claim, stage)]
    _say("", f"{len(CLAIMS) - len(failed)} of {len(CLAIMS)} claims hold.")
    return 1 if failed else 0


def _description(plugin: Plugin) -> Iterator[str]:
    source = "installed now" if plugin.newly_installed else "installed earlier"
    versions = ", ".join(" ".join(pair) for pair in plugin.main.versions().items())
    private, own = len(plugin.private_modules), len(plugin.own_modules)
    yield f"{plugin.name}: {versions}"
    yield f"  packages {source} in {plugin.packages}"
    yield f"  import main took {plugin.milliseconds:.1f} ms"
    yield (
        f"  {private} modules are private to its engine: {own} from its folder and its packages,"
        f" {private - own} of the standard library"
    )
    yield f"  rendered: {plugin.main.render('<you>')}"


def _report(claim: Claim, stage: Stage) -> bool:
    problems = claim.problems(stage)
    _say(f"{'FAIL' if problems else 'PASS'}  {claim.text}")
    _say(*(f"      {problem}" for problem in problems[:SHOWN]))
    if len(problems) > SHOWN:
        _say(f"      and {len(problems) - SHOWN} more")
    return not problems


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
