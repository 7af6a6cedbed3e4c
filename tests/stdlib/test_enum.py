"""`enum` in an engine writes to, and is found in, the engine's modules."""

from __future__ import annotations

import enum
import pickle
import sys
from pathlib import Path

from importengine import ImportEngine
from tests.isolation.conftest import HostImport
from tests.stdlib.conftest import Inside
from tests.support import TreeBuilder


GLOBAL = """
    import enum

    @enum.global_enum
    class Level(enum.IntEnum):
        LOW = 1
        HIGH = 2

    @enum.global_enum
    class Mode(enum.IntFlag):
        READ = 1
        WRITE = 2

    shown = repr(LOW), repr(READ | WRITE)
"""


def test_global_enum_puts_members_into_the_engine_s_module(inside: Inside) -> None:
    main = inside({"main.py": GLOBAL})
    assert main.LOW is main.Level.LOW
    assert main.WRITE is main.Mode.WRITE
    assert main.shown == ("main.LOW", "main.READ|main.WRITE")


def test_global_enum_leaves_a_module_of_the_host_alone(
    inside: Inside, tree: TreeBuilder, tmp_path: Path, import_in_host: HostImport
) -> None:
    tree({"host/main.py": ""})
    (in_host,) = import_in_host(tmp_path / "host", "main")
    main = inside({"main.py": GLOBAL})
    assert main.HIGH is main.Level.HIGH
    assert not hasattr(in_host, "HIGH")


def test_flags_have_the_behaviour_of_flags(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                import enum
                from enum import Flag, IntFlag, auto

                class Mode(Flag, boundary=enum.CONFORM):
                    READ = auto()
                    WRITE = auto()
                    BOTH = READ | WRITE

                class Bits(IntFlag):
                    A = 1
                    B = 4

                @enum.verify(enum.UNIQUE)
                class Unique(enum.Enum):
                    X = auto()
            """
        }
    )
    assert main.Mode.READ | main.Mode.WRITE is main.Mode.BOTH
    assert list(main.Mode.BOTH) == [main.Mode.READ, main.Mode.WRITE]
    assert main.Mode(7) is main.Mode.BOTH
    assert main.Bits.A | 4 == 5
    assert main.Unique.X.value == 1


def test_the_classes_of_enum_are_the_host_s(inside: Inside) -> None:
    main = inside({"main.py": GLOBAL})
    assert main.enum.Enum is enum.Enum
    assert isinstance(main.LOW, enum.IntEnum)
    assert isinstance(main.Mode, enum.EnumType)


PICKLED = """
    import copy, enum, pickle

    class Colour(enum.Enum):
        RED = "red"

    class Nest:
        class Shade(enum.Flag):
            DARK = 1
            LIGHT = 2

    Made = enum.Enum("Made", "ONE TWO")
    members = [Colour.RED, Nest.Shade.DARK | Nest.Shade.LIGHT, Nest.Shade.DARK, Made.TWO]
    data = [
        [pickle.dumps(one, protocol) for one in members]
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
    ]

    def load(data):
        return [pickle.loads(one) for one in data]

    loaded = [load(one) for one in data]
    by_python = [pickle._loads(pickle._dumps(one, 4)) for one in members]
    copied = copy.deepcopy(members)
"""


def test_members_are_pickled_as_themselves(inside: Inside) -> None:
    main = inside({"main.py": PICKLED})
    for members in (*main.loaded, main.by_python, main.copied):
        assert [one is two for one, two in zip(members, main.members, strict=True)] == [True] * 4


def test_an_enum_made_by_a_call_belongs_to_the_module_that_makes_it(inside: Inside) -> None:
    main = inside({"main.py": PICKLED})
    assert main.Made.__module__ == "main"


def test_members_pickled_in_one_engine_are_another_s_there(tree: TreeBuilder) -> None:
    root = tree({"main.py": PICKLED})
    one, two = (ImportEngine([root]).import_module("main") for _ in range(2))
    (red, *_) = two.load(one.data[0])
    assert red is two.Colour.RED
    assert red is not one.Colour.RED


def test_members_are_pickled_by_the_host_in_activation(tree: TreeBuilder) -> None:
    engine = ImportEngine([tree({"main.py": PICKLED})])
    main = engine.import_module("main")
    with engine.activate():
        again = pickle.loads(pickle.dumps(main.members))
    assert [a is b for a, b in zip(again, main.members, strict=True)] == [True] * 4
    assert "main" not in sys.modules
