"""`reload`: the module is executed again in place, by the contract of importlib's."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


def engine_over(sources: dict[str, str]) -> ImportEngine:
    return ImportEngine(name="test", meta_path=[MemoryFinder(sources)])


def test_the_module_stays_the_same_object_and_keeps_its_names(host_unchanged: None) -> None:
    sources = {"a": "x = 1\nold = 1"}
    engine = engine_over(sources)
    module = engine.import_module("a")
    module.added = 1
    sources["a"] = "x = 2"
    assert engine.reload(module) is module
    assert (module.x, module.old, module.added) == (2, 1, 1)


def test_a_reloaded_file_is_read_again(tree: TreeBuilder, host_unchanged: None) -> None:
    engine = ImportEngine([tree({"pkg/__init__.py": "", "pkg/a.py": "x = 1"})])
    module = engine.import_module("pkg.a")
    tree({"pkg/a.py": "x = 'longer'"})
    assert engine.reload(module).x == "longer"


def test_imports_of_the_reloaded_code_stay_in_the_engine(host_unchanged: None) -> None:
    sources = {"a": "", "b": ""}
    engine = engine_over(sources)
    module = engine.import_module("a")
    sources["a"] = "import b"
    engine.reload(module)
    assert module.b is engine.modules["b"]


def test_a_module_that_fails_to_reload_stays(host_unchanged: None) -> None:
    sources = {"a": "x = 1"}
    engine = engine_over(sources)
    module = engine.import_module("a")
    sources["a"] = "x = 2\n1 / 0"
    with pytest.raises(ZeroDivisionError):
        engine.reload(module)
    assert engine.modules["a"] is module
    assert module.x == 2


def test_a_module_may_replace_itself_while_it_is_reloaded(host_unchanged: None) -> None:
    sources = {"a": ""}
    engine = engine_over(sources)
    module = engine.import_module("a")
    sources["a"] = "import sys\nsys.modules[__name__] = 'other'"
    assert engine.reload(module) == "other"


def test_a_module_that_reloads_itself_is_executed_once_more(host_unchanged: None) -> None:
    sources = {"a": "runs = []"}
    engine = ImportEngine()
    engine.meta_path.append(MemoryFinder(sources))
    module = engine.import_module("a")
    sources["a"] = "import importlib, sys\nruns.append(1)\nimportlib.reload(sys.modules['a'])"
    engine.reload(module)
    assert module.runs == [1]


def test_a_namespace_package_is_reloaded(tree: TreeBuilder, host_unchanged: None) -> None:
    engine = ImportEngine([tree({"ns/a.py": ""})])
    module = engine.import_module("ns")
    assert engine.reload(module) is module
    assert engine.import_module("ns.a")


class Named:
    __name__ = "a"


@pytest.mark.parametrize("argument", ["a", None, object()])
def test_something_without_a_module_name_is_refused(argument: Any) -> None:
    with pytest.raises(TypeError, match=r"reload\(\) argument must be a module"):
        engine_over({}).reload(argument)


def test_an_object_that_stands_for_a_module_is_reloaded_as_by_importlib(
    host_unchanged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = MemoryFinder({"a": "x = 1"})
    with monkeypatch.context() as patch:
        standing: Any = Named()
        patch.setitem(sys.modules, "a", standing)
        patch.setattr(sys, "meta_path", [finder, *sys.meta_path])
        assert importlib.reload(standing).x == 1
    engine = ImportEngine(meta_path=[finder])
    standing = engine.modules["a"] = Named()
    assert engine.reload(standing).x == 1


def test_a_module_that_is_not_in_the_engine_is_refused(host_unchanged: None) -> None:
    engine = engine_over({"a": ""})
    engine.import_module("a")
    with pytest.raises(ImportError, match=r"module a not in sys\.modules") as caught:
        engine.reload(ModuleType("a"))
    assert caught.value.name == "a"


def test_a_module_that_is_not_found_again_is_refused(host_unchanged: None) -> None:
    sources = {"a": ""}
    engine = engine_over(sources)
    module = engine.import_module("a")
    del sources["a"]
    with pytest.raises(ModuleNotFoundError, match="spec not found for the module 'a'"):
        engine.reload(module)


def test_a_module_whose_parent_is_gone_is_refused(host_unchanged: None) -> None:
    engine = engine_over({"p": "", "p.a": ""})
    module = engine.import_module("p.a")
    del engine.modules["p"]
    with pytest.raises(ImportError, match=r"parent 'p' not in sys\.modules") as caught:
        engine.reload(module)
    assert caught.value.name == "p"


def test_importlib_reload_in_the_engine_s_code_is_the_engine_s(host_unchanged: None) -> None:
    sources = {
        "a": "import importlib, b\ndef again():\n    return importlib.reload(b)",
        "b": "x = 1",
    }
    engine = ImportEngine()
    engine.meta_path.append(MemoryFinder(sources))
    again = engine.import_module("a").again
    sources["b"] = "x = 2"
    assert again() is engine.modules["b"]
    assert engine.modules["b"].x == 2
