"""Extension modules: another file is private, the same file is shared."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import shutil
import sys
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from importengine.loaders import ExtensionLoader


NAME = "_queue"
SPEC = importlib.util.find_spec(NAME)
SOURCE = Path(SPEC.origin or "") if SPEC is not None else Path()

pytestmark = pytest.mark.skipif(not SOURCE.is_file(), reason=f"{NAME} is no file here")


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


def test_one_file_is_one_module_in_all_engines(copied: Path, host_unchanged: None) -> None:
    first, second = ImportEngine([copied.parent]), ImportEngine([copied.parent])
    assert first.import_module(NAME) is second.import_module(NAME)


def test_two_files_are_two_modules(tmp_path: Path, host_unchanged: None) -> None:
    engines = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        shutil.copy(SOURCE, folder)
        engines.append(ImportEngine([folder]))
    first, second = (engine.import_module(NAME) for engine in engines)
    assert first is not second
    assert first.Empty is not second.Empty


def test_the_host_s_own_file_is_shared(tmp_path: Path, host_unchanged: None) -> None:
    import _queue

    (tmp_path / SOURCE.name).symlink_to(SOURCE)
    assert ImportEngine([tmp_path]).import_module(NAME) is _queue


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
    engine = ImportEngine(meta_path=[Finder(copied)])
    module = engine.import_module(NAME)
    assert isinstance(module.__spec__.loader, ExtensionLoader)
    assert ImportEngine(meta_path=[Finder(copied)]).import_module(NAME) is module
    assert sys.modules[NAME] is not module


def test_an_extension_is_loaded_again_in_place_by_reload(
    copied: Path, host_unchanged: None
) -> None:
    engine = ImportEngine([copied.parent])
    module = engine.import_module(NAME)
    assert engine.reload(module) is module


def test_a_file_that_is_no_extension_is_refused(tmp_path: Path, host_unchanged: None) -> None:
    (tmp_path / f"broken{importlib.machinery.EXTENSION_SUFFIXES[0]}").write_bytes(b"no library")
    engine = ImportEngine([tmp_path])
    with pytest.raises(ImportError) as caught:
        engine.import_module("broken")
    assert caught.value.name == "broken"
    assert "broken" not in engine.modules
