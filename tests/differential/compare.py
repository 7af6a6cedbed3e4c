"""Run an example on both sides and tell how the answers differ."""

from __future__ import annotations

import json
import re
import select
import subprocess
import sys
import tempfile
from dataclasses import asdict
from difflib import unified_diff
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.differential.disk import write_example
from tests.differential.listing import format_example
from tests.differential.model import Example
from tests.differential.observe import IMPORT_SYSTEM_FRAME
from tests.differential.worker import Answer, Request


_PROJECT = Path(__file__).parents[2]
_START = (
    "import sys; sys.path.insert(0, {project!r}); "
    "from tests.differential.worker import serve; serve([{side!r}])"
)
_TIMEOUT_SECONDS = 30.0


class DifferenceError(AssertionError):
    """The two sides did not answer alike on `example`.

    `expected` and `found` are the lines of the interpreter and of the other side.
    """

    def __init__(self, example: Example, expected: list[str], found: list[str]) -> None:
        super().__init__(example, expected, found)
        self.example = example
        self.changes = tuple(
            line
            for line in unified_diff(expected, found, "interpreter", "engine", lineterm="", n=1)
            if not line.startswith("@@")
        )

    def __str__(self) -> str:
        return f"\n{format_example(self.example)}\n" + "\n".join(self.changes)

    @property
    def kind(self) -> str:
        """What differs first, without names and numbers: equal for faults of one cause."""
        first = next(place for place, line in enumerate(self.changes[2:], 2) if line[0] in "+-")
        sign = self.changes[first][0]
        second = next((line for line in self.changes[first:] if line[0] == _OTHER_SIGN[sign]), "")
        return f"{_pattern(self.changes[first])} {_pattern(second)}"


class Comparison:
    """Two workers, asked the same things."""

    def __init__(self, first: str = "interpreter", second: str = "engine") -> None:
        self._sides = (_Worker(first), _Worker(second))
        self._folder = tempfile.TemporaryDirectory(prefix="differential-")
        self._count = 0
        self.skipped = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for side in self._sides:
            side.close()
        self._folder.cleanup()

    def answers(self, example: Example) -> tuple[Answer, Answer]:
        """Run `example` on both sides at once."""
        self._count += 1
        root = Path(self._folder.name, str(self._count))
        entries = write_example(example, root)
        request = Request(str(root), entries, sorted(example.top_names), list(example.host))
        for side in self._sides:
            side.send(request)
        first, second = (side.receive() for side in self._sides)
        return first, second

    def check(self, example: Example) -> None:
        """Raise `DifferenceError` when the sides differ on `example`.

        An example that imports without end in the interpreter is skipped, and counted so.
        """
        expected, found = self.answers(example)
        if expected.unbounded:
            self.skipped += 1
            return
        theirs, ours = _without_registry(expected.lines), _without_registry(found.lines)
        lines = _with_deviations(theirs, ours)
        if lines != ours:
            raise DifferenceError(example, lines, ours)


class _Worker:
    """A process that answers for one side; started again after a request it did not survive."""

    def __init__(self, side: str) -> None:
        self._side = side
        self._process = self._start()

    def send(self, request: Request) -> None:
        if self._process.poll() is not None:
            self._process = self._start()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(request)) + "\n")
        self._process.stdin.flush()

    def receive(self) -> Answer:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], _TIMEOUT_SECONDS)
        if not ready:
            self.close()
            return Answer([f"no answer in {_TIMEOUT_SECONDS:.0f} seconds"])
        line = self._process.stdout.readline()
        if not line:
            return Answer([f"the process ended with status {self._process.wait()}"])
        return Answer(**json.loads(line))

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _start(self) -> subprocess.Popen[str]:
        # isolated and without site for the interpreter's own system: nothing of it is customised
        options = ["-I", "-S", "-B"] if self._side == "interpreter" else ["-I", "-B"]
        source = _START.format(project=str(_PROJECT), side=self._side)
        return subprocess.Popen(
            [sys.executable, *options, "-c", source],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def _without_registry(lines: list[str]) -> list[str]:
    """Leave out what shows that the interpreter's registry of lazy imports is the process's.

    An engine's are pending there under names of a form of their own (ie-0001, deviations).
    """
    plain = str.maketrans({"\N{WORD JOINER}": None, "\N{ONE DOT LEADER}": "."})
    return [line.translate(plain) for line in lines if not line.startswith("lazy: ")]


LAZY_CAUSE = "cause ImportError: lazy import of "


def _with_deviations(expected: list[str], found: list[str]) -> list[str]:
    """Return `expected` with what an engine may do in another way, where `found` has it so."""
    allowed: list[str] = []
    for line in expected:
        at_hand = found[len(allowed)] if len(allowed) < len(found) else ""
        if line.endswith(IMPORT_SYSTEM_FRAME) and not at_hand.endswith(IMPORT_SYSTEM_FRAME):
            # CPython strips its own frames from most errors only; an engine may from more
            continue
        if ".name_from = " in line and at_hand.endswith(
            (".name_from = None", ".name_from = False")
        ):
            # printing such an error would import in the host, to suggest names (ie-0001 B4)
            allowed.append(at_hand)
            continue
        if LAZY_CAUSE in line and LAZY_CAUSE not in at_hand:
            # the engine's own error is raised as it is
            continue
        allowed.append(line)
    return allowed


def _pattern(line: str) -> str:
    """Take out of `line` what differs between examples."""
    for expression, general in _GENERALISED:
        line = expression.sub(general, line)
    return line


_OTHER_SIGN = {"+": "-", "-": "+"}
_GENERALISED = (
    (re.compile(r"^([+-])host .*\): "), r"\1host: "),
    (re.compile(r"^([+-]modules) (?!keys)[^:]*: "), r"\1: "),
    (re.compile(r"(?<=modules keys: ).*"), "..."),
    (re.compile(r"'[^']*'"), "'...'"),
    (re.compile(r"<root>[^)]*"), "..."),
    (re.compile(r"\b(one|two)/\S+"), "..."),
    (re.compile(r"\d+"), "0"),
    (re.compile(r"(?<=: )\w+ = <.*"), "binding"),
)
