"""`typing` in an engine resolves names in the engine's modules."""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any

import pytest

from tests.isolation.conftest import HostImport
from tests.stdlib.conftest import Beside, Inside
from tests.support import TreeBuilder


NODES = {
    "nodes.py": """
        class Node:
            children: "list[Leaf]"

        class Leaf(Node):
            parent: "Node"

            def link(self, other: "Node") -> "Leaf": ...
    """,
    "main.py": """
        from __future__ import annotations

        import typing
        from nodes import Leaf as Base
        import nodes

        class Branch(Base):
            left: Branch
            right: typing.Optional[Twig] = None

        class Twig:
            on: nodes.Node

        branch = typing.get_type_hints(Branch)
        twig = typing.get_type_hints(Twig)
        link = typing.get_type_hints(Branch.link)
        module = typing.get_type_hints(nodes)
    """,
}


@pytest.fixture
def main(inside: Inside, beside: Beside) -> Any:
    """Return the module `main` of an engine over NODES."""
    classes = "class {0}: pass\nclass {1}: pass"
    beside(
        {"main.py": classes.format("Branch", "Twig"), "nodes.py": classes.format("Node", "Leaf")}
    )
    return inside(NODES)


def test_forward_references_are_resolved_in_the_module_of_each_class(main: Any) -> None:
    nodes = main.nodes
    assert main.branch == {
        "children": list.__class_getitem__(nodes.Leaf),
        "parent": nodes.Node,
        "left": main.Branch,
        "right": main.Twig | None,
    }


def test_a_reference_to_another_module_is_resolved(main: Any) -> None:
    assert main.twig == {"on": main.nodes.Node}


def test_references_of_a_method_are_those_of_its_module(main: Any) -> None:
    assert main.link == {"other": main.nodes.Node, "return": main.nodes.Leaf}


def test_a_module_has_no_hints_unless_it_is_annotated(main: Any) -> None:
    assert main.module == {}


def test_the_hints_of_a_function_are_found_from_the_host(main: Any) -> None:
    assert typing.get_type_hints(main.Branch.link)["other"] is main.nodes.Node


FORMS = """
    from __future__ import annotations

    import typing
    from typing import NamedTuple, NotRequired, Required, TypedDict

    class Pair(NamedTuple):
        first: Thing
        second: int = 2

    class Movie(TypedDict, total=False):
        title: Required[str]
        by: Thing
        year: NotRequired[int]

    class Sequel(Movie):
        after: Movie

    class Thing: ...

    pair_hints = typing.get_type_hints(Pair)
    movie_hints = typing.get_type_hints(Sequel)

    ByCall = NamedTuple("ByCall", [("x", int)])
    DictByCall = TypedDict("DictByCall", {"x": "Thing"})
    call_hints = typing.get_type_hints(DictByCall)
    T = typing.TypeVar("T")
    New = typing.NewType("New", int)
    P = typing.ParamSpec("P")
"""


def test_named_tuples_and_typed_dicts_resolve_their_fields(inside: Inside) -> None:
    main = inside({"main.py": FORMS})
    assert main.pair_hints == {"first": main.Thing, "second": int}
    assert main.movie_hints == {
        "title": str,
        "by": main.Thing,
        "year": int,
        "after": main.Movie,
    }
    assert main.call_hints == {"x": main.Thing}
    assert main.Pair(1) == (1, 2)


def test_a_form_made_by_a_call_belongs_to_the_module_that_makes_it(inside: Inside) -> None:
    main = inside({"main.py": FORMS})
    made = main.Pair, main.ByCall, main.DictByCall, main.T, main.New, main.P
    assert [one.__module__ for one in made] == ["main"] * len(made)


def test_instances_of_a_named_tuple_are_pickled_and_copied(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                import collections, copy, pickle
                from typing import NamedTuple

                class Pair(NamedTuple):
                    x: int

                Other = collections.namedtuple("Other", "x")
                ways = pickle.loads, copy.copy, copy.deepcopy
                pairs = pickle.loads(pickle.dumps(Pair(1))), copy.deepcopy(Pair(1))
                others = pickle.loads(pickle.dumps(Other(1))), copy.deepcopy(Other(1))
            """
        }
    )
    assert [type(one) for one in main.pairs] == [main.Pair] * 2
    assert [type(one) for one in main.others] == [main.Other] * 2


OVERLOADS = """
    import typing

    @typing.overload
    def f(x: int) -> int: ...
    @typing.overload
    def f(x: {0}) -> {0}: ...
    def f(x): return x

    def overloads():
        return typing.get_overloads(f)
"""


def test_the_overloads_of_a_function_are_found(inside: Inside) -> None:
    main = inside({"main.py": OVERLOADS.format("str")})
    assert [one.__annotations__["x"] for one in main.overloads()] == [int, str]
    assert [one.__globals__ for one in main.overloads()] == [vars(main)] * 2


def test_the_overloads_of_modules_of_one_name_are_kept_apart(
    inside: Inside, tree: TreeBuilder, tmp_path: Path, import_in_host: HostImport
) -> None:
    tree({"host/main.py": OVERLOADS.format("bytes")})
    (in_host,) = import_in_host(tmp_path / "host", "main")
    main = inside({"main.py": OVERLOADS.format("str")})
    found = [
        module["overloads"]()[1].__annotations__["x"] for module in (vars(in_host), vars(main))
    ]
    assert found == [bytes, str]


def test_protocols_and_generics_are_compatible_across_the_border(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                from typing import Generic, Protocol, SupportsInt, TypeVar, runtime_checkable

                T = TypeVar("T")

                @runtime_checkable
                class Named(Protocol):
                    name: str

                class Box(Generic[T]):
                    name = "box"

                checks = isinstance(Box(), Named), isinstance(3, SupportsInt), isinstance(3, Named)
                boxed = Box[int]
            """
        }
    )
    assert main.checks == (True, True, False)
    assert typing.get_origin(main.boxed) is main.Box
    assert typing.get_args(main.boxed) == (int,)
    assert isinstance(main.Box(), main.Named)


def test_assertions_of_typing_keep_their_identity(inside: Inside) -> None:
    main = inside({"main.py": "import typing\nfrom typing import *\nopt = typing.Optional[int]"})
    assert main.opt == typing.Optional[int]  # noqa: UP045
    assert main.NamedTuple is typing.NamedTuple
    assert main.TypedDict is typing.TypedDict
