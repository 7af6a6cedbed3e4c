"""Finders, hooks and loaders that other people wrote, on an engine's meta path and path hooks."""

from __future__ import annotations

import importlib.machinery
import sys
import zipfile
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine, sysengine
from importengine.loaders import NamespacePath
from tests.memory import MemoryFinder, MemoryLoader
from tests.support import TreeBuilder


def test_a_finder_that_knows_of_no_engine_is_asked_in_its_place(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree({"a.py": "x = 'file'", "b.py": "x = 'file'"})])
    engine.meta_path.insert(0, MemoryFinder({"a": "x = 'first'"}))
    engine.meta_path.append(MemoryFinder({"b": "x = 'last'", "c": "x = 'last'"}))
    assert [engine.import_module(name).x for name in "abc"] == ["first", "file", "last"]


def test_code_of_its_loader_imports_in_the_engine(host_unchanged: None) -> None:
    engine = ImportEngine(meta_path=[MemoryFinder({"a": "def late():\n    import b", "b": ""})])
    engine.import_module("a").late()
    assert "b" in engine.modules


class WithEngine:
    """A finder and loader that takes the engine; both ways are told which one it was."""

    def __init__(self) -> None:
        self.engines: list[Any] = []

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
        *,
        engine: Any = None,
    ) -> ModuleSpec | None:
        self.engines.append(engine)
        return ModuleSpec(fullname, self) if fullname == "told" else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Ask for the default module."""

    def exec_module(self, module: ModuleType, engine: Any = None) -> None:
        self.engines.append(engine)
        vars(module)["engine"] = engine


def test_a_finder_and_a_loader_that_take_an_engine_are_given_it(host_unchanged: None) -> None:
    finder = WithEngine()
    engine = ImportEngine(meta_path=[finder])
    assert engine.import_module("told").engine is engine
    engine.reload(engine.modules["told"])
    assert {id(one) for one in finder.engines} == {id(engine)}
    assert len(finder.engines) == 4


def test_sysengine_gives_itself(host: pytest.MonkeyPatch) -> None:
    sys.meta_path.append(WithEngine())
    assert sysengine.import_module("told").engine is sysengine


def test_a_type_error_of_a_finder_is_not_taken_for_a_missing_parameter(
    host_unchanged: None,
) -> None:
    class Wrong:
        calls = 0

        def find_spec(self, fullname: str, path: Any, target: Any, engine: Any) -> None:
            self.calls += 1
            raise TypeError(fullname)

    wrong = Wrong()
    with pytest.raises(TypeError, match="told"):
        ImportEngine(meta_path=[wrong]).import_module("told")
    assert wrong.calls == 1


class Unhashable:
    __hash__ = None  # type: ignore[assignment]

    def __call__(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        return MemoryFinder({"a": ""}).find_spec(fullname)


class Unreadable:
    __signature__ = "not a signature"

    def __call__(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        return MemoryFinder({"a": ""}).find_spec(fullname)


@pytest.mark.parametrize("find_spec", [Unhashable(), Unreadable()])
def test_a_find_spec_may_be_any_callable(host_unchanged: None, find_spec: Any) -> None:
    class Finder:
        pass

    finder: Any = Finder()
    finder.find_spec = find_spec
    assert ImportEngine(meta_path=[finder]).import_module("a")


def test_a_finder_may_import_in_the_engine_and_leave_the_module_there(
    host_unchanged: None,
) -> None:
    engine = ImportEngine()

    class Eager(MemoryFinder):
        def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
            if fullname == "a" and fullname not in engine.modules:
                engine.modules["a"] = module = ModuleType("a")
                module.__spec__ = ModuleSpec("a", MemoryLoader({"a": "x = 'of the module'"}))
                return ModuleSpec("a", MemoryLoader({"a": "x = 'of the finder'"}))
            return None

    engine.meta_path.append(Eager({}))
    assert engine.import_module("a").x == "of the module"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="gone since 3.12")
def test_a_finder_of_pep_302_is_asked_with_a_warning(host_unchanged: None) -> None:
    class Old:
        def find_module(self, fullname: str, path: Any = None) -> Any:
            return MemoryLoader({"a": "x = 1"}) if fullname == "a" else None

    engine = ImportEngine(meta_path=[Old()])
    with pytest.warns(ImportWarning, match="Old.find_spec.. not found; falling back"):
        assert engine.import_module("a").x == 1
    with pytest.warns(ImportWarning), pytest.raises(ModuleNotFoundError):
        engine.import_module("b")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="AttributeError before 3.12")
def test_an_object_without_find_spec_is_passed_over(host_unchanged: None) -> None:
    engine = ImportEngine(meta_path=[object(), MemoryFinder({"a": ""})])
    engine.import_module("a")


class OldLoader:
    """A loader of PEP 302, which registers the module in what it takes for sys.modules."""

    def load_module(self, fullname: str) -> ModuleType:
        module = sys.modules.setdefault(fullname, ModuleType(fullname))
        vars(module)["x"] = 1
        if fullname == "bad":
            raise ZeroDivisionError
        return module


class OldFinder:
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec:
        return ModuleSpec(fullname, OldLoader())  # type: ignore[arg-type]


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="gone since 3.15")
def test_a_loader_of_pep_302_loads_with_a_warning(host_unchanged: None) -> None:
    engine = ImportEngine(meta_path=[OldFinder()])
    with pytest.warns(ImportWarning, match="falling back to load_module"):
        module = engine.import_module("old")
    assert engine.modules["old"] is module
    assert (module.x, module.__spec__.name, module.__package__) == (1, "old", "")
    assert isinstance(module.__loader__, OldLoader)
    with pytest.warns(ImportWarning), pytest.raises(ZeroDivisionError):
        engine.import_module("bad")


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="gone since 3.15")
def test_a_loader_of_pep_302_reloads_in_the_engine(host: pytest.MonkeyPatch) -> None:
    engine = ImportEngine(meta_path=[OldFinder()])
    with pytest.warns(ImportWarning):
        module = engine.import_module("old")
    with pytest.warns(ImportWarning):
        assert engine.reload(module) is module
    assert "old" not in sys.modules


@pytest.mark.parametrize("loader", [None, object()])
def test_a_spec_whose_loader_cannot_load_is_refused(host_unchanged: None, loader: Any) -> None:
    class Finder:
        def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec:
            return ModuleSpec(fullname, loader)

    engine = ImportEngine(meta_path=[Finder()])
    with pytest.raises(ImportError) as caught:
        engine.import_module("a")
    assert caught.value.name == "a"
    assert "a" not in engine.modules


def test_the_interpreter_s_finders_search_for_the_engine(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    machinery = importlib.machinery
    engine = ImportEngine(
        [tree({"a.py": "import ns.b", "ns/b.py": "import time"})],
        meta_path=[machinery.BuiltinImporter, machinery.FrozenImporter, machinery.PathFinder],
    )
    engine.import_module("a")
    assert {"a", "ns", "ns.b", "time"} <= engine.modules.keys()
    engine.invalidate_caches()


def test_the_interpreter_s_path_hook_works(tree: TreeBuilder, host_unchanged: None) -> None:
    machinery = importlib.machinery
    hook = machinery.FileFinder.path_hook(
        (machinery.SourceFileLoader, machinery.SOURCE_SUFFIXES),
    )
    root = tree({"a.py": "def late():\n    import b", "b.py": "", "ns/c.py": ""})
    engine = ImportEngine([root], path_hooks=[hook])
    engine.import_module("a").late()
    engine.import_module("ns.c")
    assert "b" in engine.modules
    assert type(engine.path_importer_cache[str(root)]) is machinery.FileFinder


def test_a_namespace_of_a_foreign_finder_becomes_the_engine_s(
    tree: TreeBuilder, host: pytest.MonkeyPatch
) -> None:
    class Outside:
        """Finds by the interpreter's own search, in a folder that is on nobody's path."""

        def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
            return importlib.machinery.PathFinder.find_spec(fullname, path or [str(root)])

    root = tree({"ns/a.py": "x = 1", "own/ns/b.py": "x = 2"})
    engine = ImportEngine(meta_path=[Outside()])
    assert engine.import_module("ns.a").x == 1
    assert type(engine.modules["ns"].__path__) is NamespacePath


def test_archives_are_imported_from(
    tree: TreeBuilder, tmp_path: Path, host_unchanged: None
) -> None:
    archive = tmp_path / "lib.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("pkg/__init__.py", "from . import sub")
        file.writestr("pkg/sub.py", "import other")
        file.writestr("other.py", "")
    engine = ImportEngine([archive])
    engine.import_module("pkg")
    assert {"pkg.sub", "other"} <= engine.modules.keys()


class EntryFinder:
    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def find_spec(self, fullname: str, target: Any = None) -> Any:
        return self.answer


def test_a_path_entry_finder_whose_spec_has_nothing_is_refused(host_unchanged: None) -> None:
    engine = ImportEngine(["x:"], path_hooks=[lambda _: EntryFinder(ModuleSpec("a", None))])
    with pytest.raises(ImportError, match="spec missing loader"):
        engine.import_module("a")


class OldEntryFinder:
    def find_loader(self, fullname: str) -> tuple[Any, list[str]]:
        return (MemoryLoader({"a": "x = 1"}) if fullname == "a" else None), []


class OlderEntryFinder:
    def find_module(self, fullname: str) -> Any:
        return MemoryLoader({"a": "x = 1"}) if fullname == "a" else None


@pytest.mark.parametrize("finder", [OldEntryFinder, OlderEntryFinder])
def test_a_path_entry_finder_of_pep_302_is_asked_as_the_interpreter_does(
    host_unchanged: None, finder: type
) -> None:
    engine = ImportEngine(["x:"], path_hooks=[lambda _: finder()])
    if sys.version_info >= (3, 12):
        with pytest.raises(AttributeError, match="find_spec"):
            engine.import_module("a")
        return
    with pytest.warns(ImportWarning, match=r"find_spec\(\) not found; falling back"):
        assert engine.import_module("a").x == 1
    with pytest.warns(ImportWarning), pytest.raises(ModuleNotFoundError):
        engine.import_module("b")


def test_entries_that_are_not_text_are_passed_over(tree: TreeBuilder, host_unchanged: None) -> None:
    engine = ImportEngine([tree({"a.py": ""})])
    engine.path.insert(0, b"bytes")  # type: ignore[arg-type]
    engine.import_module("a")


def test_an_empty_entry_is_the_working_directory(
    tree: TreeBuilder, host_unchanged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"one/a.py": "x = 1", "two/a.py": "x = 2"})
    engine = ImportEngine([""])
    for folder, x in (("one", 1), ("two", 2)):
        monkeypatch.chdir(root / folder)
        assert engine.import_module("a").x == x
        del engine.modules["a"]
    assert "" not in engine.path_importer_cache
    (root / "gone").mkdir()
    monkeypatch.chdir(root / "gone")
    (root / "gone").rmdir()
    assert engine.find_spec("a") is None
    monkeypatch.chdir(root)
