"""Plugin beta: lists facts. It needs the `items` filter that came with jinja2 3.1."""

from importlib.metadata import version

import jinja2
import markupsafe
import utils


environment = jinja2.Environment(autoescape=True)
template = environment.from_string(
    "{% for key, value in facts | items %}{{ key }} is {{ value }}{{ ', ' if not loop.last }}"
    "{% endfor %}"
)


def render(name):
    return template.render(facts=utils.facts_about(name))


def render_sandboxed(source, **values):
    from jinja2.sandbox import SandboxedEnvironment
    from wording import bluntly

    return bluntly(SandboxedEnvironment().from_string(source).render(**values))


def make_note(title, text):
    return utils.Note(title, markupsafe.Markup(f"<i>{markupsafe.escape(text)}</i>"))


def versions():
    return {name: version(name) for name in ("jinja2", "markupsafe")}
