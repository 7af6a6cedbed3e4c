"""What the demo promises, one check a promise; a check yields what is wrong."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Iterator

from examples.claim import HOST_CLAIMS, OWN_MODULES, THREADS, Claim, Stage, in_threads
from examples.plugin import Plugin, error_over
from examples.two_plugins.plugin_api import PluginModule


__all__ = ["CLAIMS"]

TURNS = 50
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

TwoPlugins = Stage[PluginModule]


def _real_conflict(stage: TwoPlugins) -> Iterator[str]:
    for plugin, other, error in (
        (stage.first, stage.second, "AttributeError"),
        (stage.second, stage.first, "TemplateAssertionError"),
    ):
        seen = error_over(plugin.folder, other.packages)
        if seen != error:
            yield f"{plugin.name} over {other.name}'s packages: {seen}"


def _own_versions(stage: TwoPlugins) -> Iterator[str]:
    for plugin in stage.plugins:
        seen = plugin.main.versions()
        if seen != VERSIONS[plugin.name]:
            yield f"{plugin.name} sees {seen}"


def _in_turns(stage: TwoPlugins) -> Iterator[str]:
    for _ in range(TURNS):
        for plugin in stage.plugins:
            yield from _render_problem(plugin)


def _render_problem(plugin: Plugin[PluginModule]) -> Iterator[str]:
    rendered = plugin.main.render("<you>")
    if rendered != RENDERED[plugin.name]:
        yield f"{plugin.name} rendered {rendered!r}"


def _in_threads(stage: TwoPlugins) -> Iterator[str]:
    def work(plugin: Plugin[PluginModule]) -> list[str]:
        return [problem for _ in range(TURNS) for problem in _render_problem(plugin)]

    yield from in_threads(stage, work)


def _late_imports(stage: TwoPlugins) -> Iterator[str]:
    for plugin in stage.plugins:
        for name in LATE_MODULES:
            if name in plugin.engine.modules:
                yield f"{plugin.name} had {name} before: the import was not late"

    def work(plugin: Plugin[PluginModule]) -> list[str]:
        rendered = plugin.main.render_sandboxed("{{ six * 7 }}", six=6)
        return [] if rendered == LATE[plugin.name] else [f"{plugin.name} rendered {rendered!r}"]

    yield from in_threads(stage, work)
    for plugin in stage.plugins:
        for name in LATE_MODULES:
            if name not in plugin.own_modules:
                yield f"{plugin.name} has no {name} of its own"


def _objects_in_host(stage: TwoPlugins) -> Iterator[str]:
    for plugin in stage.plugins:
        note = plugin.main.make_note("sum", "1 < 2")
        fields = [field.name for field in dataclasses.fields(note)]  # type: ignore[arg-type]
        if fields != ["title", "body"]:
            yield f"dataclasses.fields() of {plugin.name}'s note are {fields}"
        if (note.plugin, note.title) != (plugin.name, "sum"):
            yield f"{plugin.name}'s note is {note}"
        if note.body.__html__() != BODIES[plugin.name]:
            yield f"{plugin.name}'s body is {note.body.__html__()!r}"


def _markup_classes(stage: TwoPlugins) -> Iterator[str]:
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


def _objects_between_plugins(stage: TwoPlugins) -> Iterator[str]:
    for plugin, other in stage.pairs:
        body = plugin.main.make_note("sum", "1 < 2").body
        escape = other.engine.modules["markupsafe"].escape
        if str(escape(body)) != BODIES[plugin.name]:
            yield f"{other.name} escaped {plugin.name}'s Markup again: {escape(body)}"


def _host_cannot_import(_stage: TwoPlugins) -> Iterator[str]:
    for name in ("utils", "wording"):
        if importlib.util.find_spec(name):
            yield f"the host can import {name}"


def _closing_one(stage: TwoPlugins) -> Iterator[str]:
    stage.first.engine.close()
    yield from _render_problem(stage.second)


CLAIMS = (
    Claim("the conflict is real: neither plugin runs on the other's packages", _real_conflict),
    Claim("each plugin sees the versions it asked for", _own_versions),
    OWN_MODULES,
    Claim(f"both render their own text, {TURNS} times in turns", _in_turns),
    Claim(f"both render their own text, {TURNS} times in each of {THREADS} threads", _in_threads),
    Claim("an import on first call, in many threads at once, stays in its plugin", _late_imports),
    Claim("the host uses objects of both plugins directly", _objects_in_host),
    Claim("the two markupsafe.Markup classes differ and isinstance() is right", _markup_classes),
    Claim("each plugin accepts the other's Markup without escaping it", _objects_between_plugins),
    *HOST_CLAIMS,
    Claim("the host itself cannot import the plugins' modules", _host_cannot_import),
    Claim("closing one plugin's engine leaves the other plugin working", _closing_one),
)
