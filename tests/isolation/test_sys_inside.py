"""Code in an engine sees a `sys` of its own engine (trap 3)."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.conftest import HostImport
from tests.support import TreeBuilder


@pytest.fixture
def engine(tree: TreeBuilder) -> ImportEngine:
    """Return an engine whose module `main` has the same name as one of the host's."""
    text = "import sys\nclass Thing: pass\n"
    return ImportEngine(path=[tree({"main.py": text, "host/main.py": text})])


def run(engine: ImportEngine, code: str) -> Any:
    """Return the value of an expression, or run statements, inside module `main`."""
    namespace = engine.import_module("main").__dict__
    with contextlib.suppress(SyntaxError):
        return eval(code, namespace)
    exec(code, namespace)
    return None


@pytest.mark.parametrize(
    "expression",
    [
        "sys.modules[__name__]",
        "sys.modules[Thing.__module__]",
        "sys.modules.get('main')",
        "getattr(sys, 'modules')['main']",
    ],
)
def test_a_module_finds_itself(
    engine: ImportEngine, import_in_host: HostImport, tmp_path: Path, expression: str
) -> None:
    import_in_host(tmp_path / "host", "main")
    assert run(engine, expression) is engine.modules["main"]


@pytest.mark.parametrize(
    "name", ["modules", "path", "meta_path", "path_hooks", "path_importer_cache"]
)
def test_the_import_state_is_the_engines(engine: ImportEngine, name: str) -> None:
    assert run(engine, f"sys.{name}") is getattr(engine, name)
    assert run(engine, f"__import__('sys').{name}") is not getattr(sys, name)
    run(engine, f"from sys import {name} as taken")
    assert run(engine, "taken") is getattr(engine, name)


@pytest.mark.parametrize(
    "statement",
    ["sys.path.append({!r})", "sys.path = [{!r}]", "sys.path[:] = [{!r}]", "sys.path += [{!r}]"],
)
def test_what_a_plugin_puts_on_its_path_is_found_by_it_alone(
    engine: ImportEngine, tree: TreeBuilder, statement: str
) -> None:
    root = tree({"more/extra.py": ""})
    run(engine, statement.format(str(root / "more")))
    assert run(engine, "__import__('extra')") is engine.modules["extra"]
    assert "extra" not in sys.modules


def test_a_plugin_may_put_an_object_in_place_of_a_module(engine: ImportEngine) -> None:
    run(engine, "sys.modules['other'] = thing = Thing()")
    assert run(engine, "__import__('other') is thing")
    assert "other" not in sys.modules


def test_a_module_that_a_plugin_removes_is_loaded_again(engine: ImportEngine) -> None:
    first = engine.import_module("main")
    run(engine, "del sys.modules['main']")
    assert engine.import_module("main") is not first


def test_standard_output_replaced_inside_is_replaced_for_print(
    engine: ImportEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    run(engine, "import io\nsys.stdout = stream = io.StringIO()\nprint('inside')")
    print("outside")  # noqa: T201
    assert run(engine, "stream.getvalue()") == "inside\noutside\n"
    assert sys.stdout is run(engine, "stream")


def test_standard_output_replaced_outside_is_replaced_inside(engine: ImportEngine) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as stream:
        run(engine, "sys.stdout.write('inside')")
    assert stream.getvalue() == "inside"


def test_what_is_no_import_state_is_the_real_one(
    engine: ImportEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["program"])
    for name in ("argv", "flags", "version_info", "getrefcount", "excepthook", "exc_info"):
        assert run(engine, f"sys.{name}") is getattr(sys, name)
    run(engine, "sys.of_a_test = 1")
    assert vars(sys)["of_a_test"] == 1
    run(engine, "del sys.of_a_test")
    assert not hasattr(sys, "of_a_test")
    with pytest.raises(AttributeError):
        run(engine, "sys.of_a_test")
    assert run(engine, "dir(sys)") == dir(sys)


def test_what_is_found_without_asking_the_module_is_there(tree: TreeBuilder) -> None:
    folder = tree(
        {"main.py": "import inspect, sys\nfound = inspect.getattr_static(sys, 'version')"}
    )
    engine = ImportEngine([folder])
    assert engine.import_module("main").found == sys.version
