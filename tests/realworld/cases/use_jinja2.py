"""jinja2: inheritance, macros, sandbox, async; extensions by name and compiled templates late."""

from __future__ import annotations

import asyncio
import tempfile
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment


PAGES = {
    "base.html": "<title>{% block title %}base{% endblock %}</title>{% block body required %}{% endblock %}",
    "forms.html": "{% macro field(name, value='') %}<i n='{{ name }}'>{{ value }}</i>{% endmacro %}",
    "page.html": (
        "{% extends 'base.html' %}{% import 'forms.html' as forms %}"
        "{% block title %}{{ super() }}, {{ name }}{% endblock %}"
        "{% block body %}{% for item in items if item is odd -%}"
        "{{ forms.field(loop.index, item) }}{% endfor %}{% endblock %}"
    ),
}


def work() -> dict[str, Any]:
    environment = jinja2.Environment(loader=jinja2.DictLoader(PAGES), autoescape=True)
    environment.filters["loud"] = str.upper
    page = environment.get_template("page.html").render(name="<b>", items=[1, 2, 3])
    expression = environment.compile_expression("items | map('loud') | join('-')")
    try:
        environment.from_string("line\n{{ 1 / number }}").render(number=0)
    except ZeroDivisionError as error:
        trace = error.__traceback__
        while trace.tb_next is not None:
            trace = trace.tb_next
    sandbox = SandboxedEnvironment()
    try:
        sandbox.from_string("{{ f.__globals__.os }}").render(f=work)
    except jinja2.exceptions.SecurityError as error:
        refused = str(error)
    return {
        "version": jinja2.__version__,
        "page": page,
        "expression": expression(items=["a", "b"]),
        "line": trace.tb_lineno,
        "refused": refused,
        "undefined": repr(environment.from_string("{{ a.b is defined }}").render(a=1)),
    }


def late() -> dict[str, Any]:
    environment = jinja2.Environment(
        loader=jinja2.DictLoader({**PAGES, "do.txt": "{% do ns.append(4) %}{{ ns }}"}),
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"],
    )
    compiled = tempfile.mkdtemp(dir=".")
    environment.compile_templates(compiled, zip=None)
    ready = jinja2.Environment(loader=jinja2.ModuleLoader(compiled))
    environment.install_gettext_callables(str.upper, lambda one, many, n: one if n == 1 else many)

    async def counted() -> str:
        asynchronous = jinja2.Environment(enable_async=True)
        template = asynchronous.from_string("{% for n in ns %}{{ loop.length }}{{ n }}{% endfor %}")
        return await template.render_async(ns=[1, 2])

    return {
        "do": environment.get_template("do.txt").render(ns=[3]),
        "ready": ready.get_template("page.html").render(name="c", items=[5]),
        "translated": environment.from_string("{% trans %}hello{% endtrans %}").render(),
        "async": asyncio.run(counted()),
    }
