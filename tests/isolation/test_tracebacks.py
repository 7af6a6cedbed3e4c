"""No frame of the import machinery is in a traceback through an engine (trap 8)."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

import importengine
from importengine import ImportEngine
from tests.support import TreeBuilder


OURS = str(Path(importengine.__file__).parent)
FILES = {
    "raises.py": "raise LookupError('of the module')",
    "wrong.py": "def (",
    "empty.py": "",
    "pkg/__init__.py": "",
    "pkg/deep.py": "import raises",
    "pkg/deeper.py": "from pkg import deep",
    "pkg/lacks.py": "from . import absent",
    "by_name.py": "import importlib\nimportlib.import_module('raises')",
    "missing_by_name.py": "import importlib\nimportlib.import_module('absent')",
    "reloads.py": "import importlib, empty\nimportlib.reload(empty)",
    "late.py": "def function(name):\n    return __import__(name)",
}


@pytest.fixture
def engine(tree: TreeBuilder) -> ImportEngine:
    return ImportEngine(path=[tree(FILES)])


def frames(traceback: TracebackType | None) -> list[str]:
    """Return the file and function of each frame below the one of the test."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"{Path(code.co_filename).name}:{code.co_name}")
        assert not code.co_filename.startswith((OURS, "<frozen importlib", importlib.__path__[0]))
        traceback = traceback.tb_next
    return found[1:]


CASES: list[tuple[str, type[BaseException], list[str]]] = [
    ("import absent", ModuleNotFoundError, []),
    ("import pkg.absent", ModuleNotFoundError, []),
    ("import empty.absent", ModuleNotFoundError, []),
    ("from empty import absent", ImportError, []),
    ("from pkg import absent", ImportError, []),
    ("import wrong", SyntaxError, []),
    ("import raises", LookupError, ["raises.py:<module>"]),
    ("import pkg.deep", LookupError, ["deep.py:<module>", "raises.py:<module>"]),
    (
        "import pkg.deeper",
        LookupError,
        ["deeper.py:<module>", "deep.py:<module>", "raises.py:<module>"],
    ),
    ("from pkg import deep", LookupError, ["deep.py:<module>", "raises.py:<module>"]),
    ("import pkg.lacks", ImportError, ["lacks.py:<module>"]),
    ("from .absent import x", ImportError, []),
]


@pytest.mark.parametrize(("statement", "kind", "below"), CASES, ids=[case[0] for case in CASES])
def test_a_statement_shows_the_modules_frames_alone(
    engine: ImportEngine, statement: str, kind: type[BaseException], below: list[str]
) -> None:
    namespace = engine.import_module("empty").__dict__
    with pytest.raises(kind) as caught:
        exec(statement, namespace)
    assert frames(caught.value.__traceback__) == ["<string>:<module>", *below]


WAYS: dict[str, Callable[[ImportEngine, str], Any]] = {
    "import_module": lambda engine, name: engine.import_module(name),
    "__import__": lambda engine, name: engine.__import__(name),
    "late.function": lambda engine, name: engine.import_module("late").function(name),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    ("name", "kind", "below"),
    [
        ("absent", ModuleNotFoundError, []),
        ("raises", LookupError, ["raises.py:<module>"]),
        ("wrong", SyntaxError, []),
        ("pkg.deeper", LookupError, ["deeper.py:<module>", "deep.py:<module>"]),
    ],
)
def test_a_call_shows_the_modules_frames_alone(
    engine: ImportEngine,
    way: Callable[[ImportEngine, str], Any],
    name: str,
    kind: type[BaseException],
    below: list[str],
) -> None:
    engine.import_module("late")
    with pytest.raises(kind) as caught:
        way(engine, name)
    # the lambda of the test, and the function where there is one
    found = frames(caught.value.__traceback__)[1:]
    assert [one for one in found if not one.startswith("late.py")][: len(below)] == below
    assert len(found) <= len(below) + 2


@pytest.mark.parametrize("name", ["by_name", "missing_by_name"])
def test_importlib_inside_shows_what_it_shows_in_the_host(engine: ImportEngine, name: str) -> None:
    with pytest.raises((LookupError, ImportError)) as caught:
        engine.import_module(name)
    files = [entry.filename for entry in traceback.extract_tb(caught.value.__traceback__)]
    assert not [file for file in files if file.startswith((OURS, "<frozen"))]


def test_flask_can_tell_a_missing_module_from_a_broken_one(engine: ImportEngine) -> None:
    """As `flask.cli.locate_app` and `werkzeug.utils.import_string` tell them apart."""
    namespace = engine.import_module("empty").__dict__
    exec(
        "import sys\n"
        "def is_missing(name):\n"
        "    try:\n"
        "        __import__(name)\n"
        "    except ImportError:\n"
        "        return sys.exc_info()[2].tb_next is None\n",
        namespace,
    )
    assert namespace["is_missing"]("absent")
    assert namespace["is_missing"]("pkg.absent")
    assert not namespace["is_missing"]("pkg.lacks")


def test_the_printed_error_shows_the_modules_alone(
    engine: ImportEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        engine.import_module("pkg.deeper")
    except LookupError:
        traceback.print_exc()
    printed = capsys.readouterr().err
    assert OURS not in printed
    assert "frozen importlib" not in printed
    assert printed.count("File ") == 4


def test_an_error_in_an_active_engine_shows_the_modules_alone(engine: ImportEngine) -> None:
    for context in (engine.activate(), engine.installed()):
        with context, pytest.raises(LookupError) as caught:
            exec("import pkg.deep", {})
        found = frames(caught.value.__traceback__)
        assert found == ["<string>:<module>", "deep.py:<module>", "raises.py:<module>"]


def test_the_error_of_a_finder_shows_the_finder(tree: TreeBuilder) -> None:
    class Broken:
        def find_spec(self, *_: object) -> None:
            raise LookupError

    with pytest.raises(LookupError) as caught:
        ImportEngine(meta_path=[Broken()]).import_module("absent")
    assert caught.traceback[-1].name == "find_spec"
