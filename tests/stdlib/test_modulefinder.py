"""Tools that look modules up by name find those of the engine in an engine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.stdlib.conftest import Beside, Inside
from tests.support import TreeBuilder


FILES = {
    "helper.py": '''
        """The helper of the engine."""

        import pkg.sub

        VALUE = "of the engine"

        def function(x, y=1):
            """Do it."""
    ''',
    "pkg/__init__.py": "from . import sub",
    "pkg/sub.py": '''
        class Base:
            """A base of the engine."""

            def method(self): ...

        class Derived(Base):
            class Inner: ...
    ''',
    "script.py": "import helper\nimport absent_one\nimport json.decoder",
    "main.py": """
        import modulefinder
        import os
        import pyclbr
        import pydoc
        import rlcompleter

        import helper

        HERE = os.path.dirname(__file__)

        def find():
            finder = modulefinder.ModuleFinder(excludes=["json"])
            finder.run_script(os.path.join(HERE, "script.py"))
            return finder

        def classes(name):
            return pyclbr.readmodule(name)

        def everything(name):
            return pyclbr.readmodule_ex(name)

        def rendered(thing):
            return pydoc.render_doc(thing, renderer=pydoc.plaintext)

        def located(name):
            return pydoc.locate(name)

        def completed(text, namespace=None):
            completer = rlcompleter.Completer({"helper": helper} if namespace is None else namespace)
            return [completer.complete(text, number) for number in range(3)]
    """,
}


@pytest.fixture
def main(inside: Inside, beside: Beside) -> Any:
    """Return the module `main` of an engine."""
    beside(
        {
            "helper.py": "host = True",
            "pkg/__init__.py": "host = True",
            "pkg/sub.py": "class OfTheHost: ...",
        }
    )
    return inside(FILES)


def test_modulefinder_finds_the_modules_of_a_script_on_the_engines_path(main: Any) -> None:
    finder = main.find()
    assert {"__main__", "helper", "pkg", "pkg.sub"} <= finder.modules.keys()
    assert finder.modules["helper"].__file__ == str(Path(main.HERE) / "helper.py")
    assert "absent_one" in finder.badmodules


def test_pyclbr_reads_the_classes_of_a_module_on_the_engines_path(main: Any) -> None:
    classes = main.classes("pkg.sub")
    assert sorted(classes) == ["Base", "Derived"]
    assert classes["Derived"].super == [classes["Base"]]
    assert list(classes["Derived"].children) == ["Inner"]
    assert classes["Base"].file == str(Path(main.HERE) / "pkg" / "sub.py")
    assert main.everything("helper")["function"].lineno == 8


def test_pyclbr_of_two_engines_reads_two_modules(tree: TreeBuilder, tmp_path: Path) -> None:
    text = "import pyclbr\ndef read():\n    return list(pyclbr.readmodule('subject'))"
    for name in ("One", "Two"):
        tree({f"{name}/main.py": text, f"{name}/subject.py": f"class {name}: ..."})
    one, two = (ImportEngine([tmp_path / name]).import_module("main") for name in ("One", "Two"))
    assert (one.read(), two.read()) == (["One"], ["Two"])


def test_pydoc_renders_modules_of_the_engine(main: Any) -> None:
    for thing in ("helper", main.helper):
        text = main.rendered(thing)
        assert "helper - The helper of the engine." in text
        assert "function(x, y=1)" in text
        assert "VALUE = 'of the engine'" in text
    assert "A base of the engine." in main.rendered("pkg.sub.Base")


def test_pydoc_locates_things_in_the_engine(main: Any) -> None:
    assert main.located("helper") is main.helper
    assert main.located("pkg.sub.Derived.Inner") is main.helper.pkg.sub.Derived.Inner
    assert main.located("pkg.absent") is None
    assert main.located("absent_one") is None
    assert main.located("len") is len


def test_pydoc_tells_of_a_module_that_fails(main: Any, tree: TreeBuilder) -> None:
    tree({"plugin/failing.py": "raise LookupError('on purpose')"})
    exec("import importlib\nimportlib.invalidate_caches()", vars(main))
    with pytest.raises(main.pydoc.ErrorDuringImport, match="LookupError: on purpose"):
        main.located("failing")
    assert "failing" not in sys.modules


def test_help_of_the_engine_shows_the_engines_module(
    main: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    main.pydoc.Helper(output=sys.stdout)("helper")
    assert "The helper of the engine." in capsys.readouterr().out


def test_a_completer_completes_names_of_the_engines_modules(main: Any) -> None:
    assert main.completed("helper.VA") == ["helper.VALUE", None, None]
    assert main.completed("hel", {"helper_two": 1})[0] == "helper_two"
    assert main.completed("helper.pkg.sub.Der")[0].startswith("helper.pkg.sub.Derived")


def test_a_completer_completes_names_of_the_engines_script(tree: TreeBuilder) -> None:
    root = tree(
        {
            "script.py": """
                import rlcompleter

                only_in_the_script = 1
                import builtins
                builtins.only_in_the_engine = 2
                completer = rlcompleter.Completer()
                found = completer.complete("only_in_the_s", 0), completer.complete("only_in_the_e", 0)
            """
        }
    )
    names = ImportEngine([root]).run_path(root / "script.py")
    assert names["found"] == ("only_in_the_script", "only_in_the_engine")
