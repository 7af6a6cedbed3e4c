"""Plugin alpha: greets. It was written for jinja2 3.0 and fails on 3.1."""

from importlib.metadata import version

import jinja2
import markupsafe
import utils


@jinja2.contextfilter  # removed in jinja2 3.1
def sign(context, text):
    return f"{text}, says {context['plugin']}"


environment = jinja2.Environment(autoescape=True)
environment.filters["sign"] = sign
template = environment.from_string("{{ greeting }} {{ name }}{{ '!' | sign }}")


def render(name):
    return template.render(greeting=utils.GREETING, name=name, plugin=utils.PLUGIN)


def render_sandboxed(source, **values):
    from jinja2.sandbox import SandboxedEnvironment
    from wording import politely

    return politely(SandboxedEnvironment().from_string(source).render(**values))


def make_note(title, text):
    return utils.Note(title, markupsafe.Markup(f"<b>{markupsafe.escape(text)}</b>"))


def versions():
    return {name: version(name) for name in ("jinja2", "markupsafe")}
