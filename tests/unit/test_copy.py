"""`from_engine`: a copy of another engine's state, independent both ways."""

from __future__ import annotations

import importlib
import sys

import pytest

from importengine import ImportEngine, ImportRefusedError, Policy, deny, sysengine
from importengine.virtual import is_own
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


FILES = {
    "a.py": "def late():\n    import late_one\n    return late_one",
    "b.py": "import c",
    "c.py": "",
    "late_one.py": "",
    "pkg/__init__.py": "",
    "pkg/sub.py": "",
}


@pytest.fixture
def original(tree: TreeBuilder) -> ImportEngine:
    engine = ImportEngine([tree(FILES)], name="original")
    engine.import_module("a")
    return engine


def test_a_copy_has_the_same_modules_path_and_policy(
    original: ImportEngine, host_unchanged: None
) -> None:
    original.policy = Policy(deny("forbidden"))
    copy = ImportEngine.from_engine(original, name="copy")
    assert repr(copy) == "<ImportEngine 'copy'>"
    assert copy.import_module("a") is original.modules["a"]
    assert copy.path == original.path
    assert copy.policy == original.policy
    with pytest.raises(ImportRefusedError):
        copy.import_module("forbidden")


@pytest.mark.parametrize(
    "name", ["path", "meta_path", "path_hooks", "path_importer_cache", "modules"]
)
@pytest.mark.parametrize("of_host", [True, False])
def test_a_copy_has_containers_of_its_own(
    original: ImportEngine, host_unchanged: None, name: str, of_host: bool
) -> None:
    source = sysengine if of_host else original
    copy = ImportEngine.from_engine(source)
    assert getattr(copy, name) is not getattr(source, name)
    before = len(getattr(source, name))
    getattr(copy, name).clear()
    assert len(getattr(source, name)) == before


def test_what_a_copy_imports_the_original_does_not_have(
    original: ImportEngine, host_unchanged: None
) -> None:
    copy = ImportEngine.from_engine(original)
    copy.import_module("b")
    assert {"b", "c"} <= copy.modules.keys()
    assert original.modules.keys().isdisjoint({"b", "c"})


def test_what_the_original_imports_a_copy_does_not_have(
    original: ImportEngine, host_unchanged: None
) -> None:
    copy = ImportEngine.from_engine(original)
    b = original.import_module("b")
    assert copy.modules.keys().isdisjoint({"b", "c"})
    assert copy.import_module("b") is not b


def test_a_copied_module_imports_where_it_was_loaded(
    original: ImportEngine, host_unchanged: None
) -> None:
    copy = ImportEngine.from_engine(original)
    assert copy.import_module("a").late() is original.modules["late_one"]
    assert "late_one" not in copy.modules


def test_submodules_of_a_copied_package_are_imported_where_it_was_loaded(
    original: ImportEngine, host_unchanged: None
) -> None:
    original.import_module("pkg")
    copy = ImportEngine.from_engine(original)
    assert copy.import_module("pkg.sub") is original.modules["pkg.sub"]


def test_a_removed_module_loads_anew_in_the_copy(
    original: ImportEngine, host_unchanged: None
) -> None:
    copy = ImportEngine.from_engine(original)
    del copy.modules["a"]
    a = copy.import_module("a")
    assert a is not original.modules["a"]
    assert a.late() is copy.modules["late_one"]


def test_finders_and_hooks_of_other_people_are_taken_over(host_unchanged: None) -> None:
    finder = MemoryFinder({"x": ""})
    original = ImportEngine(meta_path=[finder], path_hooks=[])
    copy = ImportEngine.from_engine(original)
    assert copy.meta_path == [finder]
    assert copy.path_hooks == []


def test_shares_are_taken_over(original: ImportEngine, host_unchanged: None) -> None:
    lender = ImportEngine(original.path, share="pytest")
    copy = ImportEngine.from_engine(lender)
    assert copy.import_module("pytest") is pytest


@pytest.mark.parametrize("name", ["sys", "builtins", "importlib", "importlib.util"])
def test_a_copy_of_the_host_has_its_own(host_unchanged: None, name: str) -> None:
    copy = ImportEngine.from_engine(sysengine)
    assert copy.import_module(name) is not sys.modules[name]
    assert copy.import_module(name) is copy.modules[name]


@pytest.mark.parametrize("name", ["sys", "builtins", "importlib", "importlib.util"])
def test_a_copy_of_an_engine_has_its_own(
    original: ImportEngine, host_unchanged: None, name: str
) -> None:
    theirs = original.import_module(name)
    copy = ImportEngine.from_engine(original)
    assert copy.import_module(name) not in (theirs, sys.modules[name])


def test_a_copy_of_the_host_starts_with_all_its_modules(host_unchanged: None) -> None:
    copy = ImportEngine.from_engine(sysengine)
    made_later = {name for name in sys.modules if is_own(name)}
    assert copy.modules.keys() >= sys.modules.keys() - made_later
    assert copy.modules.keys() >= {"sys", "builtins", "importlib", "importlib.util"}
    assert copy.path == sys.path
    assert copy.import_module("pytest") is pytest
    assert copy.import_module(__name__) is sys.modules[__name__]


def test_modules_on_the_host_s_path_load_privately_in_a_copy_of_it(
    tree: TreeBuilder, host: pytest.MonkeyPatch
) -> None:
    root = tree({"from_copy_only.py": "import from_copy_also", "from_copy_also.py": ""})
    sys.path.insert(0, str(root))
    copy = ImportEngine.from_engine(sysengine)
    copy.import_module("from_copy_only")
    assert "from_copy_also" in copy.modules
    assert sys.modules.keys().isdisjoint({"from_copy_only", "from_copy_also"})


def test_importlib_of_a_copy_imports_into_it(tree: TreeBuilder, host_unchanged: None) -> None:
    copy = ImportEngine.from_engine(sysengine)
    copy.path = [str(tree({"m.py": ""}))]
    own = copy.import_module("importlib")
    assert own is not importlib
    assert own.import_module("m") is copy.modules["m"]


def test_a_strict_policy_does_not_prevent_a_copy(
    original: ImportEngine, host_unchanged: None
) -> None:
    original.import_module("importlib")
    original.policy = Policy(otherwise="deny")
    copy = ImportEngine.from_engine(original)
    with pytest.raises(ImportRefusedError):
        copy.import_module("importlib")


def test_a_copy_of_a_subclass_is_made_by_the_class_that_is_asked(host_unchanged: None) -> None:
    class Mine(ImportEngine):
        pass

    assert type(Mine.from_engine(ImportEngine())) is Mine
    assert type(ImportEngine.from_engine(Mine())) is ImportEngine


def test_a_module_of_a_standard_name_is_copied_as_any_other(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree({"code.py": "mine = True"})])
    module = engine.import_module("code")
    assert ImportEngine.from_engine(engine).modules["code"] is module
