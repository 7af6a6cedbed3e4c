"""C code of an engine is told by the native stack, where the calling Python code is the host's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.isolation.child import run_in_child
from tests.isolation.extensions import copy_extensions
from tests.support import TreeBuilder


STRPTIME = """
    def _strptime_datetime(*args):
        return "of the engine"

    # since CPython 3.14
    _strptime_datetime_datetime = _strptime_datetime
"""


def needs_file(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(name in sys.builtin_module_names, reason=f"{name} is compiled in")


CALLED_BY_HOST = """
    import sys
    from importengine import ImportEngine

    folder = sys.argv[1]
    engine = ImportEngine([folder])
    # which imports `_strptime` when it is called
    parse = engine.import_module("_datetime").datetime.strptime
    assert "_strptime" not in sys.modules
    for _ in range(2):
        print(parse("2001", "%Y"))
    print("_strptime" in engine.modules, "_strptime" in sys.modules)
"""


@needs_file("_datetime")
def test_c_code_that_the_host_calls_imports_in_its_engine(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    folder = copy_extensions(tmp_path, "_datetime")
    tree({"_strptime.py": STRPTIME})
    printed = run_in_child(CALLED_BY_HOST, folder)
    assert printed == "of the engine\nof the engine\nTrue False\n"


CALLS_HOST = """
    import json, pickle, sys
    from importengine import ImportEngine

    host, engines = sys.argv[1:]
    sys.path.insert(0, host)
    import other
    engine = ImportEngine([engines])
    assert engine.import_module("other").where == "engine"
    found = []

    def hook(value):
        # by C code of the interpreter, which the engine's has not called
        found.append(pickle.loads(pickle.dumps(other.Class)).where)
        return value

    scan = engine.import_module("_json").make_scanner(json.JSONDecoder(object_hook=hook))
    for _ in range(2):
        scan('{"a": 1}', 0)
    print(found)
"""


@needs_file("_json")
def test_host_code_that_c_code_of_an_engine_calls_imports_in_the_host(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    copy_extensions(tmp_path / "engine", "_json")
    code = "where = '{side}'\nclass Class: where = '{side}'"
    tree({f"{side}/other.py": code.format(side=side) for side in ("host", "engine")})
    printed = run_in_child(CALLS_HOST, tmp_path / "host", tmp_path / "engine")
    assert printed == "['host', 'host']\n"


GETATTR_IN_C = """
    import sys
    from importengine import ImportEngine

    print(ImportEngine([sys.argv[1]]).import_module("asks").found)
"""


@needs_file("_datetime")
def test_c_code_that_a_module_asks_for_an_attribute_imports_in_its_engine(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    """Also where an import statement asks, and so the import system."""
    folder = copy_extensions(tmp_path, "_datetime")
    code = """
        from _datetime import datetime
        import functools
        # with the name as the format
        __getattr__ = functools.partial(datetime.strptime, "2001")
    """
    tree({"_strptime.py": STRPTIME, "lazily.py": code, "asks.py": "from lazily import found"})
    assert run_in_child(GETATTR_IN_C, folder) == "of the engine\n"


FIRST_OF_ALL = """
    import sys
    from importengine import ImportEngine

    # as in a program that has imported next to nothing
    for name in ("heapq", "_heapq"):
        sys.modules.pop(name, None)
    engine = ImportEngine([sys.argv[1]])
    with engine.activate():
        import _queue
    print(engine.modules["_queue"] is _queue, sys.modules.get("_queue"))
"""


def test_the_first_c_code_of_all_may_be_loaded_while_an_engine_is_active(tmp_path: Path) -> None:
    printed = run_in_child(FIRST_OF_ALL, copy_extensions(tmp_path, "_queue"))
    assert printed == "True None\n"
