"""The loader classes of an engine stand for importlib's: equal, and with the same instances."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import zipimport
from importlib.machinery import ModuleSpec
from typing import Any

import pytest

from importengine import ImportEngine
from importengine.finders import PathFinder
from tests.support import TreeBuilder


@pytest.fixture
def machinery(host_unchanged: None) -> Any:
    return ImportEngine().import_module("importlib.machinery")


@pytest.fixture
def abstract(host_unchanged: None) -> Any:
    return ImportEngine().import_module("importlib.abc")


def test_a_class_equals_the_one_that_it_stands_for(machinery: Any) -> None:
    ours, theirs = machinery.SourceFileLoader, importlib.machinery.SourceFileLoader
    assert ours is not theirs
    assert ours == theirs
    assert {theirs: "found"}[ours] == "found"
    assert ours != importlib.machinery.ExtensionFileLoader


def test_an_instance_of_the_host_s_class_is_one_of_it(machinery: Any) -> None:
    assert isinstance(importlib.machinery.SourceFileLoader("a", "a.py"), machinery.SourceFileLoader)
    assert issubclass(importlib.machinery.SourceFileLoader, machinery.SourceFileLoader)
    assert not isinstance(object(), machinery.SourceFileLoader)


def test_a_class_derived_from_it_is_an_ordinary_one(machinery: Any) -> None:
    class Own(machinery.SourceFileLoader):  # type: ignore[misc]
        pass

    assert isinstance(Own("a", "a.py"), importlib.machinery.SourceFileLoader)
    assert not isinstance(importlib.machinery.SourceFileLoader("a", "a.py"), Own)
    assert not issubclass(importlib.machinery.SourceFileLoader, Own)
    assert Own != machinery.SourceFileLoader


def test_what_is_registered_with_an_abstract_class_is_so_for_both(abstract: Any) -> None:
    name = next(
        name
        for name in ("SourceLoader", "InspectLoader")
        if getattr(abstract, name) is not getattr(importlib.abc, name)
        or not hasattr(importlib.abc.Loader, "load_module")
    )
    ours, theirs = getattr(abstract, name), getattr(importlib.abc, name)

    class Registered:
        pass

    assert not issubclass(Registered, ours)
    ours.register(Registered)
    assert issubclass(Registered, ours)
    assert issubclass(Registered, theirs)


def test_a_class_derived_from_an_abstract_one_registers_for_itself(abstract: Any) -> None:
    class Own(abstract.InspectLoader):  # type: ignore[misc]
        pass

    class Registered:
        pass

    Own.register(Registered)
    assert issubclass(Registered, Own)
    assert issubclass(Own, importlib.abc.InspectLoader)
    assert issubclass(Own, abstract.InspectLoader)


@pytest.mark.skipif(
    not hasattr(zipimport.zipimporter, "load_module"), reason="gone since CPython 3.15"
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_archive_loads_by_name_into_its_engine(tree: TreeBuilder, host_unchanged: None) -> None:
    archive = tree({"a.py": "x = 1"}) / "packed.zip"
    with __import__("zipfile").ZipFile(archive, "w") as packed:
        packed.write(archive.parent / "a.py", "a.py")
    engine = ImportEngine()
    importer: Any = engine.import_module("zipimport").zipimporter(str(archive))
    module = importer.load_module("a")
    assert engine.modules["a"] is module
    module.x = 2
    assert importer.load_module("a").x == 1
    with pytest.raises(zipimport.ZipImportError, match="can't find module 'absent'"):
        importer.load_module("absent")


def test_a_path_finder_discovers_what_its_entries_do(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    class Entry:
        def discover(self, parent: ModuleSpec | None) -> list[ModuleSpec]:
            return [ModuleSpec("found" if parent is None else f"{parent.name}.found", None)]

    engine = ImportEngine(["here", "nowhere"])
    engine.path_importer_cache.update({"here": Entry(), "nowhere": None})
    engine.path.append(3)  # type: ignore[arg-type]
    finder = PathFinder(engine)
    assert [spec.name for spec in finder.discover()] == ["found"]
    package = ModuleSpec("pkg", None, is_package=True)
    package.submodule_search_locations = ["here"]
    assert [spec.name for spec in finder.discover(package)] == ["pkg.found"]
    with pytest.raises(ValueError, match="is not a package module"):
        list(finder.discover(ModuleSpec("plain", None)))
