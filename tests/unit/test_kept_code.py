"""Engines read files and directories once for all, and see each change when importlib would."""

from __future__ import annotations

import os
import py_compile
import shutil
import sys
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from importengine import ImportEngine, _directories, _kept_code, sysengine
from importengine._bounded import Bounded
from importengine.finders import FileFinder
from importengine.loaders import SourceLoader, source
from tests.isolation.threads import in_threads
from tests.support import TreeBuilder


LONG_AGO = 1_000_000_000


@pytest.fixture(autouse=True)
def _writes_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture(autouse=True)
def _keeps_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    for kept in (_kept_code, _directories):
        monkeypatch.setattr(kept, "TOO_RECENT", 0)
    _kept_code.records.clear()
    _directories.known.clear()


@pytest.fixture
def folder(tree: TreeBuilder) -> Path:
    """Return a folder with a module that was written long ago."""
    root = tree({"mod.py": "x = 1\ndef f(): return x"})
    age(root)
    return root


def age(root: Path) -> None:
    for path in (root, *root.rglob("*")):
        os.utime(path, (LONG_AGO, LONG_AGO))


def code_in(engine: ImportEngine) -> CodeType:
    code: CodeType = engine.import_module("mod").f.__code__
    return code


def test_engines_share_the_code_of_a_file(folder: Path) -> None:
    one, two, own = (code_in(ImportEngine([folder])) for _ in range(3))
    # one has compiled it, and has written the bytecode that the others find
    assert one == two
    assert two is own
    assert Path(cache_from_source(str(folder / "mod.py"))).exists()


def test_an_engine_may_have_code_of_its_own(folder: Path) -> None:
    code_in(ImportEngine([folder]))
    shared = code_in(ImportEngine([folder]))
    private = [code_in(ImportEngine([folder], share_code=False)) for _ in range(2)]
    assert len({id(code) for code in (shared, *private)}) == 3
    assert shared == private[0] == private[1]
    assert private[0].co_filename == str(folder / "mod.py")
    assert code_in(ImportEngine([folder])) is shared


def test_what_an_engine_with_code_of_its_own_has_read_is_shared_by_others(folder: Path) -> None:
    private = [code_in(ImportEngine([folder], share_code=False)) for _ in range(2)]
    shared = [code_in(ImportEngine([folder])) for _ in range(2)]
    assert shared[0] is shared[1]
    assert not {id(code) for code in private} & {id(code) for code in shared}


def test_a_file_that_has_just_been_written_is_read_again(
    tree: TreeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kept in (_kept_code, _directories):
        monkeypatch.setattr(kept, "TOO_RECENT", 2_000_000_000)
    root = tree({"mod.py": "x = 1"})
    # its times may be set, but for that of the last change
    age(root)
    assert ImportEngine([root]).import_module("mod").x == 1
    assert str(root / "mod.py") not in _kept_code.records
    assert str(root) not in _directories.known


def write_other_text(path: Path) -> None:
    path.write_text("x = 22\ndef f(): return x")


def write_text_of_the_same_size_later(path: Path) -> None:
    path.write_text("x = 2\ndef f(): return x")
    os.utime(path, (LONG_AGO + 1, LONG_AGO + 1))


def write_text_of_the_same_size_and_time(path: Path) -> None:
    # which importlib sees if it reads the source: by hash here
    py_compile.compile(str(path), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    assert ImportEngine([path.parent]).import_module("mod").x == 1
    path.write_text("x = 2\ndef f(): return x")
    os.utime(path, (LONG_AGO, LONG_AGO))


def put_another_file_in_its_place(path: Path) -> None:
    py_compile.compile(str(path), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    assert ImportEngine([path.parent]).import_module("mod").x == 1
    other = path.with_name("other.txt")
    other.write_text("x = 2\ndef f(): return x")
    os.utime(other, (LONG_AGO, LONG_AGO))
    other.replace(path)


def put_bytecode_of_another_source(path: Path) -> None:
    other = path.with_name("other.py")
    other.write_text("x = 2\ndef f(): return x")
    py_compile.compile(
        str(other),
        cache_from_source(str(path)),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    other.unlink()


def remove_the_bytecode(path: Path) -> None:
    Path(cache_from_source(str(path))).unlink()
    put_bytecode_of_another_source(path)


CHANGES: list[Callable[[Path], None]] = [
    write_other_text,
    write_text_of_the_same_size_later,
    write_text_of_the_same_size_and_time,
    put_another_file_in_its_place,
    put_bytecode_of_another_source,
    remove_the_bytecode,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(folder: Path, change: Callable[[Path], None]) -> None:
    for _ in range(3):
        assert ImportEngine([folder]).import_module("mod").x == 1
    assert str(folder / "mod.py") in _kept_code.records
    change(folder / "mod.py")
    found = ImportEngine([folder]).import_module("mod").x
    assert found == (22 if change is write_other_text else 2)


def test_a_file_that_is_gone_is_not_found(folder: Path) -> None:
    for _ in range(3):
        ImportEngine([folder]).import_module("mod")
    (folder / "mod.py").unlink()
    # with the time that it had: importlib's finder looks whether it is a file
    os.utime(folder, (LONG_AGO, LONG_AGO))
    with pytest.raises(ModuleNotFoundError, match="mod"):
        ImportEngine([folder]).import_module("mod")


def test_another_place_for_bytecode_is_used(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        ImportEngine([folder]).import_module("mod")
    prefix = tmp_path / "prefix"
    monkeypatch.setattr(sys, "pycache_prefix", str(prefix))
    module = ImportEngine([folder]).import_module("mod")
    assert list(prefix.rglob("mod.*.pyc"))
    assert module.__spec__.cached.startswith(str(prefix))


def of_the_loader(monkeypatch: pytest.MonkeyPatch, seen: list[str]) -> None:
    def get_data(self: SourceFileLoader, path: str) -> bytes:
        seen.append(path)
        return Path(path).read_bytes()

    monkeypatch.setattr(SourceFileLoader, "get_data", get_data)


def of_its_step(monkeypatch: pytest.MonkeyPatch, seen: list[str]) -> None:
    original = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> Any:
        seen.append(self.path)
        return original(self, fullname)

    monkeypatch.setattr(SourceFileLoader, "get_code", get_code)


@pytest.mark.parametrize("replace", [of_the_loader, of_its_step])
def test_who_replaces_a_step_of_the_loader_sees_each_load(
    folder: Path, monkeypatch: pytest.MonkeyPatch, replace: Callable[..., None]
) -> None:
    for _ in range(3):
        ImportEngine([folder]).import_module("mod")
    seen: list[str] = []
    replace(monkeypatch, seen)
    ImportEngine([folder]).import_module("mod")
    assert any("mod." in path for path in seen)


def test_a_loader_derived_from_the_engines_own_is_asked(folder: Path, tree: TreeBuilder) -> None:
    tree(
        {
            "derived.py": """
                from importlib.machinery import SourceFileLoader

                class Loader(SourceFileLoader):
                    def source_to_code(self, data, path, *args, **kwargs):
                        return compile("x = 'derived'", path, "exec")

                    def path_stats(self, path):
                        raise OSError
            """
        }
    )
    for _ in range(3):
        engine = ImportEngine([folder])
        engine.import_module("mod")
    loader = engine.import_module("derived").Loader("mod", str(folder / "mod.py"))
    namespace: dict[str, Any] = {}
    exec(loader.get_code("mod"), namespace)
    assert namespace["x"] == "derived"


def test_the_host_gets_code_as_ever(folder: Path, host: pytest.MonkeyPatch) -> None:
    shared = [code_in(ImportEngine([folder])) for _ in range(3)][-1]
    host.syspath_prepend(str(folder))
    assert sysengine.import_module("mod").f.__code__ is not shared


def test_no_more_is_kept_than_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        shutil.copy2(folder / "mod.py", folder / f"mod{number}.py")
    age(folder)
    monkeypatch.setattr(_kept_code.records, "limit", 4)
    monkeypatch.setattr(_directories.known, "limit", 4)
    for number in range(9):
        ImportEngine([folder]).import_module(f"mod{number}")
    assert len(_kept_code.records) == 4


def test_what_appears_in_a_directory_is_seen(folder: Path) -> None:
    engine = ImportEngine([folder])
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("late")
    assert str(folder) in _directories.known
    (folder / "late.py").write_text("x = 1")
    assert engine.import_module("late").x == 1


@pytest.fixture
def engine(folder: Path) -> ImportEngine:
    """Return an engine whose folder has got a module since it looked, and its former time back."""
    engine = ImportEngine([folder])
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("late")
    (folder / "late.py").write_text("x = 1")
    os.utime(folder, (LONG_AGO, LONG_AGO))
    return engine


@pytest.mark.usefixtures("engine")
def test_another_finder_reads_a_directory_whose_time_was_set_back(folder: Path) -> None:
    assert ImportEngine([folder]).import_module("late").x == 1


def test_invalidated_caches_are_read_again_whatever_the_time(engine: ImportEngine) -> None:
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("late")
    engine.invalidate_caches()
    assert engine.import_module("late").x == 1


def test_a_name_with_a_slash_leaves_the_directory_to_be_found(folder: Path) -> None:
    engine = ImportEngine([folder])
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("no/such")
    assert engine.import_module("mod").x == 1


def test_the_file_of_an_entry_with_a_slash_at_its_end_is_named_as_ever(folder: Path) -> None:
    assert ImportEngine([f"{folder}/"]).import_module("mod").__file__ == f"{folder}/mod.py"


def test_a_finder_for_other_suffixes_finds_them(folder: Path) -> None:
    (folder / "good_mod.py").write_text("x = 1")
    finder = FileFinder(str(folder), (SourceFileLoader, ["_mod.py"]), engine=ImportEngine())
    spec = finder.find_spec("good")
    assert spec is not None
    assert spec.origin == f"{folder}/good_mod.py"


def test_a_derived_finder_says_what_is_there(folder: Path) -> None:
    class Hiding(FileFinder):
        def _fill_cache(self) -> None:
            super()._fill_cache()  # type: ignore[misc] # a private name
            self._path_cache.discard("mod.py")

    assert Hiding(str(folder), engine=ImportEngine()).find_spec("mod") is None


def test_code_got_by_a_relative_path_is_that_of_the_working_directory(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "mod.py").write_text("x = 2\ndef f(): return x")
    age(other)
    found = []
    for place in (folder, other):
        monkeypatch.chdir(place)
        for _ in range(2):
            namespace: dict[str, Any] = {}
            exec(SourceLoader("mod", "mod.py", ImportEngine()).get_code("mod") or "", namespace)
            found.append(namespace["x"])
    assert found == [1, 1, 2, 2]


def test_a_file_that_changes_while_it_is_read_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "mod.py"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    original = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> Any:
        code = original(self, fullname)
        path.write_text("x = 2\ndef f(): return x")
        os.utime(path, (LONG_AGO, LONG_AGO))
        return code

    monkeypatch.setattr(SourceFileLoader, "get_code", get_code)
    monkeypatch.setattr(source, "_GET_CODE", get_code)
    assert ImportEngine([folder]).import_module("mod").x == 1
    monkeypatch.setattr(SourceFileLoader, "get_code", original)
    monkeypatch.setattr(source, "_GET_CODE", original)
    assert ImportEngine([folder]).import_module("mod").x == 2


def test_bytecode_is_written_when_it_may_be(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    ImportEngine([folder]).import_module("mod")
    assert str(folder / "mod.py") in _kept_code.records
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    ImportEngine([folder]).import_module("mod")
    assert Path(cache_from_source(str(folder / "mod.py"))).exists()


def test_threads_may_keep_more_than_there_is_room_for() -> None:
    bounded: Bounded[int] = Bounded(4)

    def put() -> None:
        for number in range(2_000):
            bounded.put(str(number % 50), number)

    assert in_threads(*[put] * 4) == [None] * 4
    assert len(bounded) == 4
