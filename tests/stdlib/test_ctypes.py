"""Libraries that code of an engine opens by `ctypes` are the engine's own."""

from __future__ import annotations

import ctypes
import ctypes.util
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.extensions import copy_extensions, extension_file, libraries_in


NAME = "_queue"


def folder_with_library(folder: Path) -> Path:
    """Return `folder`, with a library in a package there."""
    copy_extensions(folder / "package", NAME)
    return folder


def opened(engine: ImportEngine, path: object, kind: str = "CDLL") -> int:
    """Return where a function of the library is that code of `engine` opens by `path`."""
    own: Any = engine.import_module("ctypes")
    library = getattr(own, kind)(path)
    assert str(library._name) == str(path)
    return ctypes.cast(library[f"PyInit_{NAME}"], ctypes.c_void_p).value or 0


@pytest.mark.parametrize("kind", ["CDLL", "PyDLL"])
def test_each_engine_opens_a_library_of_its_own(tmp_path: Path, kind: str) -> None:
    folder = folder_with_library(tmp_path)
    [file] = libraries_in(folder)
    one, two = ImportEngine([folder]), ImportEngine([folder])
    assert opened(one, file, kind) == opened(one, str(file), kind) == opened(one, file)
    assert opened(one, file, kind) != opened(two, file, kind)


def test_the_loader_of_the_view_opens_them_too(tmp_path: Path) -> None:
    folder = folder_with_library(tmp_path)
    [file] = libraries_in(folder)
    engines = [ImportEngine([folder]) for _ in range(2)]
    kept = [engine.import_module("ctypes").cdll.LoadLibrary(file) for engine in engines]
    assert len({library._handle for library in kept}) == 2


def test_it_is_the_file_that_the_engine_has_imported(tmp_path: Path) -> None:
    folder = copy_extensions(tmp_path, NAME)
    engines = [ImportEngine([folder]) for _ in range(2)]
    addresses = []
    for engine in engines:
        module = engine.import_module(NAME)
        addresses.append(opened(engine, module.__file__, "PyDLL"))
    assert addresses[0] != addresses[1]


def test_other_libraries_are_the_processes(tmp_path: Path) -> None:
    file = extension_file(NAME)
    engines = [ImportEngine([tmp_path]) for _ in range(2)]
    assert opened(engines[0], file) == opened(engines[1], file)
    own = engines[0].import_module("ctypes")
    assert own.CDLL(None)._name is None
    assert ctypes.cast(own.pythonapi.Py_IncRef, ctypes.c_void_p).value
    name = ctypes.util.find_library("c")
    assert own.CDLL(name)._name == name


def test_what_is_no_library_is_refused_as_ever(tmp_path: Path) -> None:
    path = tmp_path / f"none{EXTENSION_SUFFIXES[0]}"
    path.write_bytes(b"no library")
    own = ImportEngine([tmp_path]).import_module("ctypes")
    for wrong in (path, tmp_path / "absent.so"):
        with pytest.raises(OSError, match=wrong.name):
            own.CDLL(wrong)
    assert list(tmp_path.iterdir()) == [path]


def test_the_kinds_of_libraries_are_those_of_the_host() -> None:
    own = ImportEngine().import_module("ctypes")
    assert issubclass(own.PyDLL, own.CDLL)
    assert issubclass(own.CDLL, ctypes.CDLL)
    assert issubclass(own.PyDLL, ctypes.PyDLL)
    assert own.c_int is ctypes.c_int
    assert (own.CDLL.__module__, own.CDLL.__qualname__) == ("ctypes", "CDLL")


def test_the_hosts_libraries_are_instances_of_the_engines_kinds() -> None:
    own = ImportEngine().import_module("ctypes")
    assert isinstance(own.pythonapi, own.PyDLL)
    assert isinstance(ctypes.CDLL(None), own.CDLL)
    assert not isinstance(ctypes.CDLL(None), own.PyDLL)
