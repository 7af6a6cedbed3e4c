"""`ImportEngine.__import__`: arguments, results and errors are those of the builtin."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any

import pytest

from importengine import ImportEngine
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


SOURCES = {
    "pkg": "__all__ = ['sub', 'attribute']\nattribute = 1",
    "pkg.sub": "value = 1",
    "pkg.sub.leaf": "",
    "other": "",
    "other.wrong": "__all__ = [3]",
    "other.wrong.x": "",
}


@pytest.fixture
def engine() -> ImportEngine:
    return ImportEngine(name="test", meta_path=[MemoryFinder(SOURCES)])


@pytest.mark.parametrize(
    ("name", "fromlist", "level", "result"),
    [
        ("pkg", (), 0, "pkg"),
        ("pkg.sub", (), 0, "pkg"),
        ("pkg.sub.leaf", None, 0, "pkg"),
        ("pkg.sub", ("value",), 0, "pkg.sub"),
        ("pkg", ["sub"], 0, "pkg"),
        ("", ("sub",), 1, "pkg"),
        ("sub", (), 1, "pkg.sub"),
        ("sub", ("value",), 1, "pkg.sub"),
        ("sub.leaf", (), 1, "pkg.sub"),
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_the_result_is_the_first_part_or_with_a_fromlist_the_last(  # noqa: PLR0917
    engine: ImportEngine,
    host_unchanged: None,
    name: str,
    fromlist: Any,
    level: int,
    result: str,
    times: int,
) -> None:
    namespace = {"__name__": "pkg.me", "__package__": "pkg"}
    engine.import_module("pkg")
    for _ in range(times):
        module = engine.__import__(name, namespace, None, fromlist, level)
    assert module is engine.modules[result]
    assert module is engine.__import__(
        name=name, globals=namespace, locals={}, fromlist=fromlist, level=level
    )


def test_a_relative_import_is_from_the_package_of_the_namespace(
    engine: ImportEngine, host_unchanged: None
) -> None:
    engine.import_module("pkg")
    by_spec = {"__spec__": ModuleSpec("pkg.me", None)}
    assert engine.__import__("sub", by_spec, None, (), 1) is engine.modules["pkg.sub"]


@pytest.mark.parametrize(
    ("namespace", "warning"),
    [
        ({"__name__": "pkg.me"}, "falling back on __name__ and __path__"),
        ({"__name__": "pkg", "__path__": []}, "falling back on __name__ and __path__"),
        (
            {"__package__": "pkg", "__spec__": ModuleSpec("elsewhere.me", None)},
            r"__package__ != __spec__\.parent",
        ),
    ],
)
def test_an_uncertain_package_is_warned_of(
    engine: ImportEngine, host_unchanged: None, namespace: dict[str, Any], warning: str
) -> None:
    engine.import_module("pkg")
    with pytest.warns(Warning, match=warning) as caught:
        assert engine.__import__("sub", namespace, None, (), 1) is engine.modules["pkg.sub"]
    assert len(caught) == 1
    # the warning is of the importing line
    assert caught[0].filename == __file__


def test_names_of_the_fromlist_are_imported_where_they_are_submodules(
    engine: ImportEngine, host_unchanged: None
) -> None:
    package = engine.__import__("pkg", fromlist=["sub", "attribute", "no_such_name"])
    assert package.sub is engine.modules["pkg.sub"]
    assert "pkg.attribute" not in engine.modules


def test_a_star_imports_the_submodules_in_all(engine: ImportEngine, host_unchanged: None) -> None:
    engine.__import__("pkg", fromlist=["*"])
    assert "pkg.sub" in engine.modules


def test_a_star_of_a_package_without_all_imports_nothing(
    engine: ImportEngine, host_unchanged: None
) -> None:
    engine.__import__("other", fromlist=["*"])
    assert "other.wrong" not in engine.modules


@pytest.mark.parametrize(
    ("name", "namespace", "level"),
    [
        ("", None, 0),
        ("", {}, 0),
        (3, None, 0),
        (None, None, 0),
        ("json", None, -1),
        ("json", None, 1),
        ("json", {}, 1),
        ("json", 3, 1),
        ("json", {"__name__": 3}, 1),
        ("json", {"__package__": 3}, 1),
        ("json", {"__package__": ""}, 1),
        ("json", {"__package__": "json"}, 2),
        ("absent_name", {"__package__": "json"}, 1),
        ("absent_name", {"__package__": None, "__name__": "__main__", "__spec__": None}, 1),
        ("json", {"__package__": None, "__spec__": object()}, 1),
        ("absent_name", None, 0),
        ("json.absent_name", None, 0),
        ("json.decoder.absent_name", None, 0),
        ("absent_name.sub", None, 0),
    ],
)
@pytest.mark.filterwarnings("ignore::ImportWarning")
def test_bad_arguments_raise_what_the_builtin_raises(
    host_unchanged: None, name: Any, namespace: Any, level: int
) -> None:
    expected = _error_of(lambda: builtins.__import__(name, namespace, None, (), level))
    engine = ImportEngine()
    engine.import_module("json")
    assert _error_of(lambda: engine.__import__(name, namespace, None, (), level)) == expected


@pytest.mark.parametrize("fromlist", [[3], ("*", 3), [None], 3])
def test_a_bad_fromlist_raises_what_the_builtin_raises(host_unchanged: None, fromlist: Any) -> None:
    expected = _error_of(lambda: builtins.__import__("json", None, None, fromlist, 0))
    error = _error_of(lambda: ImportEngine().__import__("json", None, None, fromlist, 0))
    assert error == expected


def test_an_item_of_all_that_is_not_text_is_refused(
    engine: ImportEngine, host_unchanged: None
) -> None:
    with pytest.raises(TypeError, match=r"Item in other.wrong.__all__ must be str, not int"):
        engine.__import__("other.wrong", fromlist=["*"])


def _error_of(call: Callable[[], Any]) -> tuple[type, tuple[Any, ...], str | None]:
    try:
        call()
    except Exception as error:
        return type(error), error.args, getattr(error, "name", None)
    pytest.fail("nothing was raised")


def test_a_relative_import_of_a_package_that_is_gone_names_it(
    engine: ImportEngine, host_unchanged: None
) -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        engine.__import__("x", {"__package__": "gone"}, None, (), 1)
    assert caught.value.name == "gone"


def test_an_engine_s_import_serves_as_the_builtin_one(
    tree: TreeBuilder, host_unchanged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"pep406_swap/__init__.py": "", "pep406_swap/sub.py": "x = 1"})
    engine = ImportEngine([root])
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", engine.__import__)
        import pep406_swap.sub as sub  # type: ignore[import-not-found]  # noqa: PLR0402
        from pep406_swap.sub import x
    assert sub is engine.modules["pep406_swap.sub"]
    assert x == 1


STATEMENTS = {
    "import pkg.sub": "pkg.sub.value",
    "import pkg.sub as name": "name.value",
    "from pkg import sub": "sub.value",
    "from pkg.sub import value": "value",
    "from pkg.sub import value as name": "name",
    "from pkg import *": "sub.value",
    "from pkg.sub import *": "value",
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_in_the_engine_s_code_binds(host_unchanged: None, statement: str) -> None:
    code = f"{statement}\nresult = {STATEMENTS[statement]}"
    engine = ImportEngine(meta_path=[MemoryFinder({**SOURCES, "a": code})])
    assert engine.import_module("a").result == 1


@pytest.mark.parametrize(
    "statement", ["from . import sub", "from .sub import value", "from .. import pkg"]
)
def test_a_relative_statement_in_the_engine_s_code_binds(
    host_unchanged: None, statement: str
) -> None:
    sources = {
        "top": "",
        "top.pkg": "",
        "top.pkg.sub": "value = 1",
        "top.pkg.a": f"{statement}\nbound = True",
    }
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    assert engine.import_module("top.pkg.a").bound


def test_a_name_that_is_absent_raises_cpython_s_error(host_unchanged: None) -> None:
    sources = {"a": "from b import absent", "b": ""}
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    with pytest.raises(ImportError, match="cannot import name 'absent' from 'b'") as caught:
        engine.import_module("a")
    assert caught.value.name == "b"


def test_a_name_of_a_partly_loaded_module_is_told_as_circular(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree({"a.py": "import b\nlate = 1", "b.py": "from a import late"})])
    with pytest.raises(ImportError, match="most likely due to a circular import"):
        engine.import_module("a")


def test_a_module_that_is_no_module_gives_its_names(host_unchanged: None) -> None:
    sources = {
        "a": "from b import x\nfrom b import y",
        "b": """
            import sys
            class Lazy:
                x = 1
                __name__ = "b"
                def __getattr__(self, name):
                    if name != "y":
                        raise AttributeError(name)
                    return 2
            sys.modules[__name__] = Lazy()
        """,
    }
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    module = engine.import_module("a")
    assert (module.x, module.y) == (1, 2)


def test_a_circular_import_as_takes_the_partly_loaded_child(host_unchanged: None) -> None:
    sources = {"p": "", "p.a": "import p.b as b", "p.b": "import p.a as a\nx = 1"}
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    engine.import_module("p.a")
    assert engine.modules["p.b"].a is engine.modules["p.a"]


def test_a_circular_from_import_takes_the_partly_loaded_child(host_unchanged: None) -> None:
    sources = {"p": "", "p.a": "from p import b", "p.b": "from p import a"}
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    engine.import_module("p.a")
    assert engine.modules["p.b"].a is engine.modules["p.a"]


def test_a_parent_that_takes_no_attributes_is_warned_of(host_unchanged: None) -> None:
    sources = {
        "p": """
            import sys
            class Closed:
                __slots__ = ()
                __path__ = []
                __name__ = "p"
                __spec__ = None
            sys.modules[__name__] = Closed()
        """,
        "p.b": "",
    }
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    with pytest.warns(ImportWarning, match="Cannot set an attribute on 'p' for child module 'b'"):
        engine.import_module("p.b")
