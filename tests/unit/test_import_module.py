"""`import_module` and `find_spec`, which have the contracts of importlib's functions."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


SOURCES = {"pkg": "", "pkg.sub": "", "pkg.sub.leaf": "", "broken": "import absent", "single": ""}


@pytest.fixture
def engine() -> ImportEngine:
    return ImportEngine(name="test", meta_path=[MemoryFinder(SOURCES)])


@pytest.mark.parametrize(
    ("name", "package", "fullname"),
    [
        ("pkg", None, "pkg"),
        ("pkg.sub", None, "pkg.sub"),
        ("pkg.sub", "single", "pkg.sub"),
        (".sub", "pkg", "pkg.sub"),
        ("..sub.leaf", "pkg.sub", "pkg.sub.leaf"),
        (".", "pkg", "pkg"),
    ],
)
def test_a_name_is_absolute_or_relative_to_the_package(
    engine: ImportEngine, host_unchanged: None, name: str, package: str | None, fullname: str
) -> None:
    module = engine.import_module(name, package)
    assert module is engine.modules[fullname]
    assert module.__name__ == fullname
    assert engine.import_module(name=name, package=package) is module


def test_parents_are_imported_first_and_get_the_child(
    engine: ImportEngine, host_unchanged: None
) -> None:
    leaf = engine.import_module("pkg.sub.leaf")
    assert list(engine.modules)[-3:] == ["pkg", "pkg.sub", "pkg.sub.leaf"]
    assert engine.modules["pkg"].sub.leaf is leaf


@pytest.mark.parametrize(
    ("name", "package"), [("", None), (".sub", None), (".sub", ""), ("..sub", "json"), (".x", 3)]
)
def test_bad_arguments_raise_what_importlib_raises(
    engine: ImportEngine, host_unchanged: None, name: str, package: Any
) -> None:
    with pytest.raises(Exception) as expected:  # noqa: PT011, RUF100
        importlib.import_module(name, package)
    with pytest.raises(expected.type) as caught:
        engine.import_module(name, package)
    assert caught.value.args == expected.value.args


def test_a_name_that_is_not_text_is_refused(engine: ImportEngine) -> None:
    with pytest.raises(TypeError):
        engine.import_module(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "missing", "message"),
    [
        ("absent", "absent", "No module named 'absent'"),
        ("pkg.absent", "pkg.absent", "No module named 'pkg.absent'"),
        ("absent.sub", "absent", "No module named 'absent'"),
        ("single.sub", "single.sub", "No module named 'single.sub'; 'single' is not a package"),
        ("broken", "absent", "No module named 'absent'"),
    ],
)
def test_a_missing_module_is_named_by_the_error(
    engine: ImportEngine, host_unchanged: None, name: str, missing: str, message: str
) -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        engine.import_module(name)
    assert caught.value.name == missing
    assert caught.value.msg == message


@pytest.mark.parametrize("name", ["absent", "pkg.absent", "absent.sub", "single.sub", "broken"])
def test_an_error_is_printed_without_an_import_in_the_host(
    engine: ImportEngine, host: pytest.MonkeyPatch, name: str
) -> None:
    # traceback looks for similar names, and for extension modules of other interpreters
    on_host = MemoryFinder({"pkg": "", "single": "", "absent": ""})
    sys.meta_path.append(on_host)
    with pytest.raises(ModuleNotFoundError) as caught:
        engine.import_module(name)
    lines = traceback.format_exception(caught.value)
    assert lines[-1].startswith("ModuleNotFoundError: No module named")
    assert sys.modules.keys().isdisjoint(on_host.sources)


def test_a_failed_module_leaves_no_trace(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"pkg/__init__.py": "", "pkg/bad.py": "import pkg.good; 1 / 0", "pkg/good.py": ""})
    engine = ImportEngine([root])
    with pytest.raises(ZeroDivisionError):
        engine.import_module("pkg.bad")
    assert "pkg.bad" not in engine.modules
    assert not hasattr(engine.modules["pkg"], "bad")
    assert "pkg.good" in engine.modules


def test_the_traceback_starts_in_the_caller_s_frame_and_goes_on_in_the_module(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree({"a.py": "import b", "b.py": "1 / 0"})])
    with pytest.raises(ZeroDivisionError) as caught:
        engine.import_module("a")
    files = [entry.path for entry in caught.traceback]
    assert [str(file).rpartition("/")[2] for file in files][-2:] == ["a.py", "b.py"]
    assert not [file for file in map(str, files[1:-2]) if "importlib" in file]


def test_a_module_may_replace_itself(host_unchanged: None) -> None:
    sources = {"a": "import sys\nsys.modules[__name__] = 'something else'"}
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    assert engine.import_module("a") == "something else"


def test_a_circular_import_sees_the_module_as_far_as_it_is(host_unchanged: None) -> None:
    sources = {"a": "early = 1\nimport b\nlate = 2", "b": "import a\nseen = sorted(vars(a))"}
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    engine.import_module("a")
    assert "early" in engine.modules["b"].seen
    assert "late" not in engine.modules["b"].seen


def test_find_spec_finds_without_loading(engine: ImportEngine, host_unchanged: None) -> None:
    spec = engine.find_spec("single")
    assert spec is not None
    assert spec.name == "single"
    assert "single" not in engine.modules


def test_find_spec_imports_the_parents(engine: ImportEngine, host_unchanged: None) -> None:
    assert engine.find_spec(".sub", "pkg") is not None
    assert "pkg" in engine.modules
    assert "pkg.sub" not in engine.modules


def test_find_spec_of_a_loaded_module_is_its_own(
    engine: ImportEngine, host_unchanged: None
) -> None:
    assert engine.find_spec("single") is not engine.import_module("single").__spec__
    assert engine.find_spec(name="single") is engine.modules["single"].__spec__


def test_find_spec_of_a_module_that_does_not_exist_is_none(
    engine: ImportEngine, host_unchanged: None
) -> None:
    assert engine.find_spec("absent") is None
    assert engine.find_spec("pkg.absent") is None


@pytest.mark.parametrize("name", ["absent.sub", "single.sub"])
def test_find_spec_needs_a_parent_that_is_a_package(
    engine: ImportEngine, host_unchanged: None, name: str
) -> None:
    with pytest.raises(ModuleNotFoundError):
        engine.find_spec(name)


def test_find_spec_of_none_in_modules_is_none(engine: ImportEngine) -> None:
    engine.modules["single"] = None
    assert engine.find_spec("single") is None


@pytest.mark.parametrize("delete", [True, False])
def test_find_spec_refuses_a_loaded_module_without_spec(engine: ImportEngine, delete: bool) -> None:
    module = engine.modules["single"] = ModuleType("single")
    if delete:
        del module.__spec__
    with pytest.raises(ValueError, match=r"single\.__spec__ is"):
        engine.find_spec("single")


@pytest.mark.parametrize(("name", "package"), [(".sub", None), (".sub", ""), ("..sub", "json")])
def test_find_spec_with_bad_arguments_raises_what_importlib_raises(
    engine: ImportEngine, name: str, package: str | None
) -> None:
    with pytest.raises(Exception) as expected:  # noqa: PT011, RUF100
        importlib.util.find_spec(name, package)
    with pytest.raises(expected.type):
        engine.find_spec(name, package)
