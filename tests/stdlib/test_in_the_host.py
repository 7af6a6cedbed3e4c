"""The host's standard library serves objects of an engine, as they are of the same process."""

from __future__ import annotations

import abc
import asyncio
import collections.abc
import contextlib
import copy
import dataclasses
import enum
import functools
import inspect
import io
import json
import logging
import pickle
import pprint
import sys
import threading
import traceback
import typing
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.stdlib.conftest import Beside
from tests.support import TreeBuilder


FILES = {
    "shapes.py": """
        from __future__ import annotations

        import abc
        import asyncio
        import contextlib
        import dataclasses
        import enum
        import typing
        from collections import abc as abstract

        class Base(abc.ABC):
            @abc.abstractmethod
            def area(self) -> float: ...

        @dataclasses.dataclass(order=True)
        class Square(Base):
            side: int
            at: Point | None = dataclasses.field(default=None, compare=False)

            def area(self) -> float:
                return self.side ** 2

        @dataclasses.dataclass(frozen=True)
        class Point:
            x: int = 0
            y: int = 0

        class Colour(enum.Enum):
            RED = "red"

        class Pair(typing.NamedTuple):
            first: Point
            second: Colour

        @typing.runtime_checkable
        class HasArea(typing.Protocol):
            def area(self) -> float: ...

        class Names(abstract.Mapping):
            def __getitem__(self, key): return {"a": 1}[key]
            def __iter__(self): return iter("a")
            def __len__(self): return 1

        class Failure(LookupError):
            def __str__(self):
                import late
                return late.TEXT

        def make(side: int, *, at: Point = None) -> Square:
            '''Make a square.'''
            return Square(side, at)

        def fail() -> typing.NoReturn:
            raise Failure  # of the engine

        async def asynchronous():
            await asyncio.sleep(0)
            import late
            return late.TEXT

        @contextlib.contextmanager
        def managed():
            import late
            yield late.TEXT

        def log(text):
            import logging
            logging.getLogger(__name__).warning(text)
    """,
    "late.py": "TEXT = 'late text of the engine'",
}


@pytest.fixture
def shapes(tree: TreeBuilder, tmp_path: Path, beside: Beside) -> Iterator[Any]:
    """Return the module `shapes` of an engine."""
    beside({"shapes.py": "class Point: ...\nclass Square: ...", "late.py": ""})
    tree({f"plugin/{name}": text for name, text in FILES.items()})
    engine = ImportEngine([tmp_path / "plugin"])
    module = engine.import_module("shapes")
    vars(module)["engine"] = engine
    yield module
    engine.close()


def test_dataclasses_are_dataclasses(shapes: Any) -> None:
    square = shapes.make(2, at=shapes.Point(1))
    assert [field.name for field in dataclasses.fields(square)] == ["side", "at"]
    assert dataclasses.asdict(square) == {"side": 2, "at": {"x": 1, "y": 0}}
    assert dataclasses.replace(square, side=3) > square
    assert repr(square) == "Square(side=2, at=Point(x=1, y=0))"
    assert pprint.pformat(square) == repr(square)


def test_instances_are_instances(shapes: Any) -> None:
    square = shapes.make(2)
    assert isinstance(square, shapes.Base)
    assert isinstance(square, shapes.HasArea)
    assert isinstance(shapes.Base, abc.ABCMeta)
    assert isinstance(shapes.Colour.RED, enum.Enum)
    assert isinstance(shapes.Names(), collections.abc.Mapping)
    assert isinstance(shapes.Pair(1, 2), tuple)
    assert inspect.isabstract(shapes.Base)
    assert not inspect.isabstract(shapes.Square)


def test_a_class_of_the_host_is_registered_with_one_of_the_engine(shapes: Any) -> None:
    @shapes.Base.register
    class InHost:
        def area(self) -> float:
            return 1

    assert issubclass(InHost, shapes.Base)
    assert isinstance(InHost(), shapes.HasArea)


def test_signatures_and_documentation_are_read(shapes: Any) -> None:
    signature = inspect.signature(shapes.make)
    assert str(signature) == "(side: 'int', *, at: 'Point' = None) -> 'Square'"
    assert inspect.signature(shapes.make, eval_str=True).return_annotation is shapes.Square
    assert inspect.getdoc(shapes.make) == "Make a square."
    assert list(inspect.signature(shapes.Square).parameters) == ["side", "at"]


def test_sources_of_functions_are_read(shapes: Any) -> None:
    assert inspect.getsource(shapes.fail).splitlines()[1] == "    raise Failure  # of the engine"
    assert inspect.getfile(shapes.make) == shapes.__file__
    assert inspect.getsource(shapes.Square.area).strip().startswith("def area(self)")


def test_hints_of_functions_are_resolved(shapes: Any) -> None:
    assert typing.get_type_hints(shapes.make) == {
        "side": int,
        "at": shapes.Point,
        "return": shapes.Square,
    }


def test_tracebacks_are_formatted(shapes: Any) -> None:
    with pytest.raises(LookupError) as caught:
        shapes.fail()
    text = "".join(traceback.format_exception(caught.value))
    assert f'File "{shapes.__file__}"' in text
    assert "raise Failure  # of the engine" in text
    assert text.endswith("shapes.Failure: late text of the engine\n")


def test_an_uncaught_error_is_printed(shapes: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(LookupError) as caught:
        shapes.fail()
    sys.__excepthook__(caught.type, caught.value, caught.value.__traceback__)
    assert "shapes.Failure: late text of the engine" in capsys.readouterr().err


def test_log_records_reach_the_hosts_handlers(shapes: Any) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(module)s %(funcName)s %(message)s"))
    logger = logging.getLogger("shapes")
    logger.addHandler(handler)
    try:
        shapes.log("text")
    finally:
        logger.removeHandler(handler)
    assert stream.getvalue() == "shapes shapes log text\n"


def test_copies_are_of_the_same_class(shapes: Any) -> None:
    for value in (shapes.make(1), shapes.Colour.RED, shapes.Pair(1, 2), shapes.Point(3)):
        for copied in (copy.copy(value), copy.deepcopy(value)):
            assert type(copied) is type(value)
            assert copied == value


def test_functions_are_decorated_and_dispatched(shapes: Any) -> None:
    cached = functools.lru_cache(shapes.make)
    assert cached(1) is cached(1)
    assert cached.__wrapped__ is shapes.make

    @functools.singledispatch
    def kind(thing: object) -> str:
        return "object"

    kind.register(shapes.Base, lambda _: "base")
    kind.register(collections.abc.Mapping, lambda _: "mapping")
    assert [kind(one) for one in (shapes.make(1), shapes.Names(), 1)] == [
        "base",
        "mapping",
        "object",
    ]


def test_functions_run_in_threads_and_tasks(shapes: Any) -> None:
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(shapes.fail)
        assert str(future.exception(30)) == "late text of the engine"
    assert asyncio.run(shapes.asynchronous()) == "late text of the engine"
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(asyncio.run(shapes.asynchronous())))
    thread.start()
    thread.join(30)
    assert found == ["late text of the engine"]


def test_context_managers_and_weak_references_work(shapes: Any) -> None:
    with contextlib.ExitStack() as stack:
        assert stack.enter_context(shapes.managed()) == "late text of the engine"
    square: Any = shapes.make(1)
    assert json.dumps(dataclasses.asdict(square)) == '{"side": 1, "at": null}'
    assert weakref.ref(square)() is square


# in activation:


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_in_activation_objects_are_pickled(shapes: Any, protocol: int) -> None:
    values = [
        shapes.make(2, at=shapes.Point(1)),
        shapes.Colour.RED,
        shapes.Pair(shapes.Point(), shapes.Colour.RED),
        shapes.make,
        shapes.Square,
    ]
    before = dict(sys.modules)
    with shapes.engine.activate():
        again = pickle.loads(pickle.dumps(values, protocol))
    assert again == values
    assert [type(one) for one in again] == [type(one) for one in values]
    assert sys.modules == before


def test_in_activation_hints_of_classes_are_resolved(shapes: Any) -> None:
    with shapes.engine.activate():
        assert typing.get_type_hints(shapes.Square)["at"] == shapes.Point | None
        assert typing.get_type_hints(shapes.Pair) == {
            "first": shapes.Point,
            "second": shapes.Colour,
        }


def test_in_activation_sources_of_classes_are_read(shapes: Any) -> None:
    with shapes.engine.activate():
        assert "def area(self) -> float" in inspect.getsource(shapes.Base)
        assert inspect.getmodule(shapes.Square) is shapes


def test_after_activation_pickling_is_the_hosts_again(shapes: Any) -> None:
    with shapes.engine.activate():
        data = pickle.dumps(shapes.Point(1))
    in_host = sys.modules.get("shapes")
    if in_host is None:
        with pytest.raises(ModuleNotFoundError, match="'shapes'"):
            pickle.loads(data)
    else:
        assert type(pickle.loads(data)) is vars(in_host)["Point"]
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(shapes.Point(1))
