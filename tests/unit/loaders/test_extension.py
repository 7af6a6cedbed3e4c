"""Extension modules: each engine has its C code for itself, from the file or from a copy."""

from __future__ import annotations

import gc
import importlib.util
import pickle
import shutil
import sys
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine, Share
from importengine._libraries import library_for, link_surroundings
from importengine.errors import ExtensionHeldError, ImportEngineError
from importengine.loaders import ExtensionLoader
from tests.isolation.extensions import copy_extensions, extension_file
from tests.support import TreeBuilder


NAME = "_queue"
SOURCE = extension_file(NAME)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copy(SOURCE, tmp_path))


def test_another_file_is_private(copied: Path, host_unchanged: None) -> None:
    import _queue

    engine = ImportEngine([copied.parent])
    module = engine.import_module(NAME)
    assert module.__file__ == str(copied)
    assert module.SimpleQueue is not _queue.SimpleQueue
    assert module.SimpleQueue().empty()
    assert isinstance(module.__loader__, ExtensionLoader)


def test_one_file_is_a_module_in_each_engine(copied: Path, host_unchanged: None) -> None:
    first, second = ImportEngine([copied.parent]), ImportEngine([copied.parent])
    one, two = first.import_module(NAME), second.import_module(NAME)
    assert one is not two
    assert one.SimpleQueue is not two.SimpleQueue
    for module in (one, two):
        assert (module.__name__, module.__file__) == (NAME, str(copied))
        assert (module.__loader__.name, module.__loader__.path) == (NAME, str(copied))


def test_two_files_are_two_modules(tmp_path: Path, host_unchanged: None) -> None:
    engines = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        shutil.copy(SOURCE, folder)
        engines.append(ImportEngine([folder]))
    first, second = (engine.import_module(NAME) for engine in engines)
    assert first is not second
    assert first.Empty is not second.Empty


def test_a_file_of_the_host_s_by_another_name_is_private(
    tmp_path: Path, host_unchanged: None
) -> None:
    import _queue

    link = tmp_path / SOURCE.name
    link.symlink_to(SOURCE)
    module = ImportEngine([tmp_path]).import_module(NAME)
    assert module is not _queue
    assert module.__file__ == str(link)


class Finder:
    """A foreign finder that answers with the interpreter's own extension loader."""

    def __init__(self, file: Path) -> None:
        self.file = str(file)

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname != NAME:
            return None
        loader = ExtensionFileLoader(fullname, self.file)
        return importlib.util.spec_from_file_location(fullname, self.file, loader=loader)


def test_a_foreign_finder_s_extension_is_loaded_for_the_engine(
    copied: Path, host_unchanged: None
) -> None:
    engine, other = (ImportEngine(meta_path=[Finder(copied)]) for _ in range(2))
    module = engine.import_module(NAME)
    assert isinstance(module.__spec__.loader, ExtensionLoader)
    assert other.import_module(NAME) is not module
    assert other.modules[NAME].__file__ == module.__file__ == str(copied)
    assert sys.modules[NAME] is not module


@pytest.mark.parametrize("others", [0, 1], ids=["first engine", "second engine"])
def test_an_extension_is_loaded_again_in_place_by_reload(
    copied: Path, host_unchanged: None, others: int
) -> None:
    before = [ImportEngine([copied.parent]) for _ in range(others)]
    for other in before:
        other.import_module(NAME)
    engine = ImportEngine([copied.parent])
    module = engine.import_module(NAME)
    assert engine.reload(module) is module
    assert module.__file__ == module.__spec__.origin == str(copied)


@pytest.mark.parametrize("others", [0, 1], ids=["first engine", "second engine"])
def test_a_file_that_is_no_extension_is_refused(
    tmp_path: Path, host_unchanged: None, others: int
) -> None:
    file = tmp_path / f"broken{EXTENSION_SUFFIXES[0]}"
    file.write_bytes(b"no library")
    for _ in range(others):
        with pytest.raises(ImportError):
            ImportEngine([tmp_path]).import_module("broken")
    engine = ImportEngine([tmp_path])
    with pytest.raises(ImportError) as caught:
        engine.import_module("broken")
    assert (type(caught.value), caught.value.name) == (ImportError, "broken")
    assert caught.value.path == str(file)
    assert "broken" not in engine.modules


def test_a_file_that_is_not_there_is_refused_as_by_the_interpreter(
    tmp_path: Path, host_unchanged: None
) -> None:
    absent = tmp_path / SOURCE.name
    spec = Finder(absent).find_spec(NAME)
    assert spec is not None
    with pytest.raises(ImportError) as of_interpreter:
        importlib.util.module_from_spec(spec)
    with pytest.raises(ImportError) as caught:
        ImportEngine(meta_path=[Finder(absent)]).import_module(NAME)
    assert type(caught.value) is type(of_interpreter.value)
    assert str(caught.value) == str(of_interpreter.value)
    assert (caught.value.name, caught.value.path) == (NAME, str(absent))


# the file for an engine:


def test_an_engine_s_file_is_always_the_same(copied: Path) -> None:
    one, two = ImportEngine(), ImportEngine()
    (copied.parent / "link").symlink_to(copied.parent)
    paths = [str(copied), str(copied.parent / "link" / copied.name)]
    for engine in (one, two):
        assert len({library_for(engine, NAME, path) for path in paths * 2}) == 1
    library = library_for(two, NAME, paths[0])
    assert library_for(one, NAME, paths[0]) == paths[0] != library
    assert Path(library).read_bytes() == copied.read_bytes()
    assert Path(library).name == copied.name


def test_a_file_on_the_host_s_path_is_copied_for_the_first_engine(
    copied: Path, host: pytest.MonkeyPatch
) -> None:
    sys.path.append(str(copied.parent))
    assert library_for(ImportEngine(), NAME, str(copied)) != str(copied)
    # in a package of the host's the name is another
    assert library_for(ImportEngine(), f"{copied.parent.name}.{NAME}", str(copied)) != str(copied)


# what is around it:


SURROUNDINGS = {
    "top/outside": "",
    "top/site/pkg/core/beside.so": "",
    "top/site/pkg/core/folder/inner.so": "",
    "top/site/pkg/sub/library.so": "",
    "top/site/pkg/library.so": "",
    "top/site/pkg.libs/library.so": "",
}
# as written in a library, relative to itself
FOUND = [
    "beside.so",
    "folder/inner.so",
    "../sub/library.so",
    "../library.so",
    "../../pkg.libs/library.so",
    "../../pkg/sub/library.so",
]


@pytest.fixture
def original(tree: TreeBuilder) -> Path:
    """Return an extension file in a package, with libraries around it."""
    return Path(shutil.copy(SOURCE, tree(SURROUNDINGS) / "top" / "site" / "pkg" / "core"))


@pytest.fixture
def copy(original: Path) -> Iterator[Path]:
    """Yield the copy of it that an engine loads which is not the first."""
    library_for(ImportEngine(), NAME, str(original))
    engine = ImportEngine()
    yield Path(library_for(engine, NAME, str(original)))
    engine.close()


@pytest.mark.parametrize("relative", FOUND)
def test_links_lead_a_copy_to_what_is_around_its_original(
    original: Path, copy: Path, relative: str
) -> None:
    assert not (copy.parent / relative).exists()
    assert link_surroundings(str(original), str(copy))
    assert (copy.parent / relative).samefile(original.parent / relative)


def test_links_leave_the_copy_and_the_original_alone(original: Path, copy: Path) -> None:
    before = sorted(original.parents[3].rglob("*"))
    link_surroundings(str(original), str(copy))
    assert not copy.is_symlink()
    assert not copy.samefile(original)
    assert copy.read_bytes() == original.read_bytes()
    assert sorted(original.parents[3].rglob("*")) == before


def test_links_are_laid_once(original: Path, copy: Path) -> None:
    assert link_surroundings(str(original), str(copy))
    before = sorted(copy.parents[2].rglob("*"))
    assert not link_surroundings(str(original), str(copy))
    assert sorted(copy.parents[2].rglob("*")) == before


def test_no_links_are_laid_around_what_is_no_copy(original: Path) -> None:
    assert not link_surroundings(str(original), str(original))
    assert not [path for path in original.parents[3].rglob("*") if path.is_symlink()]


def test_links_are_removed_with_the_copy_and_what_they_lead_to_is_not(original: Path) -> None:
    library_for(ImportEngine(), NAME, str(original))
    engine = ImportEngine()
    library = library_for(engine, NAME, str(original))
    link_surroundings(str(original), library)
    del engine
    gc.collect()
    assert not Path(library).exists()
    for relative in ["", *FOUND]:
        assert (original.parent / relative).exists()


# what refuses to be loaded once more:


REFUSING = """
    import once
    class ZoneInfoNotFoundError(KeyError): pass
    if once.taken:
        raise ImportError("cannot load module more than once per process")
    once.taken.append(True)
"""


class Refusing:
    """A package with an extension module, which imports from `zoneinfo` as it is initialised."""

    numbers = count()

    def __init__(self, tree: TreeBuilder, common: str) -> None:
        # a name that no engine of another test holds
        self.name = f"package_{next(self.numbers)}"
        self.fullname = f"{self.name}._zoneinfo"
        self.root = tree(
            {
                "process/once.py": "taken = []",
                f"plugin/{self.name}/__init__.py": "",
                "plugin/zoneinfo/__init__.py": "",
                "plugin/zoneinfo/_common.py": common,
                "plugin/zoneinfo/_tzpath.py": "find_tzfile = None\nTZPATH = ()",
            }
        )
        copy_extensions(self.root / "plugin" / self.name, "_zoneinfo")
        self.file = self.root / "plugin" / self.name / extension_file("_zoneinfo").name
        # one for the process, as the state of a library in C
        self.process = ImportEngine([self.root / "process"])

    def engine(self, name: str | None = None) -> ImportEngine:
        return ImportEngine([self.root / "plugin"], name=name, share=[Share("once", self.process)])

    def error(self, engine: ImportEngine) -> BaseException:
        with pytest.raises(BaseException) as caught:
            engine.import_module(self.fullname)
        assert engine.modules.keys().isdisjoint({self.fullname, "zoneinfo._common"})
        return caught.value


@pytest.fixture
def held(tree: TreeBuilder, host_unchanged: None) -> tuple[Refusing, ImportEngine, Any]:
    """Return a refusing package, an engine that has loaded it, and the error of another."""
    package = Refusing(tree, REFUSING)
    holder = package.engine("holder")
    holder.import_module(package.fullname)
    return package, holder, package.error(package.engine())


Held = tuple[Refusing, ImportEngine, Any]


def test_a_package_that_refuses_says_who_holds_it(held: Held) -> None:
    package, holder, error = held
    assert type(error) is ExtensionHeldError
    assert isinstance(error, ImportError)
    assert isinstance(error, ImportEngineError)
    assert (error.name, error.path) == (package.fullname, str(package.file))
    assert error.holder == repr(holder)
    for part in (str(package.file), repr(holder), "more than once", f"share=[{package.name!r}]"):
        assert part in str(error)


def test_what_a_package_that_refuses_has_said_is_the_cause(held: Held) -> None:
    _, _, error = held
    cause = error.__cause__
    assert (type(cause), cause.name, cause.path) == (ImportError, None, None)
    assert str(cause) == "cannot load module more than once per process"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_the_error_of_a_package_that_refuses_is_pickled(held: Held, protocol: int) -> None:
    _, _, error = held
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is ExtensionHeldError
    assert (str(again), again.args) == (str(error), error.args)
    assert (again.name, again.path, again.holder) == (error.name, error.path, error.holder)


def test_a_package_that_refuses_is_shared_from_its_holder(held: Held) -> None:
    package, holder, _ = held
    engine = ImportEngine(share=Share(package.name, holder))
    assert engine.import_module(package.fullname) is holder.modules[package.fullname]


def test_a_package_refuses_in_each_further_engine(held: Held) -> None:
    package, holder, _ = held
    for _ in range(2):
        assert type(package.error(package.engine())) is ExtensionHeldError
    assert holder.modules[package.fullname].ZoneInfo


def test_the_host_is_named_as_the_holder(tree: TreeBuilder, host: pytest.MonkeyPatch) -> None:
    package = Refusing(tree, "raise ImportError('cannot load module more than once per process')")
    # the standard library's, from which the module imports in the host
    import zoneinfo  # noqa: F401

    sys.path.insert(0, str(package.root / "plugin"))
    importlib.import_module(package.fullname)
    error: Any = package.error(package.engine())
    assert type(error) is ExtensionHeldError
    assert error.holder == "the host"
    assert "the host" in str(error)


COMMON = "class ZoneInfoNotFoundError(KeyError): pass\n"
OTHERS = {
    "a missing dependency": ("import absent_dependency", ModuleNotFoundError, "absent_dependency"),
    "a missing submodule": ("import zoneinfo.absent", ModuleNotFoundError, "zoneinfo.absent"),
    "a missing name": ("from zoneinfo import absent", ImportError, "zoneinfo"),
    "another file": ("raise ImportError('no', path='other')", ImportError, None),
    "another module": ("raise ImportError('no', name='other')", ImportError, "other"),
    "an error of its own": ("raise type('Own', (ImportError,), {})('no')", ImportError, None),
    "no ImportError": ("raise ValueError('no')", ValueError, None),
    "an interrupt": ("raise KeyboardInterrupt", KeyboardInterrupt, None),
}


@pytest.mark.parametrize("what", OTHERS)
def test_other_errors_are_the_module_s(tree: TreeBuilder, host_unchanged: None, what: str) -> None:
    code, kind, name = OTHERS[what]
    package = Refusing(tree, COMMON)
    holder = package.engine()
    holder.import_module(package.fullname)
    tree({"plugin/zoneinfo/_common.py": code})
    error = package.error(package.engine())
    assert isinstance(error, kind)
    assert not isinstance(error, ImportEngineError)
    assert getattr(error, "name", None) == name
    assert error.__cause__ is None


def test_an_error_without_a_holder_is_the_module_s(tree: TreeBuilder, host_unchanged: None) -> None:
    package = Refusing(tree, "raise ImportError('no driver')")
    engine = package.engine()
    for _ in range(2):
        error = package.error(engine)
        assert (type(error), str(error)) == (ImportError, "no driver")


def test_an_engine_that_has_failed_to_load_a_module_does_not_hold_it(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    package = Refusing(tree, "raise ImportError('no driver')")
    engines = [package.engine() for _ in range(3)]
    for engine in engines:
        error = package.error(engine)
        assert (type(error), str(error)) == (ImportError, "no driver")


def test_a_module_that_an_engine_itself_has_loaded_before_is_held_by_no_other(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    package = Refusing(tree, COMMON)
    engines = [package.engine() for _ in range(2)]
    for engine in engines:
        engine.import_module(package.fullname)
    tree({"plugin/zoneinfo/_common.py": "raise ImportError('only once')"})
    for engine in engines:
        for name in (package.fullname, "zoneinfo._common"):
            del engine.modules[name]
        engine.invalidate_caches()
        error = package.error(engine)
        assert (type(error), str(error)) == (ImportError, "only once")
