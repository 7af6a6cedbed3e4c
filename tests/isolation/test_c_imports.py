"""C code that imports by name reaches the engine whose code called it (trap 6)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.child import run_in_child
from tests.isolation.conftest import HostImport
from tests.isolation.threads import in_threads
from tests.support import TreeBuilder


MAIN = """
    import copyreg, ctypes, pickle

    class Point:
        def __init__(self, x):
            self.x = x

    class Nested:
        class Inner:
            pass

    def pickled(value):
        return pickle.loads(pickle.dumps(value))

    def of_a_late_module():
        import late
        return pickled(late.Late()), late.Late

    def only_loaded(data):
        return pickle.loads(data)

    def by_pickler():
        import io
        file = io.BytesIO()
        pickle.Pickler(file).dump(Point(1))
        file.seek(0)
        return pickle.Unpickler(file).load()

    def copied(value):
        import copy
        return copy.deepcopy(value)

    def import_module(name):
        function = ctypes.pythonapi.PyImport_ImportModule
        function.restype, function.argtypes = ctypes.py_object, [ctypes.c_char_p]
        return function(name.encode())

    def import_(name):
        function = ctypes.pythonapi.PyImport_Import
        function.restype, function.argtypes = ctypes.py_object, [ctypes.py_object]
        return function(name)

    def import_beside_a_call(name):
        # a function that calls `__import__` itself imports by C code all the same
        __import__("helper", globals(), globals(), [], 0)
        function = ctypes.pythonapi.PyImport_Import
        function.restype, function.argtypes = ctypes.py_object, [ctypes.py_object]
        return function(name)

    def call_with_kept_list():
        names = []
        module = __import__("helper", globals(), globals(), names, 0)
        return module, names

    def import_module_level(name):
        function = ctypes.pythonapi.PyImport_ImportModuleLevel
        function.restype = ctypes.py_object
        function.argtypes = [ctypes.c_char_p, *[ctypes.py_object] * 3, ctypes.c_int]
        return function(name.encode(), globals(), {}, ["where"], 0)

    def parse_year(text):
        import datetime
        return datetime.datetime.strptime(text, "%Y").year

    def parse_time(text):
        import time
        return time.strptime(text, "%Y").tm_year
    """
FILES = {
    "main.py": MAIN,
    "late.py": "class Late: pass",
    "helper.py": "",
    "pkg/__init__.py": "",
    "pkg/sub.py": "",
    "failing.py": "raise ValueError('of the module')",
}
C_IMPORTS = ["import_module", "import_", "import_beside_a_call"]
NAMES = ["helper", "pkg", "pkg.sub", "late"]


@pytest.fixture(params=[False, True], ids=["absent in the host", "of the same names in the host"])
def main(
    tree: TreeBuilder, tmp_path: Path, import_in_host: HostImport, request: pytest.FixtureRequest
) -> Any:
    """Return the module `main` of an engine."""
    tree(
        {f"{folder}/{name}": text for folder in ("host", "plugin") for name, text in FILES.items()}
    )
    if request.param:
        import_in_host(tmp_path / "host", "main", "late", "helper", "pkg", "pkg.sub")
    engine = ImportEngine(path=[tmp_path / "plugin"])
    module = engine.import_module("main")
    module.engine = engine
    return module


@pytest.fixture(autouse=True)
def _host_has_the_same_modules(main: Any) -> Any:
    before = {name: sys.modules.get(name) for name in (*NAMES, "main", "failing")}
    yield
    assert {name: sys.modules.get(name) for name in before} == before


@pytest.mark.parametrize("make", ["Point(1)", "Nested.Inner()", "Point", "[Point(1), Nested]"])
def test_objects_of_the_engines_classes_are_pickled(main: Any, make: str) -> None:
    value = eval(make, main.__dict__)
    result = main.pickled(value)
    assert type(result) is type(value)
    assert main.by_pickler().x == 1
    assert type(main.by_pickler()) is main.Point


@pytest.mark.parametrize("how", C_IMPORTS)
def test_an_import_whose_frames_are_kept_leaves_nothing(
    tree: TreeBuilder, main: Any, how: str
) -> None:
    """An error that a module keeps has the frames of what imported the module."""
    code = "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    kept = error"
    tree({"plugin/keeps.py": code})
    main.engine.invalidate_caches()
    module = getattr(main, how)("keeps")
    assert module is main.engine.modules["keeps"]
    assert "keeps" not in list(sys.modules)
    assert module.kept.__traceback__.tb_frame.f_back is not None


def test_objects_of_a_late_module_are_pickled(main: Any) -> None:
    result, class_ = main.of_a_late_module()
    assert type(result) is class_ is main.engine.modules["late"].Late


def test_a_pickle_imports_what_it_needs_in_the_engine(main: Any) -> None:
    result = main.only_loaded(b"clate\nLate\n.")
    assert result is main.engine.modules["late"].Late


def test_a_pickle_in_another_thread_is_the_engines(main: Any) -> None:
    points = in_threads(*[lambda: main.pickled(main.Point(1))] * 4)
    assert [type(point) for point in points] == [main.Point] * 4


@pytest.mark.parametrize("c_import", C_IMPORTS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("loaded", [False, True], ids=["not loaded", "loaded"])
def test_an_import_by_c_code_gives_the_engines_module(
    main: Any, c_import: str, name: str, loaded: bool
) -> None:
    if loaded:
        main.engine.import_module(name)
    module = getattr(main, c_import)(name)
    assert module is main.engine.modules[name]
    assert module is not sys.modules.get(name)


def test_a_call_like_that_of_c_code_keeps_its_list(main: Any) -> None:
    assert main.call_with_kept_list() == (main.engine.modules["helper"], [])
    with main.engine.activate():
        assert main.call_with_kept_list() == (main.engine.modules["helper"], [])


@pytest.mark.parametrize("c_import", C_IMPORTS)
def test_an_import_by_c_code_from_a_function_without_a_module_is_the_engines(
    main: Any, c_import: str
) -> None:
    namespace = {"c_import": getattr(main, c_import), "__builtins__": main.__builtins__}
    assert eval("c_import('helper')", namespace) is main.engine.modules["helper"]


@pytest.mark.parametrize("c_import", C_IMPORTS)
def test_an_error_of_an_import_by_c_code_is_the_engines(main: Any, c_import: str) -> None:
    with pytest.raises(ModuleNotFoundError, match="'absent_from_both'"):
        getattr(main, c_import)("absent_from_both")
    with pytest.raises(ValueError, match="of the module"):
        getattr(main, c_import)("failing")
    assert "failing" not in main.engine.modules


@pytest.mark.parametrize("c_import", C_IMPORTS)
def test_a_standard_module_imported_by_c_code_is_the_shared_one(main: Any, c_import: str) -> None:
    import calendar

    assert getattr(main, c_import)("calendar") is calendar
    assert getattr(main, c_import)("sys") is main.engine.modules["sys"]


@pytest.mark.parametrize("c_import", [*C_IMPORTS, "import_module_level"])
@pytest.mark.parametrize("name", NAMES)
def test_an_import_by_c_code_in_activation_gives_the_engines_module(
    main: Any, c_import: str, name: str
) -> None:
    with main.engine.activate():
        module = getattr(main, c_import)(name)
    assert module is main.engine.modules[name]


def test_host_code_in_activation_pickles_the_engines_objects(main: Any) -> None:
    import pickle

    with main.engine.activate():
        copy = pickle.loads(pickle.dumps(main.Point(1)))
        late = pickle.loads(b"clate\nLate\n.")
    assert type(copy) is main.Point
    assert late is main.engine.modules["late"].Late


@pytest.mark.parametrize("parse", ["parse_year", "parse_time"])
def test_what_c_code_imports_of_the_library_is_shared(main: Any, parse: str) -> None:
    assert getattr(main, parse)("2001") == 2001
    with main.engine.activate():
        assert getattr(main, parse)("2001") == 2001
    assert (
        main.engine.modules.get("_strptime", sys.modules["_strptime"]) is sys.modules["_strptime"]
    )


FIRST = """
    import sys
    from importengine import ImportEngine

    main = ImportEngine(path=[sys.argv[1]]).import_module("main")
    assert "_strptime" not in sys.modules
    print(getattr(main, sys.argv[2])("2001"), "_strptime" in sys.modules)
"""


@pytest.mark.parametrize("parse", ["parse_year", "parse_time"])
def test_what_c_code_imports_of_the_library_is_imported_where_it_is_shared(
    tmp_path: Path, main: Any, parse: str
) -> None:
    assert run_in_child(FIRST, tmp_path / "plugin", parse) == "2001 True\n"


def test_a_module_of_the_engine_in_place_of_one_that_c_code_imports(
    main: Any, tree: TreeBuilder
) -> None:
    """A plugin's own file wins over the library's, for C code too."""
    tree({"plugin/_strptime.py": "def _strptime_time(*_): return 'own'"})
    main.engine.invalidate_caches()
    with main.engine.activate():
        assert main.engine.import_module("time").strptime("2001") == "own"
