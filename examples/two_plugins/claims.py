"""What the demo promises, one check a promise; a check yields what is wrong."""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

from importengine import ImportEngine

from .host import Plugin
from .host_state import HostState


__all__ = ["CLAIMS", "Claim", "Stage"]

TURNS = 50
THREADS = 8
VERSIONS = {
    "alpha": {"jinja2": "3.0.3", "markupsafe": "2.0.1"},
    "beta": {"jinja2": "3.1.6", "markupsafe": "3.0.3"},
}
RENDERED = {
    "alpha": "Good day, &lt;you&gt;!, says alpha",
    "beta": "name is &lt;you&gt;, plugin is beta",
}
LATE = {"alpha": "alpha kindly answers 42", "beta": "beta: 42"}
LATE_MODULES = ("jinja2.sandbox", "wording")
BODIES = {"alpha": "<b>1 &lt; 2</b>", "beta": "<i>1 &lt; 2</i>"}
PRIVATE = ("main", "utils", "jinja2", "markupsafe", "markupsafe._speedups", *LATE_MODULES)


@dataclass(frozen=True)
class Stage:
    """What the claims are about: two loaded plugins, and the host before they were loaded."""

    alpha: Plugin
    beta: Plugin
    before: HostState

    @property
    def plugins(self) -> tuple[Plugin, Plugin]:
        """Both plugins, in the order they were loaded."""
        return self.alpha, self.beta


@dataclass(frozen=True)
class Claim:
    """A promise in plain words and its check. It holds when the check yields nothing."""

    text: str
    check: Callable[[Stage], Iterator[str]]

    def problems(self, stage: Stage) -> list[str]:
        """Return what is wrong, each thing once; an exception in the check is such a thing."""
        try:
            return sorted(set(self.check(stage)))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"]


def _real_conflict(stage: Stage) -> Iterator[str]:
    for plugin, other, error in (
        (stage.alpha, stage.beta, "AttributeError"),
        (stage.beta, stage.alpha, "TemplateAssertionError"),
    ):
        seen = _failure(plugin.folder, other.packages)
        if seen != error:
            yield f"{plugin.name} over {other.name}'s packages: {seen}"


def _failure(folder: Path, packages: Path) -> str:
    engine = ImportEngine(path=[str(folder), str(packages)], name=f"{folder.name}-misplaced")
    try:
        engine.import_module("main")
    except Exception as error:
        return type(error).__name__
    finally:
        engine.close()
    return "no error"


def _own_versions(stage: Stage) -> Iterator[str]:
    for plugin in stage.plugins:
        seen = plugin.main.versions()
        if seen != VERSIONS[plugin.name]:
            yield f"{plugin.name} sees {seen}"


def _own_modules(stage: Stage) -> Iterator[str]:
    for name in ("main", "utils", "jinja2", "markupsafe", "markupsafe._speedups"):
        alpha, beta = (plugin.engine.modules[name] for plugin in stage.plugins)
        if alpha is beta:
            yield f"{name} is one module for both"
    for plugin in stage.plugins:
        yield from (f"{plugin.name} has {name} from elsewhere" for name in _foreign(plugin))


def _foreign(plugin: Plugin) -> Iterator[str]:
    for name, module in dict(plugin.engine.modules).items():
        file = getattr(module, "__file__", None) or ""
        top = name.partition(".")[0]
        # each engine has an empty `__main__` of its own
        if top not in {*sys.stdlib_module_names, "__main__"} and name not in plugin.own_modules:
            yield f"{name} ({file})"


def _in_turns(stage: Stage) -> Iterator[str]:
    for _ in range(TURNS):
        for plugin in stage.plugins:
            yield from _render_problem(plugin)


def _render_problem(plugin: Plugin) -> Iterator[str]:
    rendered = plugin.main.render("<you>")
    if rendered != RENDERED[plugin.name]:
        yield f"{plugin.name} rendered {rendered!r}"


def _in_threads(stage: Stage) -> Iterator[str]:
    def work(plugin: Plugin) -> list[str]:
        return [problem for _ in range(TURNS) for problem in _render_problem(plugin)]

    yield from _together(stage, work)


def _late_imports(stage: Stage) -> Iterator[str]:
    for plugin in stage.plugins:
        for name in LATE_MODULES:
            if name in plugin.engine.modules:
                yield f"{plugin.name} had {name} before: the import was not late"

    def work(plugin: Plugin) -> list[str]:
        rendered = plugin.main.render_sandboxed("{{ six * 7 }}", six=6)
        return [] if rendered == LATE[plugin.name] else [f"{plugin.name} rendered {rendered!r}"]

    yield from _together(stage, work)
    for plugin in stage.plugins:
        for name in LATE_MODULES:
            if name not in plugin.own_modules:
                yield f"{plugin.name} has no {name} of its own"


def _together(stage: Stage, work: Callable[[Plugin], list[str]]) -> Iterator[str]:
    barrier = Barrier(THREADS)

    def run(plugin: Plugin) -> list[str]:
        barrier.wait(timeout=60)
        return work(plugin)

    with ThreadPoolExecutor(THREADS) as pool:
        tasks = [pool.submit(run, stage.plugins[number % 2]) for number in range(THREADS)]
        for task in tasks:
            yield from task.result()


def _objects_in_host(stage: Stage) -> Iterator[str]:
    for plugin in stage.plugins:
        note = plugin.main.make_note("sum", "1 < 2")
        fields = [field.name for field in dataclasses.fields(note)]  # type: ignore[arg-type]
        if fields != ["title", "body"]:
            yield f"dataclasses.fields() of {plugin.name}'s note are {fields}"
        if (note.plugin, note.title) != (plugin.name, "sum"):
            yield f"{plugin.name}'s note is {note}"
        if note.body.__html__() != BODIES[plugin.name]:
            yield f"{plugin.name}'s body is {note.body.__html__()!r}"


def _markup_classes(stage: Stage) -> Iterator[str]:
    classes = [plugin.engine.modules["markupsafe"].Markup for plugin in stage.plugins]
    if classes[0] is classes[1]:
        yield "both plugins have the same class markupsafe.Markup"
    for number, plugin in enumerate(stage.plugins):
        body = plugin.main.make_note("sum", "1 < 2").body
        if not isinstance(body, classes[number]):
            yield f"{plugin.name}'s Markup is not an instance of its own class"
        if isinstance(body, classes[1 - number]):
            yield f"{plugin.name}'s Markup is an instance of the other plugin's class"
        if not isinstance(body, str):
            yield f"{plugin.name}'s Markup is not a str"


def _objects_between_plugins(stage: Stage) -> Iterator[str]:
    for plugin, other in (stage.plugins, stage.plugins[::-1]):
        body = plugin.main.make_note("sum", "1 < 2").body
        escape = other.engine.modules["markupsafe"].escape
        if str(escape(body)) != BODIES[plugin.name]:
            yield f"{other.name} escaped {plugin.name}'s Markup again: {escape(body)}"


def _host_modules(stage: Stage) -> Iterator[str]:
    yield from stage.before.module_differences(HostState.now())
    yield from (f"the host has {name}" for name in PRIVATE if name in sys.modules)


def _host_lists(stage: Stage) -> Iterator[str]:
    yield from stage.before.path_differences(HostState.now())


def _host_objects(stage: Stage) -> Iterator[str]:
    yield from stage.before.identity_differences(HostState.now())


def _host_cannot_import(_stage: Stage) -> Iterator[str]:
    for name in ("utils", "wording"):
        if importlib.util.find_spec(name):
            yield f"the host can import {name}"


def _closing_one(stage: Stage) -> Iterator[str]:
    stage.alpha.engine.close()
    yield from _render_problem(stage.beta)


CLAIMS = (
    Claim("the conflict is real: neither plugin runs on the other's packages", _real_conflict),
    Claim("each plugin sees the versions it asked for", _own_versions),
    Claim("no module of one plugin is a module of the other, or came from elsewhere", _own_modules),
    Claim(f"both render their own text, {TURNS} times in turns", _in_turns),
    Claim(f"both render their own text, {TURNS} times in each of {THREADS} threads", _in_threads),
    Claim("an import on first call, in many threads at once, stays in its plugin", _late_imports),
    Claim("the host uses objects of both plugins directly", _objects_in_host),
    Claim("the two markupsafe.Markup classes differ and isinstance() is right", _markup_classes),
    Claim("each plugin accepts the other's Markup without escaping it", _objects_between_plugins),
    Claim("the host's sys.modules is as it was, with no module of a plugin", _host_modules),
    Claim("the host's sys.path, finders, hooks and finder cache are as they were", _host_lists),
    Claim("the host's import state and builtins.__import__ are the same objects", _host_objects),
    Claim("the host itself cannot import the plugins' modules", _host_cannot_import),
    Claim("closing one plugin's engine leaves the other plugin working", _closing_one),
)
