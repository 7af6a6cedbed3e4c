"""The process that runs examples: one JSON request a line on stdin, one JSON answer a line out.

The side `interpreter` forks for each example from a process that has imported nothing of it; the
side `engine` stays one process, with a new engine for each example.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from io import StringIO
from traceback import format_exc
from typing import NoReturn

from tests.differential.disk import OUTCOMES_NAME
from tests.differential.host import HostState
from tests.differential.model import MAIN_NAME
from tests.differential.observe import Observer, normalised
from tests.differential.systems import EngineSystem, InterpreterSystem, System


_MAX_OUTPUT_LINES = 120


@dataclass(frozen=True)
class Request:
    """An example that was written to the folder `root`."""

    root: str
    entries: list[str]
    top_names: list[str]
    host: list[str]


@dataclass(frozen=True)
class Answer:
    """What was observed; `unbounded` when the example does not end by itself."""

    lines: list[str]
    unbounded: bool = False


class UnboundedError(BaseException):
    """The example wrote too much: it imports without end."""


class _Output(StringIO):
    """The output of an example; raises when there is too much of it."""

    def __init__(self) -> None:
        super().__init__()
        self.overflown = False
        self._lines = 0

    def write(self, text: str) -> int:
        self._lines += text.count("\n")
        if self._lines > _MAX_OUTPUT_LINES:
            self.overflown = True
            raise UnboundedError
        return super().write(text)


def run_request(request: Request, make_system: Callable[[list[str]], System]) -> Answer:
    """Run an example in a new system and say what came of it."""
    output = _Output()
    with redirect_stdout(output), redirect_stderr(StringIO()):
        system = make_system(request.entries)
        try:
            run = _Run(system, request)
            lines = list(run.lines())
        finally:
            system.close()
    lines += [f"output: {line}" for line in output.getvalue().splitlines()]
    unbounded = output.overflown or any("RecursionError" in line for line in lines)
    return Answer([normalised(line, request.root) for line in lines], unbounded)


class _Run:
    """One example in one system."""

    def __init__(self, system: System, request: Request) -> None:
        self._system = system
        self._request = request

    def lines(self) -> Iterator[str]:
        """Run the main script, then the calls of the host; then look at what is there."""
        outcomes = self._run_main()
        answers = [(expression, *self._ask(expression)) for expression in self._request.host]
        observer = Observer(self._system, self._request.root, frozenset(self._request.top_names))
        for title, error in outcomes:
            yield from (f"{title}: {line}" for line in observer.error(error))
        for expression, value, error in answers:
            result = [observer.value(value)] if error is None else observer.error(error)
            yield from (f"host {expression}: {line}" for line in result)
        yield from (f"sys.path: {line}" for line in observer.search_path())
        yield from (f"lazy: {line}" for line in observer.lazy_names())
        yield from (f"modules {line}" for line in observer.registry())

    def _run_main(self) -> list[tuple[str, BaseException | None]]:
        try:
            module = self._system.import_module(MAIN_NAME)
        except BaseException as error:
            return [("main", error)]
        numbered = vars(module)[OUTCOMES_NAME]
        return [(f"main {number}", error) for number, error in numbered]

    def _ask(self, expression: str) -> tuple[object, BaseException | None]:
        names = {
            "import_module": self._system.import_module,
            "__import__": self._system.import_call,
        }
        try:
            return eval(compile(expression, "<host>", "eval"), names), None
        except BaseException as error:
            return None, error


def answer_of_interpreter(request: Request) -> Answer:
    """Run an example with the interpreter's own system, which is not to be used again."""
    return run_request(request, InterpreterSystem)


def answer_of_engine(request: Request) -> Answer:
    """Run an example in a new engine, and say also what it changed in the host."""
    before = HostState()
    try:
        answer = run_request(request, EngineSystem)
    except Exception:  # an engine that cannot be made or looked at differs too
        answer = Answer([f"failed: {line}" for line in format_exc().splitlines()])
    changes = [f"host changed: {change}" for change in before.changes()]
    return Answer(answer.lines + changes, answer.unbounded)


def in_a_fork(answer: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """Make `answer` work in a process of its own for each example."""

    def answer_by_fork(request: Request) -> Answer:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _write_and_exit(answer, request, writing)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as stream:
            text = stream.read()
        _, status = os.waitpid(child, 0)
        if not text:
            return Answer([f"the process ended with status {status}"])
        return Answer(**json.loads(text))

    return answer_by_fork


def _write_and_exit(
    answer: Callable[[Request], Answer], request: Request, descriptor: int
) -> NoReturn:
    try:
        text = json.dumps(asdict(answer(request)))
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
    finally:
        os._exit(0)


SIDES: dict[str, Callable[[Request], Answer]] = {
    "interpreter": in_a_fork(answer_of_interpreter),
    "engine": answer_of_engine,
    # shows what is left of a difference when no earlier example can be to blame for it
    "forked-engine": in_a_fork(answer_of_engine),
}


def serve(arguments: Sequence[str]) -> None:
    """Answer requests until stdin ends; the one argument names the side."""
    (side,) = arguments
    answer = SIDES[side]
    if side == "interpreter":
        del sys.path[0]  # the folder of this project
    else:
        EngineSystem([]).close()  # what it loads of the standard library is loaded now
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a module prints past `sys.stdout` must not mix with the answers
    for line in sys.stdin:
        result = answer(Request(**json.loads(line)))
        replies.write(json.dumps(asdict(result)) + "\n")
        replies.flush()
