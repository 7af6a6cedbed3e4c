"""C code of an engine calls other functions than the interpreter's where state is to be its own."""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from importengine._library_slots import _linker, call_instead, load_library
from importengine._thread_state import _answering_with, have_own_thread_dicts
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
    call_instead(str(file), SIZE, ANSWER)
    assert size(one) == 1001
    assert size(two) == 1


def test_a_function_that_is_not_called_there_stays(tmp_path: Path) -> None:
    folder = copy_extensions(tmp_path, "_queue")
    [file] = libraries_in(folder)
    call_instead(str(file), SIZE.removesuffix("_t"), ANSWER)
    assert size(folder) == 1


def test_what_cannot_be_loaded_is_left_to_the_loader(tmp_path: Path) -> None:
    path = tmp_path / "none.so"
    path.write_bytes(b"no library")
    call_instead(str(path), SIZE, ANSWER)
    assert not load_library(str(path))


def thread_dict(answer: Any) -> Any:
    return ctypes.cast(answer(), ctypes.py_object).value


def test_each_thread_has_a_dict_in_each_engine() -> None:
    dicts: list[Any] = [set(), set()]
    one, two = (_answering_with(found) for found in dicts)
    assert thread_dict(one) is thread_dict(one) is not thread_dict(two)

    def fill() -> list[dict[str, int]]:
        thread_dict(one)["a"] = 1
        thread_dict(two)["b"] = 2
        return [dict(thread_dict(one)), dict(thread_dict(two))]

    assert in_threads(fill, fill) == [[{"a": 1}, {"b": 2}]] * 2
    assert (thread_dict(one), thread_dict(two)) == ({}, {})


def test_what_an_engine_kept_goes_with_it(tmp_path: Path) -> None:
    from importengine import _thread_state

    engine = ImportEngine()
    [file] = libraries_in(copy_extensions(tmp_path, "_queue"))
    have_own_thread_dicts(engine, str(file))
    own = thread_dict(_thread_state._answers[engine])
    own["kept"] = engine
    assert thread_dict(_thread_state._answers[engine]) is own
    del own["kept"]
    own["a"] = 1
    del engine
    gc.collect()
    assert own == {}
