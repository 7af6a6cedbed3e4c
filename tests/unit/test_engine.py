"""What an engine is made of: its constructor, its attributes, and their use after a change."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

from importengine import ImportEngine
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


class BytesPath:
    def __fspath__(self) -> bytes:
        return b"plugins"


def entries(path: Path) -> Iterator[Path]:
    yield path


@pytest.mark.parametrize("form", [list, tuple, iter, entries], ids=lambda form: form.__name__)
def test_the_path_is_any_iterable_of_entries(
    tree: TreeBuilder, host_unchanged: None, form: Callable[[Any], Any]
) -> None:
    root = tree({"a.py": "x = 1"})
    engine = ImportEngine(form(root) if form is entries else form([root]))
    assert engine.path == [str(root)]
    assert engine.import_module("a").x == 1


def test_the_path_given_is_copied() -> None:
    given = ["plugins"]
    engine = ImportEngine(given)
    engine.path.append("more")
    assert given == ["plugins"]


@pytest.mark.parametrize("path", ["plugins", b"plugins", Path("plugins")])
def test_one_entry_in_place_of_a_list_is_refused(path: Any) -> None:
    with pytest.raises(TypeError, match="path must be a list of path entries"):
        ImportEngine(path)


@pytest.mark.parametrize("entry", [b"plugins", BytesPath(), 3, None])
def test_an_entry_that_is_not_text_is_refused(entry: Any) -> None:
    with pytest.raises(TypeError):
        ImportEngine([entry])


def test_an_engine_without_a_path_imports_the_standard_library(host_unchanged: None) -> None:
    import calendar

    assert ImportEngine().import_module("calendar") is calendar


def test_the_name_is_shown() -> None:
    assert repr(ImportEngine(name="alpha")) == "<ImportEngine 'alpha'>"


def test_engines_without_a_name_get_different_ones() -> None:
    assert ImportEngine().name != ImportEngine().name


def test_options_are_keyword_only() -> None:
    with pytest.raises(TypeError):
        ImportEngine([], "alpha")  # type: ignore[call-arg]


def test_given_finders_replace_the_default_ones(host_unchanged: None) -> None:
    finder = MemoryFinder({"a": "x = 1"})
    engine = ImportEngine(meta_path=(finder,))
    assert engine.meta_path == [finder]
    assert engine.import_module("a").x == 1
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("calendar")


def test_an_engine_without_finders_finds_nothing_and_warns(host_unchanged: None) -> None:
    engine = ImportEngine(meta_path=[])
    with (
        pytest.warns(ImportWarning, match=r"sys\.meta_path is empty"),
        pytest.raises(ModuleNotFoundError),
    ):
        engine.import_module("calendar")


def memory_hook(entry: str) -> Any:
    if not entry.startswith("memory:"):
        raise ImportError(entry)
    return MemoryEntryFinder()


class MemoryEntryFinder:
    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:
        return MemoryFinder({"a": "x = 1"}).find_spec(fullname)


def test_given_path_hooks_replace_the_default_ones(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"b.py": ""})
    engine = ImportEngine([root, "memory:"], path_hooks=[memory_hook])
    assert engine.path_hooks == [memory_hook]
    assert engine.import_module("a").x == 1
    assert isinstance(engine.path_importer_cache["memory:"], MemoryEntryFinder)
    assert engine.path_importer_cache[str(root)] is None
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("b")


def test_an_engine_without_path_hooks_warns(tree: TreeBuilder, host_unchanged: None) -> None:
    engine = ImportEngine([tree({"a.py": ""})], path_hooks=[])
    with (
        pytest.warns(ImportWarning, match=r"sys\.path_hooks is empty"),
        pytest.raises(ModuleNotFoundError),
    ):
        engine.import_module("a")


def test_a_new_engine_has_modules_of_its_own_as_a_new_interpreter() -> None:
    engine = ImportEngine()
    assert set(engine.modules) == {"sys", "builtins", "__main__"}
    assert engine.modules["sys"] is not sys


def test_a_new_path_is_searched(tree: TreeBuilder, host_unchanged: None) -> None:
    engine = ImportEngine()
    engine.path = [str(tree({"a.py": "x = 1"}))]
    assert engine.import_module("a").x == 1


def test_a_new_meta_path_is_asked(host_unchanged: None) -> None:
    engine = ImportEngine()
    engine.meta_path = [MemoryFinder({"a": "x = 1"})]
    assert engine.import_module("a").x == 1


def test_new_path_hooks_are_asked(host_unchanged: None) -> None:
    engine = ImportEngine(["memory:"])
    engine.path_hooks = [memory_hook]
    assert engine.import_module("a").x == 1


def test_a_new_importer_cache_is_used(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"a.py": "x = 2"})
    engine = ImportEngine([root])
    engine.path_importer_cache = {str(root): MemoryEntryFinder()}
    assert engine.import_module("a").x == 1


@pytest.mark.parametrize("name", ["path", "meta_path", "path_hooks", "path_importer_cache"])
def test_code_in_an_engine_assigns_the_engine_s_state(
    tree: TreeBuilder, host_unchanged: None, name: str
) -> None:
    engine = ImportEngine([tree({"a.py": f"import sys\nnew = sys.{name} = type(sys.{name})()"})])
    assert engine.import_module("a").new is getattr(engine, name)


def test_modules_cannot_be_exchanged() -> None:
    with pytest.raises(AttributeError):
        ImportEngine().modules = {}  # type: ignore[misc]


@pytest.mark.parametrize("name", ["a", "sys"])
def test_a_module_put_into_modules_is_imported(host_unchanged: None, name: str) -> None:
    engine = ImportEngine()
    module = engine.modules[name] = ModuleType(name)
    assert engine.import_module(name) is module
    assert engine.__import__(name) is module


def replace_by_item(modules: dict[str, Any], module: object) -> None:
    modules["a"] = module


def replace_by_update(modules: dict[str, Any], module: object) -> None:
    modules.update(a=module)


def replace_by_merge(modules: dict[str, Any], module: object) -> None:
    modules |= {"a": module}


def replace_by_setdefault(modules: dict[str, Any], module: object) -> None:
    assert modules.setdefault("a") is not module
    del modules["a"]
    assert modules.setdefault("a", module) is module


@pytest.mark.parametrize(
    "replace", [replace_by_item, replace_by_update, replace_by_merge, replace_by_setdefault]
)
def test_a_module_that_was_replaced_is_not_imported_again(
    host_unchanged: None, replace: Callable[[dict[str, Any], object], None]
) -> None:
    engine = ImportEngine(meta_path=[MemoryFinder({"a": ""})])
    engine.import_module("a")
    other = object()
    replace(engine.modules, other)
    assert engine.__import__("a") is other


def remove_by_del(modules: dict[str, Any]) -> None:
    del modules["a"]


def remove_by_pop(modules: dict[str, Any]) -> None:
    modules.pop("a")
    assert modules.pop("a", None) is None


def remove_by_popitem(modules: dict[str, Any]) -> None:
    assert modules.popitem()[0] == "a"


def remove_by_clear(modules: dict[str, Any]) -> None:
    modules.clear()


@pytest.mark.parametrize(
    "remove", [remove_by_del, remove_by_pop, remove_by_popitem, remove_by_clear]
)
def test_a_module_that_was_removed_is_loaded_again(
    host_unchanged: None, remove: Callable[[dict[str, Any]], None]
) -> None:
    engine = ImportEngine(meta_path=[MemoryFinder({"a": ""})])
    first = engine.import_module("a")
    remove(engine.modules)
    assert engine.__import__("a") is not first


@pytest.mark.parametrize("name", ["a", "a.b"])
def test_none_in_modules_halts_the_import(host_unchanged: None, name: str) -> None:
    engine = ImportEngine(meta_path=[MemoryFinder({"a": "", "a.b": ""})])
    engine.modules[name] = None
    with pytest.raises(ModuleNotFoundError, match=f"import of {name} halted") as caught:
        engine.import_module(name)
    assert caught.value.name == name


def test_what_was_created_unseen_is_found_after_invalidate_caches(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"a.py": ""})
    os.utime(root, (1, 1))
    engine = ImportEngine([root])
    engine.import_module("a")
    tree({"b.py": ""})
    os.utime(root, (1, 1))
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("b")
    engine.invalidate_caches()
    engine.import_module("b")


def test_invalidate_caches_forgets_entries_that_had_no_finder(
    tmp_path: Path, tree: TreeBuilder, host_unchanged: None
) -> None:
    late = tmp_path / "late"
    engine = ImportEngine([late])
    assert engine.find_spec("a") is None
    tree({"late/a.py": ""})
    assert engine.find_spec("a") is None
    engine.invalidate_caches()
    assert engine.find_spec("a") is not None


def test_invalidate_caches_asks_finders_that_can(host_unchanged: None) -> None:
    class Counting(MemoryFinder):
        calls = 0

        def invalidate_caches(self) -> None:
            self.calls += 1

    counting = Counting({})
    ImportEngine(meta_path=[counting, object()]).invalidate_caches()
    assert counting.calls == 1


def test_a_module_is_loaded_once(host_unchanged: None) -> None:
    engine = ImportEngine(meta_path=[MemoryFinder({"a": ""})])
    assert engine.import_module("a") is engine.import_module("a")


def test_engines_have_different_modules_of_one_name(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"a.py": "x = []"})
    first, second = ImportEngine([root]), ImportEngine([root])
    assert first.import_module("a").x is not second.import_module("a").x


def test_an_import_inside_an_engine_s_function_is_the_engine_s(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"a.py": "def late():\n    import b\n    return b", "b.py": ""})
    engine = ImportEngine([root])
    late = engine.import_module("a").late
    assert "b" not in engine.modules
    assert late() is engine.modules["b"]


def test_a_subclass_overrides_import(tree: TreeBuilder, host_unchanged: None) -> None:
    asked = []

    class Listing(ImportEngine):
        def __import__(
            self,
            name: str,
            globals: Any = None,
            locals: Any = None,
            fromlist: Any = (),
            level: int = 0,
        ) -> Any:
            asked.append(name)
            return super().__import__(name, globals, locals, fromlist, level)

    engine = Listing([tree({"a.py": "import b", "b.py": ""})])
    engine.import_module("a")
    assert asked == ["b"]
    assert "b" in engine.modules


@pytest.mark.parametrize("name", ["meta_path", "path_hooks"])
def test_an_attribute_that_is_made_once_can_be_patched(name: str) -> None:
    engine = ImportEngine()
    with mock.patch.object(engine, name, []):
        assert getattr(engine, name) == []
    made = getattr(engine, name)
    assert len(made) > 1
    delattr(engine, name)
    assert getattr(engine, name) is not made
    delattr(engine, name)
    with pytest.raises(AttributeError, match=name):
        delattr(engine, name)
