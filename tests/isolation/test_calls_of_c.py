"""C code of an engine calls other functions than the interpreter's where state is to be its own."""

from __future__ import annotations

import calendar
import ctypes
import gc
import operator
import sys
import textwrap
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from importengine._calls_of_c import _answers, answer_calls_of
from importengine._library_slots import _linker, call_instead, load_library
from importengine._thread_state import own_thread_dict
from importengine._visibility import INTERPRETER_MODULES
from tests.isolation.extensions import copy_extensions, libraries_in
from tests.isolation.threads import in_threads


pytestmark = pytest.mark.skipif(_linker() is None, reason="a platform without slots")

SIZE = "PyLong_FromSsize_t"
ANSWER = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_ssize_t)(lambda number: number + 1000)


def size(folder: Path) -> Any:
    """Return the size of a queue with one item, which C code makes an int of by that function."""
    queue = ImportEngine(path=[folder]).import_module("_queue").SimpleQueue()
    queue.put(None)
    return queue.qsize()


def test_the_function_of_one_file_is_another(tmp_path: Path) -> None:
    one, two = (copy_extensions(tmp_path / name, "_queue") for name in ("one", "two"))
    [file] = libraries_in(one)
    call_instead(str(file), {SIZE: ANSWER})
    assert size(one) == 1001
    assert size(two) == 1


def test_a_function_that_is_not_called_there_stays(tmp_path: Path) -> None:
    folder = copy_extensions(tmp_path, "_queue")
    [file] = libraries_in(folder)
    call_instead(str(file), {SIZE.removesuffix("_t"): ANSWER})
    assert size(folder) == 1


def test_what_cannot_be_loaded_is_left_to_the_loader(tmp_path: Path) -> None:
    path = tmp_path / "none.so"
    path.write_bytes(b"no library")
    call_instead(str(path), {SIZE: ANSWER})
    assert not load_library(str(path))


def thread_dict(answer: Any) -> Any:
    return ctypes.cast(answer(), ctypes.py_object).value


def test_each_thread_has_a_dict_in_each_engine() -> None:
    engines = ImportEngine(), ImportEngine()
    one, two = map(own_thread_dict, engines)
    assert thread_dict(one) is thread_dict(one) is not thread_dict(two)

    def fill() -> list[dict[str, int]]:
        thread_dict(one)["a"] = 1
        thread_dict(two)["b"] = 2
        return [dict(thread_dict(one)), dict(thread_dict(two))]

    assert in_threads(fill, fill) == [[{"a": 1}, {"b": 2}]] * 2
    assert (thread_dict(one), thread_dict(two)) == ({}, {})


def test_what_an_engine_kept_goes_with_it(tmp_path: Path) -> None:
    engine = ImportEngine()
    [file] = libraries_in(copy_extensions(tmp_path, "_queue"))
    answer_calls_of(engine, str(file))
    answer = _answers[engine]["PyThreadState_GetDict"]
    own = thread_dict(answer)
    own["kept"] = engine
    assert thread_dict(answer) is own
    del own["kept"]
    own["a"] = 1
    del engine
    gc.collect()
    assert own == {}


def answer_of(engine: ImportEngine, name: str, folder: Path) -> Any:
    """Return the function that C code of `engine` calls as `name`."""
    [file] = libraries_in(copy_extensions(folder, "_queue"))
    answer_calls_of(engine, str(file))
    return _answers[engine][name]


def modules_for_c(engine: ImportEngine, folder: Path) -> Any:
    """Return the dict that C code of `engine` finds from a frame here."""
    return ctypes.cast(
        answer_of(engine, "PyImport_GetModuleDict", folder)(), ctypes.py_object
    ).value


def test_c_code_finds_the_modules_of_its_engine(tmp_path: Path) -> None:
    engine = ImportEngine()
    assert modules_for_c(engine, tmp_path) is engine.modules
    with engine.activate():
        inside = modules_for_c(engine, tmp_path)
        assert inside is INTERPRETER_MODULES
        with ImportEngine().activate():
            assert modules_for_c(engine, tmp_path) is engine.modules
    find = answer_of(engine, "PyImport_GetModule", tmp_path)
    assert find("no_such_module") is None
    module = engine.modules["new"] = ModuleType("new")
    before = sys.getrefcount(module)
    address = find("new")
    # a new reference, which is the caller's to release
    count = sys.getrefcount(module)
    assert (address, count) == (id(module), before + 1)
    ctypes.pythonapi.Py_DecRef(ctypes.py_object(module))


def test_the_c_code_of_an_engine_that_is_gone_finds_the_interpreters(tmp_path: Path) -> None:
    engine = ImportEngine()
    answer = answer_of(engine, "PyImport_GetModuleDict", tmp_path)
    del engine
    gc.collect()
    assert ctypes.cast(answer(), ctypes.py_object).value is INTERPRETER_MODULES


def test_what_c_code_has_imported_from_the_host_is_found_in_the_engine(tmp_path: Path) -> None:
    engine = ImportEngine()
    answer = answer_of(engine, "PyImport_GetModuleDict", tmp_path)
    item = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object)(
        ("PyObject_GetItem", ctypes.pythonapi)
    )

    def look_up(name: str) -> Any:
        # all from one place in Python code, as C code does
        return list(map(operator.call, [answer, partial(item, engine.modules, name)]))[1]

    assert look_up("calendar") is calendar is engine.modules["calendar"]
    with pytest.raises(KeyError, match="no_such_module"):
        look_up("no_such_module")
    # code in Python that has not imported a module does not find it
    answer()
    with pytest.raises(KeyError, match=textwrap.__name__):
        item(engine.modules, textwrap.__name__)
