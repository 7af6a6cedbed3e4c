"""`pickle` and what stands on it find classes and functions in the engine, by both picklers."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from importengine import ImportEngine
from tests.stdlib.conftest import Beside, Inside
from tests.support import TreeBuilder


MAIN = """
    import copy, io, pickle
    import pkg.shapes

    class Point:
        def __init__(self, x=1):
            self.x = x

        def __eq__(self, other):
            return type(other) is type(self) and other.x == self.x

        __hash__ = None

        def method(self):
            return self.x

        class Inner:
            class Innermost:
                pass

    class Slotted:
        __slots__ = ("x",)

        def __init__(self):
            self.x = 1

        def __reduce__(self):
            return rebuild, (self.x,)

    class WithArguments:
        def __new__(cls, *, x):
            self = super().__new__(cls)
            self.x = x
            return self

        def __getnewargs_ex__(self):
            return (), {"x": self.x}

    class Failure(Exception):
        pass

    def rebuild(x):
        return Slotted()

    def function():
        pass

    def by_c(value, protocol):
        return pickle.loads(pickle.dumps(value, protocol))

    def by_python(value, protocol):
        return pickle._loads(pickle._dumps(value, protocol))

    def by_c_class(value, protocol):
        file = io.BytesIO()
        pickle.Pickler(file, protocol).dump(value)
        file.seek(0)
        return pickle.Unpickler(file).load()

    def by_python_class(value, protocol):
        file = io.BytesIO()
        pickle._Pickler(file, protocol).dump(value)
        file.seek(0)
        return pickle._Unpickler(file).load()

    def c_to_python(value, protocol):
        return pickle._loads(pickle.dumps(value, protocol))

    def python_to_c(value, protocol):
        return pickle.loads(pickle._dumps(value, protocol))

    class OwnPickler(pickle.Pickler):
        def persistent_id(self, value):
            return "point" if value is Point else None

    class OwnUnpickler(pickle.Unpickler):
        def find_class(self, module, name):
            self.asked = [*getattr(self, "asked", []), (module, name)]
            return super().find_class(module, name)

        def persistent_load(self, id_):
            assert id_ == "point"
            return Point

    def by_own_class(value, protocol):
        file = io.BytesIO()
        OwnPickler(file, protocol).dump(value)
        file.seek(0)
        return OwnUnpickler(file).load()

    def dumps(value):
        return pickle.dumps(value)

    def loads(data):
        return pickle.loads(data)

    def python_dumps(value):
        return pickle._dumps(value)

    def python_loads(data):
        return pickle._loads(data)
    """
FILES = {
    "main.py": MAIN,
    "pkg/__init__.py": "",
    "pkg/shapes.py": "class Circle: pass\ndef area(): pass",
    "late.py": "class Late: pass\ndef function(): pass",
}
WAYS = [
    "by_c",
    "by_python",
    "by_c_class",
    "by_python_class",
    "c_to_python",
    "python_to_c",
    "by_own_class",
]
GLOBALS = ["Point", "Point.Inner.Innermost", "function", "pkg.shapes.Circle", "pkg.shapes.area"]
INSTANCES = ["Point(3)", "Point.Inner()", "Slotted()", "WithArguments(x=1)", "pkg.shapes.Circle()"]
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


@pytest.fixture
def main(inside: Inside, beside: Beside) -> Any:
    """Return the module `main` of an engine."""
    beside(FILES)
    return inside(FILES)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("way", WAYS)
def test_classes_and_functions_are_pickled_by_name(main: Any, way: str, protocol: int) -> None:
    for expression in GLOBALS:
        value = eval(expression, vars(main))
        assert getattr(main, way)(value, protocol) is value, expression


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("way", WAYS)
def test_instances_keep_their_class(main: Any, way: str, protocol: int) -> None:
    for expression in INSTANCES:
        value = eval(expression, vars(main))
        if protocol < 2 and "WithArguments" in expression:
            continue  # object.__reduce_ex__ does not ask for new arguments there
        assert type(getattr(main, way)(value, protocol)) is type(value), expression


@pytest.mark.parametrize("way", WAYS)
def test_bound_methods_and_exceptions_are_pickled(main: Any, way: str) -> None:
    method = getattr(main, way)(main.Point(5).method, 4)
    assert method() == 5
    assert type(method.__self__) is main.Point
    failure = getattr(main, way)(main.Failure("text"), 4)
    assert type(failure) is main.Failure
    assert failure.args == ("text",)


@pytest.mark.parametrize("load", ["loads", "python_loads"])
@pytest.mark.parametrize("data", [b"clate\nLate\n.", b"\x80\x04\x8c\x04late\x8c\x04Late\x93."])
def test_loading_imports_what_is_named_in_the_engine(
    tree: TreeBuilder, load: str, data: bytes
) -> None:
    root = tree(FILES)
    one, two = ImportEngine([root]), ImportEngine([root])
    for engine in (one, two):
        late = getattr(engine.import_module("main"), load)(data)
        assert late is engine.modules["late"].Late
    assert one.modules["late"] is not two.modules["late"]


@pytest.mark.parametrize("dump", ["dumps", "python_dumps"])
def test_an_object_of_another_engine_is_not_taken_for_ones_own(
    tree: TreeBuilder, dump: str
) -> None:
    root = tree(FILES)
    one, two = (ImportEngine([root]).import_module("main") for _ in range(2))
    for value in (two.Point(1), two.Point, two.function, two.pkg.shapes.Circle()):
        with pytest.raises(pickle.PicklingError, match="not the same object"):
            getattr(one, dump)(value)


@pytest.mark.parametrize("load", ["loads", "python_loads"])
def test_a_pickle_of_one_engine_gives_anothers_objects_there(tree: TreeBuilder, load: str) -> None:
    root = tree(FILES)
    one, two = (ImportEngine([root]).import_module("main") for _ in range(2))
    data = one.dumps([one.Point(1), one.Point, one.function])
    point, class_, function = getattr(two, load)(data)
    assert type(point) is class_ is two.Point
    assert function is two.function
    point, class_, function = getattr(one, load)(data)
    assert type(point) is class_ is one.Point
    assert function is one.function


@pytest.mark.parametrize("dump", ["dumps", "python_dumps"])
def test_a_name_that_leads_elsewhere_is_an_error(inside: Inside, dump: str) -> None:
    main = inside(
        {
            "main.py": f"""
                import pickle

                class A: pass
                B = A
                class A: pass

                def {dump}(value):
                    return pickle.{"_dumps" if dump == "python_dumps" else "dumps"}(value)
            """
        }
    )
    with pytest.raises(pickle.PicklingError, match="not the same object"):
        getattr(main, dump)(main.B())


def test_errors_of_pickle_are_caught_across_the_border(main: Any) -> None:
    with pytest.raises((pickle.PicklingError, AttributeError)):
        main.dumps(lambda: None)
    with pytest.raises(pickle.UnpicklingError):
        main.loads(b"nonsense")
    with pytest.raises(AttributeError, match="absent"):
        main.loads(b"cmain\nabsent\n.")
    with pytest.raises(ModuleNotFoundError, match="'absent_module'"):
        main.python_loads(b"cabsent_module\nabsent\n.")


def test_a_pickler_of_ones_own_is_asked_for_the_engines_classes(main: Any) -> None:
    import io

    loader = main.OwnUnpickler(io.BytesIO(main.dumps(main.pkg.shapes.Circle())))
    assert type(loader.load()) is main.pkg.shapes.Circle
    assert loader.asked == [("pkg.shapes", "Circle")]


def test_a_function_registered_with_copyreg_makes_the_objects(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                import copy, copyreg, pickle

                class Handle:
                    def __init__(self, number):
                        self.number = number

                def make(number):
                    return Handle(number + 1)

                def reduce(handle):
                    return make, (handle.number,)

                copyreg.pickle(Handle, reduce)
                made = [
                    pickle.loads(pickle.dumps(Handle(1))),
                    pickle._loads(pickle._dumps(Handle(1))),
                    copy.copy(Handle(1)),
                    copy.deepcopy(Handle(1)),
                ]
            """
        }
    )
    assert [type(one) for one in main.made] == [main.Handle] * 4
    assert [one.number for one in main.made] == [2] * 4


def test_an_extension_code_names_a_class_of_the_engine(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                import copyreg, pickle

                class Coded: pass

                copyreg.add_extension(__name__, "Coded", 0xF0A1)
                try:
                    data = pickle.dumps(Coded, 2), pickle._dumps(Coded, 2)
                    loaded = [pickle.loads(one) for one in data]
                    loaded += [pickle._loads(one) for one in data]
                finally:
                    copyreg.remove_extension(__name__, "Coded", 0xF0A1)
            """
        }
    )
    assert b"Coded" not in main.data[0]
    assert main.loaded == [main.Coded] * 4


@pytest.mark.parametrize("writeback", [False, True])
def test_a_shelf_keeps_objects_of_the_engine(inside: Inside, writeback: bool) -> None:
    main = inside(
        {
            "main.py": f"""
                import os, shelve

                class Point:
                    pass

                name = os.path.join(os.path.dirname(__file__), "shelf")
                with shelve.open(name, writeback={writeback}) as shelf:
                    shelf["point"] = Point()
                with shelve.open(name) as shelf:
                    loaded = shelf["point"]
            """
        }
    )
    assert type(main.loaded) is main.Point


def test_shelves_of_two_engines_give_their_own_objects(tree: TreeBuilder) -> None:
    root = tree(
        {
            "main.py": """
                import shelve

                class Point: pass

                def write(data):
                    with shelve.Shelf(data) as shelf:
                        shelf["point"] = Point()

                def read(data):
                    with shelve.Shelf(data) as shelf:
                        return shelf["point"]
            """
        }
    )
    one, two = (ImportEngine([root]).import_module("main") for _ in range(2))

    class Kept(dict[bytes, bytes]):
        def close(self) -> None:
            pass

    kept = Kept()
    one.write(kept)
    assert type(two.read(kept)) is two.Point
    assert type(one.read(kept)) is one.Point


@pytest.mark.parametrize("way", ["copy", "deepcopy"])
def test_copies_are_of_the_engines_classes(main: Any, way: str) -> None:
    for copier in (getattr(main.copy, way), getattr(copy, way)):
        for expression in INSTANCES:
            value = eval(expression, vars(main))
            assert type(copier(value)) is type(value)
        assert copier(main.Point) is main.Point
        assert copier(main.function) is main.function


IN_HOST: dict[str, Callable[[Any, int], Any]] = {
    "by C": lambda value, protocol: pickle.loads(pickle.dumps(value, protocol)),
    "by Python": lambda value, protocol: vars(pickle)["_loads"](
        vars(pickle)["_dumps"](value, protocol)
    ),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("way", IN_HOST.values(), ids=IN_HOST)
def test_the_host_pickles_an_active_engines_objects(
    tree: TreeBuilder, way: Callable[[Any, int], Any], protocol: int
) -> None:
    engine = ImportEngine([tree(FILES)])
    main = engine.import_module("main")
    with engine.activate():
        for expression in GLOBALS:
            value = eval(expression, vars(main))
            assert way(value, protocol) is value
        for expression in INSTANCES:
            value = eval(expression, vars(main))
            if protocol >= 2 or "WithArguments" not in expression:
                assert type(way(value, protocol)) is type(value)


@pytest.mark.parametrize("way", IN_HOST.values(), ids=IN_HOST)
def test_a_standard_class_pickled_in_an_engine_is_the_hosts_everywhere(
    main: Any, way: Callable[[Any, int], Any]
) -> None:
    import collections
    import datetime as dt
    import functools

    for value in (
        dt.datetime(2020, 1, 1),  # noqa: DTZ001
        collections.OrderedDict(a=1),
        collections.Counter("aab"),
        functools.partial(len, "a"),
    ):
        for again in (pickle.loads(main.dumps(value)), main.loads(pickle.dumps(value))):
            assert type(again) is type(value)
        assert type(way(value, 4)) is type(value)
