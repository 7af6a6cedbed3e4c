"""What all demos do: load two plugins, say what was done and measured, check every claim."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic

from examples.claim import Claim, Stage
from examples.host_state import HostState
from examples.packages import InstallError
from examples.plugin import MainT, Plugin, load_plugin


__all__ = ["Demo"]

SHOWN = 5  # problems of a claim that are listed


@dataclass(frozen=True)
class Demo(Generic[MainT]):
    """Two plugins and what is claimed of them.

    The introduction goes on after the name of the interpreter; `sample` is what a plugin does,
    in some lines.
    """

    introduction: tuple[str, ...]
    folders: tuple[Path, Path]
    claims: tuple[Claim[MainT], ...]
    sample: Callable[[Plugin[MainT]], Iterable[str]]

    def run(self) -> int:
        """Run the demo and return its exit status: 1 when a claim fails."""
        python = f"{platform.python_implementation()} {platform.python_version()}"
        opening, *more = self.introduction
        _say(f"One process of {python}, {opening}", *more)
        before = HostState.now()
        try:
            first, second = (self._load(folder) for folder in self.folders)
        except InstallError as error:
            _say(str(error))
            return 1
        stage = Stage(first, second, before)
        for plugin in stage.plugins:
            _say("", *self._description(plugin))
        _say("")
        failed = [claim for claim in self.claims if not _report(claim, stage)]
        _say("", f"{len(self.claims) - len(failed)} of {len(self.claims)} claims hold.")
        return 1 if failed else 0

    def _load(self, folder: Path) -> Plugin[MainT]:
        return load_plugin(folder)

    def _description(self, plugin: Plugin[MainT]) -> Iterator[str]:
        source = "installed now" if plugin.newly_installed else "installed earlier"
        versions = ", ".join(" ".join(pair) for pair in plugin.main.versions().items())
        private, own = len(plugin.private_modules), len(plugin.own_modules)
        yield f"{plugin.name}: {versions}"
        yield f"  packages {source} in {plugin.packages}"
        yield f"  import main took {plugin.milliseconds:.1f} ms"
        yield (
            f"  {private} modules are private to its engine: {own} from its folder and its"
            f" packages, {private - own} of the standard library"
        )
        yield from (f"  {line}" for line in self.sample(plugin))


def _report(claim: Claim[Any], stage: Stage[Any]) -> bool:
    problems = claim.problems(stage)
    _say(f"{'FAIL' if problems else 'PASS'}  {claim.text}")
    _say(*(f"      {problem}" for problem in problems[:SHOWN]))
    if len(problems) > SHOWN:
        _say(f"      and {len(problems) - SHOWN} more")
    return not problems


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
