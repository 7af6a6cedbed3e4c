"""`dataclasses` in an engine reads string annotations in the engine's modules."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.isolation.conftest import HostImport
from tests.stdlib.conftest import Inside
from tests.support import TreeBuilder


POINT = """
    from __future__ import annotations

    import dataclasses
    import typing as t
    from dataclasses import KW_ONLY, InitVar, dataclass
    from typing import ClassVar

    @dataclass
    class Point:
        shared: ClassVar[int] = 0
        by_module: t.ClassVar[int] = 0
        x: int = 1
        factor: InitVar[int] = 2
        by_module_too: dataclasses.InitVar[int] = 3
        _: KW_ONLY
        y: int = 4

        def __post_init__(self, factor, by_module_too):
            self.x *= factor * by_module_too

    names = [field.name for field in dataclasses.fields(Point)]
    """


def names_of(class_: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(class_)]


def test_string_annotations_of_special_fields_are_understood(inside: Inside) -> None:
    main = inside({"main.py": POINT})
    assert main.names == ["x", "y"]
    assert main.Point(5).x == 30
    with pytest.raises(TypeError, match="positional argument"):
        main.Point(1, 2, 3, 4)


def test_the_host_understands_a_dataclass_of_an_engine(inside: Inside) -> None:
    point: Any = inside({"main.py": POINT}).Point(2, y=3)
    assert names_of(point) == ["x", "y"]
    assert dataclasses.asdict(point) == {"x": 12, "y": 3}
    assert dataclasses.replace(point, y=9, factor=1, by_module_too=1).y == 9
    assert dataclasses.is_dataclass(point)


def test_an_annotation_is_looked_up_in_the_engine_s_module_of_that_name(
    inside: Inside, tree: TreeBuilder, tmp_path: Path, import_in_host: HostImport
) -> None:
    """In the host's `main`, `t` is another module and `Init` is another class."""
    tree({"host/main.py": "import json as t\nInit = int"})
    import_in_host(tmp_path / "host", "main")
    main = inside(
        {
            "main.py": """
                from __future__ import annotations

                import typing as t
                from dataclasses import InitVar as Init, dataclass

                @dataclass
                class Point:
                    shared: t.ClassVar[int] = 0
                    once: Init[int] = 1
                    x: int = 2
            """
        }
    )
    assert names_of(main.Point) == ["x"]


def test_kw_only_is_understood_in_each_form(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                from __future__ import annotations

                import dataclasses as d

                @d.dataclass(kw_only=True)
                class All:
                    x: int
                    y: int = d.field(kw_only=False)

                @d.dataclass
                class After:
                    x: int
                    _: d.KW_ONLY
                    y: int

                given = [{f.name: f.kw_only for f in d.fields(c)} for c in (All, After)]
                made = All(2, x=1), After(1, y=2)
            """
        }
    )
    assert main.given == [{"x": True, "y": False}, {"x": False, "y": True}]
    assert list(map(dataclasses.astuple, main.made)) == [(1, 2), (1, 2)]


def test_slots_are_made(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                from __future__ import annotations

                from dataclasses import dataclass, field
                from typing import ClassVar

                @dataclass(slots=True, frozen=True)
                class Base:
                    kind: ClassVar[str] = "base"
                    x: int = 1

                    def name(self):
                        return "base"

                @dataclass(slots=True, frozen=True, weakref_slot=True)
                class Derived(Base):
                    y: list[int] = field(default_factory=list)

                    def name(self):
                        return "derived"
            """
        }
    )
    made = main.Derived(2)
    assert main.Derived.__slots__ == ("y", "__weakref__")
    assert not hasattr(made, "__dict__")
    assert (made.name(), made.x, made.y, made.kind) == ("derived", 2, [], "base")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.x = 3


def test_a_dataclass_inherits_from_one_of_another_module(inside: Inside) -> None:
    main = inside(
        {
            "base.py": """
                from __future__ import annotations

                from dataclasses import InitVar as Once, dataclass

                @dataclass
                class Base:
                    x: int
                    start: Once[int]

                    def __post_init__(self, start):
                        self.x += start
            """,
            "main.py": """
                from __future__ import annotations

                from dataclasses import dataclass
                from base import Base

                @dataclass
                class Derived(Base):
                    y: int = 0
            """,
        }
    )
    assert names_of(main.Derived) == ["x", "y"]
    assert repr(main.Derived(1, 2, 3)) == "Derived(x=3, y=3)"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="since 3.12 it has a module")
def test_a_made_dataclass_belongs_to_the_module_that_makes_it(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                import dataclasses, pickle

                Made = dataclasses.make_dataclass("Made", [("x", int), "y"], module=__name__)
                again = pickle.loads(pickle.dumps(Made(1, 2)))
            """
        }
    )
    assert main.Made.__module__ == "main"
    assert main.again == main.Made(1, 2)


def test_a_dataclass_derived_in_the_host_has_the_fields_of_both(inside: Inside) -> None:
    point = inside({"main.py": POINT}).Point

    @dataclasses.dataclass
    class InHost(point):  # type: ignore[misc, valid-type]
        z: int = 5

    assert names_of(InHost) == ["x", "y", "z"]
