"""A file of an extension module is initialised once in the process (trap 7)."""

from __future__ import annotations

import importlib
import threading
from functools import partial
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.child import run_in_child
from tests.isolation.extensions import copy_extensions, extension_file
from tests.isolation.threads import in_threads
from tests.support import TreeBuilder


NAMES = ["_queue", "_uuid", "_zoneinfo", "_multibytecodec", "resource", "termios"]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_file_in_two_engines_is_one_module(tmp_path: Path, name: str) -> None:
    folder = copy_extensions(tmp_path, name)
    one, two = ImportEngine(path=[folder]), ImportEngine(path=[folder])
    assert one.import_module(name) is two.import_module(name)


def test_the_same_file_by_another_path_is_one_module(tmp_path: Path) -> None:
    folder = copy_extensions(tmp_path / "real", "_queue")
    (tmp_path / "link").symlink_to(folder)
    one, two = ImportEngine(path=[folder]), ImportEngine(path=[tmp_path / "link"])
    assert one.import_module("_queue") is two.import_module("_queue")


@pytest.mark.parametrize("name", NAMES)
def test_another_file_is_another_module(tmp_path: Path, name: str) -> None:
    hosts = importlib.import_module(name)
    folders = [copy_extensions(tmp_path / part, name) for part in ("one", "two")]
    one, two = (ImportEngine(path=[folder]).import_module(name) for folder in folders)
    assert len({id(module) for module in (hosts, one, two)}) == 3
    assert [Path(module.__file__ or "").parent for module in (one, two)] == folders
    assert importlib.import_module(name) is hosts


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_the_host_has_loaded_is_shared(name: str) -> None:
    hosts = importlib.import_module(name)
    engine = ImportEngine(path=[extension_file(name).parent])
    assert engine.import_module(name) is hosts


def test_a_shared_file_is_shared_after_the_first_engine_has_closed(tmp_path: Path) -> None:
    folder = copy_extensions(tmp_path, "_queue")
    first = ImportEngine(path=[folder])
    module = first.import_module("_queue")
    first.close()
    assert ImportEngine(path=[folder]).import_module("_queue") is module


def broken(folder: Path) -> Path:
    """Make a file that is no library under the name of an extension module."""
    folder.mkdir()
    (folder / f"_queue{EXTENSION_SUFFIXES[0]}").write_bytes(b"no library")
    return folder


def misnamed(folder: Path) -> Path:
    """Make a library that has no initialisation function of its name."""
    folder.mkdir()
    target = folder / f"_queue{EXTENSION_SUFFIXES[0]}"
    target.write_bytes(extension_file("_uuid").read_bytes())
    return folder


@pytest.mark.parametrize("make", [broken, misnamed])
def test_a_failing_load_leaves_no_trace(tmp_path: Path, make: Any) -> None:
    hosts = importlib.import_module("_queue")
    engine = ImportEngine(path=[make(tmp_path / "folder")])
    before = dict(engine.modules)
    with pytest.raises(ImportError) as caught:
        engine.import_module("_queue")
    assert caught.value.name == "_queue"
    assert engine.modules == before
    assert importlib.import_module("_queue") is hosts
    engine.path[:] = [str(copy_extensions(tmp_path / "good", "_queue"))]
    assert engine.import_module("_queue").__file__.startswith(str(tmp_path / "good"))


def own_zoneinfo(common: str) -> dict[str, str]:
    """Return the files of a package that `_zoneinfo` imports from while it is initialised."""
    return {
        "own/zoneinfo/__init__.py": "",
        "own/zoneinfo/_common.py": f"class ZoneInfoNotFoundError(KeyError): pass\n{common}",
        "own/zoneinfo/_tzpath.py": "find_tzfile = None\nTZPATH = ()",
    }


def test_a_load_whose_own_import_fails_leaves_no_trace(tree: TreeBuilder, tmp_path: Path) -> None:
    root = tree(own_zoneinfo("raise ValueError('of the module')"))
    folder = copy_extensions(tmp_path / "files", "_zoneinfo")
    engine = ImportEngine(path=[folder, root / "own"])
    with pytest.raises(ValueError, match="of the module"):
        engine.import_module("_zoneinfo")
    assert engine.modules.keys().isdisjoint({"_zoneinfo", "zoneinfo._common"})
    other = ImportEngine(path=[folder])
    assert other.import_module("_zoneinfo") is other.modules["_zoneinfo"]


class WhenLoading:
    """An observer that sets an event when a module of that name begins to load."""

    def __init__(self, fullname: str) -> None:
        self.fullname = fullname
        self.begun = threading.Event()

    def module_loading(self, event: Any) -> None:
        if event.fullname == self.fullname:
            self.begun.set()


def test_two_threads_that_load_the_same_file_initialise_it_once(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    root = tree(own_zoneinfo("in_the_middle.set()\nother.wait(20)"))
    folder = copy_extensions(tmp_path / "files", "_zoneinfo")
    observer = WhenLoading("_zoneinfo")
    one = ImportEngine(path=[folder, root / "own"])
    in_the_middle = threading.Event()
    one.modules["builtins"].__dict__.update(in_the_middle=in_the_middle, other=observer.begun)
    two = ImportEngine(path=[folder])
    two.add_observer(observer)

    def import_in_two() -> ModuleType:
        assert in_the_middle.wait(20)
        module: ModuleType = two.import_module("_zoneinfo")
        return module

    first, second = in_threads(partial(one.import_module, "_zoneinfo"), import_in_two)
    assert isinstance(first, ModuleType), first
    assert first is second


CIRCLE = """
    import sys, threading
    from importengine import ImportEngine, Share

    files, one_path, two_path = sys.argv[1:]
    two = ImportEngine(path=[files, two_path])
    one = ImportEngine(path=[files, one_path], share=Share("helper", two))
    both = threading.Barrier(2)
    one.modules["builtins"].both = two.modules["builtins"].both = both
    results = {}

    def run(engine, name):
        try:
            engine.import_module(name)
            results[name] = "module"
        except ImportError as error:
            results[name] = "ImportError"

    threads = [
        threading.Thread(target=run, args=(one, "_zoneinfo")),
        threading.Thread(target=run, args=(two, "helper")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sorted(results))
    print(one.import_module("_zoneinfo") is two.import_module("_zoneinfo"))
"""


def test_a_circle_through_a_file_that_two_threads_load_ends(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    root = tree(
        {
            **own_zoneinfo("both.wait(20)\nimport helper"),
            "two/helper.py": "both.wait(20)\nimport _zoneinfo",
        }
    )
    files = copy_extensions(tmp_path / "files", "_zoneinfo")
    printed = run_in_child(CIRCLE, files, root / "own", root / "two", seconds=30)
    assert printed == "['_zoneinfo', 'helper']\nTrue\n"
