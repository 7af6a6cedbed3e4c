"""`inspect` in an engine finds the engine's modules and sources; so does the host's where it can."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.stdlib.conftest import Beside, Inside
from tests.support import TreeBuilder


FILES = {
    "shapes.py": """
        class Circle:
            '''A circle of the engine.'''

            def area(self):
                return 3
    """,
    "main.py": """
        from __future__ import annotations

        import inspect
        import sys

        import shapes

        class Here:
            '''A class of the engine.'''

            other: There

            def method(self, other: There) -> shapes.Circle:
                return shapes.Circle()

            class Inner:
                deep = True

        class There: ...

        def function(x: Here, y: There = None, *, z: shapes.Circle) -> Here:
            return x  # the engine's

        def caller():
            return inspect.stack()[0]

        def module_of(thing):
            return inspect.getmodule(thing)

        def source_of(thing):
            return inspect.getsource(thing)

        def file_of(thing):
            return inspect.getfile(thing), inspect.getsourcefile(thing)

        def signature_of(thing):
            return inspect.signature(thing, eval_str=True)

        def annotations_of(thing):
            return inspect.get_annotations(thing, eval_str=True)

        def members_of(thing):
            return dict(inspect.getmembers(thing, inspect.isclass))
    """,
}
# as many lines, so that a mix-up shows as wrong text
OF_THE_HOST = {
    "main.py": "class Here:\n    host = True\n\nclass There:\n    pass\n" + "# host\n" * 60,
    "shapes.py": "class Circle:\n    host = True\n",
}


@pytest.fixture
def main(inside: Inside, beside: Beside) -> Any:
    """Return the module `main` of an engine."""
    beside(OF_THE_HOST)
    return inside(FILES)


THINGS = ["Here", "Here.method", "Here.Inner", "function", "sys.modules[__name__]"]


@pytest.mark.parametrize("thing", THINGS)
def test_the_module_of_a_thing_is_the_engines(main: Any, thing: str) -> None:
    assert main.module_of(eval(thing, vars(main))) is main
    assert main.module_of(main.shapes.Circle) is main.shapes
    assert main.module_of(main.shapes.Circle.area) is main.shapes


@pytest.mark.parametrize("thing", THINGS)
def test_the_file_of_a_thing_is_the_engines(main: Any, thing: str) -> None:
    assert main.file_of(eval(thing, vars(main))) == (main.__file__, main.__file__)
    assert main.file_of(main.shapes.Circle) == (main.shapes.__file__, main.shapes.__file__)


def test_the_source_of_a_thing_is_the_engines(main: Any) -> None:
    assert main.source_of(main.Here).splitlines()[:2] == [
        "class Here:",
        "    '''A class of the engine.'''",
    ]
    assert main.source_of(main.Here.Inner).split() == ["class", "Inner:", "deep", "=", "True"]
    assert main.source_of(main.function).endswith("# the engine's\n")
    assert main.source_of(main) == Path(main.__file__).read_text(encoding="utf-8")
    assert "A circle" in main.source_of(main.shapes.Circle)


def test_the_module_of_a_frame_and_of_code_is_the_engines(main: Any) -> None:
    frame = main.caller()
    assert (frame.function, frame.filename) == ("caller", main.__file__)
    assert frame.code_context == ["    return inspect.stack()[0]\n"]
    assert main.module_of(frame.frame) is main
    assert main.module_of(main.function.__code__) is main


def test_a_signature_evaluates_its_annotations_in_the_engine(main: Any) -> None:
    signature = main.signature_of(main.function)
    assert {name: one.annotation for name, one in signature.parameters.items()} == {
        "x": main.Here,
        "y": main.There,
        "z": main.shapes.Circle,
    }
    assert signature.return_annotation is main.Here
    method = main.signature_of(main.Here().method)
    assert method.parameters["other"].annotation is main.There
    assert method.return_annotation is main.shapes.Circle


def test_annotations_are_evaluated_in_the_engine(main: Any) -> None:
    assert main.annotations_of(main.Here) == {"other": main.There}
    assert main.annotations_of(main.function)["z"] is main.shapes.Circle


def test_the_classes_of_inspect_are_the_hosts(main: Any) -> None:
    assert isinstance(main.signature_of(main.function), inspect.Signature)
    assert main.inspect.Parameter is inspect.Parameter
    assert main.inspect.signature(main.function) == inspect.signature(main.function)
    assert main.members_of(main) == {"Here": main.Here, "There": main.There}


def test_documentation_is_inherited_from_the_engines_classes(main: Any) -> None:
    assert main.inspect.getdoc(main.Here) == "A class of the engine."
    assert inspect.getdoc(main.shapes.Circle) == "A circle of the engine."


# from the host:


def test_the_host_reads_functions_and_modules_of_an_engine(main: Any) -> None:
    assert inspect.getsource(main.function).endswith("# the engine's\n")
    assert inspect.getsource(main) == Path(main.__file__).read_text(encoding="utf-8")
    assert inspect.getsourcelines(main.Here.method)[0][0] == (
        "    def method(self, other: There) -> shapes.Circle:\n"
    )
    assert inspect.getfile(main.function) == main.__file__
    assert inspect.getsourcefile(main) == main.__file__


def test_the_host_evaluates_the_signature_of_a_function_of_an_engine(main: Any) -> None:
    signature = inspect.signature(main.function, eval_str=True)
    assert signature.parameters["x"].annotation is main.Here
    assert inspect.get_annotations(main.function, eval_str=True)["y"] is main.There
    assert str(inspect.signature(main.function)) == (
        "(x: 'Here', y: 'There' = None, *, z: 'shapes.Circle') -> 'Here'"
    )


def test_in_activation_the_host_reads_classes_too(
    tree: TreeBuilder, tmp_path: Path, beside: Beside
) -> None:
    beside(OF_THE_HOST)
    tree({f"plugin/{name}": text for name, text in FILES.items()})
    engine = ImportEngine([tmp_path / "plugin"])
    main = engine.import_module("main")
    with engine.activate():
        module = inspect.getmodule(main.Here)
        source = inspect.getsource(main.Here)
        other = inspect.getsource(main.shapes.Circle)
        file = inspect.getfile(main.Here)
        annotations = inspect.get_annotations(main.Here, eval_str=True)
    assert module is engine.modules["main"]
    assert "A class of the engine." in source
    assert "A circle" in other
    assert file == main.__file__
    assert annotations == {"other": main.There}
    assert inspect.getmodule(main.Here) is sys.modules.get("main")


def test_two_engines_give_their_own_sources(tree: TreeBuilder, tmp_path: Path) -> None:
    text = """
        import inspect

        class Here:
            text = "{0}"

        def read():
            return inspect.getsource(Here), inspect.getmodule(Here)
    """
    tree({f"{name}/main.py": text.format(name) for name in ("one", "two")})
    one, two = (ImportEngine([tmp_path / name]).import_module("main") for name in ("one", "two"))
    for _ in range(2):
        assert one.read() == ('class Here:\n    text = "one"\n', one)
        assert two.read() == ('class Here:\n    text = "two"\n', two)
