"""The host sends objects of an engine's classes to processes: with qualified naming, by any method."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stdlib.processes import METHODS, output
from tests.support import TreeBuilder


SCRIPT = """
    import concurrent.futures
    import json
    import multiprocessing
    import sys
    from pathlib import Path

    from importengine import ImportEngine

    # made again in a process that imports this script
    engine = ImportEngine([Path(__file__).parent / "plugin"], name="alpha", naming="qualified")

    def grown(square):
        shapes = engine.import_module("shapes")
        return shapes.grow(square), "scales" in sys.modules, __name__

    def process(context, shapes):
        queue = context.Queue()
        child = context.Process(target=shapes.in_queue, args=(queue, shapes.Square(2)))
        child.start()
        square, late = queue.get(timeout=30)
        child.join(30)
        return square == shapes.Square(3), late, child.exitcode

    def pool(context, shapes):
        with context.Pool(2) as pool:
            squares = pool.map(shapes.grow, [shapes.Square(1), shapes.Square(2)])
            areas = pool.map(shapes.Square.area, squares)
            return squares == [shapes.Square(2), shapes.Square(3)], areas

    def function_of_the_host(context, shapes):
        with context.Pool(1) as pool:
            square, leaked, main = pool.apply(grown, (shapes.Square(1),))
            return square == shapes.Square(2), leaked, main

    def failure(context, shapes):
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
            try:
                executor.submit(shapes.fail, shapes.Square(1)).result(30)
            except shapes.Failure as error:
                return error.args[0] == shapes.Square(1)

    def pipe(context, shapes):
        ours, theirs = context.Pipe()
        child = context.Process(target=shapes.reply, args=(theirs,))
        child.start()
        ours.send(shapes.Square(1))
        assert ours.poll(30)
        answer = ours.recv()
        child.join(30)
        return answer == shapes.Square(2)

    def manager(context, shapes):
        with context.Manager() as manager:
            shared = manager.dict()
            shared["square"] = shapes.Square(7)
            return shared["square"] == shapes.Square(7)

    if __name__ == "__main__":
        context = multiprocessing.get_context(sys.argv[2])
        print(json.dumps(globals()[sys.argv[1]](context, engine.import_module("shapes"))))
        assert not {"shapes", "scales", "late"} & sys.modules.keys()
"""
FILES = {
    "plugin/shapes.py": """
        import scales

        class Square:
            def __init__(self, side):
                self.side = side

            def area(self):
                return self.side ** 2 * scales.FACTOR

            def __eq__(self, other):
                return type(other) is type(self) and other.side == self.side

            __hash__ = None

        class Failure(Exception): ...

        def grow(square):
            assert type(square) is Square
            return Square(square.side + 1)

        def fail(square):
            raise Failure(square)

        def in_queue(queue, square):
            import late
            queue.put((grow(square), late.TEXT))

        def reply(connection):
            connection.send(grow(connection.recv()))

        def area_in_queue(queue, square):
            queue.put(square.area())
    """,
    "plugin/scales.py": "FACTOR = 10",
    "plugin/late.py": "TEXT = 'late'",
    "host.py": SCRIPT,
}
# others of the same names, which must not answer
OF_THE_HOST = {
    "shapes.py": "class Square: ...\ndef grow(square): ...\ndef in_queue(queue, square): ...",
    "scales.py": "FACTOR = 'of the host'",
    "late.py": "TEXT = 'of the host'",
}


def result_of(tree: TreeBuilder, what: str, method: str, *, in_host: bool = True) -> Any:
    """Call the function *what* of SCRIPT in a process of its own."""
    root = tree(FILES)
    if in_host:
        tree(OF_THE_HOST)
    return output(root / "host.py", what, method)


def test_a_process_runs_a_function_of_the_engine_on_its_objects(
    tree: TreeBuilder, method: str, in_host: bool
) -> None:
    assert result_of(tree, "process", method, in_host=in_host) == [True, "late", 0]


def test_a_pool_runs_functions_of_the_engine_on_its_objects(
    tree: TreeBuilder, method: str, in_host: bool
) -> None:
    assert result_of(tree, "pool", method, in_host=in_host) == [True, [40, 90]]


def test_a_function_of_the_host_gets_objects_of_the_engine_that_its_script_makes(
    tree: TreeBuilder, method: str
) -> None:
    main = "__main__" if method == "fork" else "__mp_main__"
    assert result_of(tree, "function_of_the_host", method) == [True, False, main]


def test_an_error_of_the_engines_class_comes_back(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "failure", method) is True


def test_objects_go_through_a_pipe(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "pipe", method) is True


def test_a_manager_keeps_objects_of_the_engine(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "manager", method) is True


def test_engines_of_one_name_are_told_apart_in_processes(tree: TreeBuilder, method: str) -> None:
    root = tree(
        {
            **FILES,
            "other/shapes.py": FILES["plugin/shapes.py"],
            "other/scales.py": "FACTOR = 1000",
            "host.py": """
                import json
                import multiprocessing
                import sys
                from pathlib import Path
                from importengine import ImportEngine

                HERE = Path(__file__).parent
                engines = [
                    ImportEngine([HERE / folder], name="alpha", naming="qualified")
                    for folder in ("plugin", "other")
                ]

                if __name__ == "__main__":
                    squares = [one.import_module("shapes").Square(2) for one in engines]
                    with multiprocessing.get_context(sys.argv[1]).Pool(1) as pool:
                        print(json.dumps([pool.apply(one.area) for one in squares * 2]))
            """,
        }
    )
    assert output(root / "host.py", method) == [40, 4000, 40, 4000]


# where a process does not make the engine itself:

UNDER_THE_GUARD = """
    import json
    import multiprocessing
    import sys
    from pathlib import Path

    from importengine import ImportEngine

    def keep(one):
        global engine
        engine = one

    if __name__ == "__main__":
        folder = Path(__file__).parent / "plugin"
        engine = ImportEngine([folder], name="alpha", naming="qualified")
        square = engine.import_module("shapes").Square(2)
        context = multiprocessing.get_context(sys.argv[1])
"""


def test_an_engine_is_sent_to_the_processes_of_a_pool(tree: TreeBuilder, method: str) -> None:
    text = """
        with context.Pool(2, initializer=keep, initargs=(engine,)) as pool:
            print(json.dumps(pool.map(type(square).area, [square, square])))
    """
    root = tree({**FILES, "host.py": UNDER_THE_GUARD + text})
    assert output(root / "host.py", method) == [40, 40]


@pytest.mark.parametrize("method", [one for one in METHODS if one != "fork"])
def test_a_process_without_the_engine_cannot_read_its_objects(
    tree: TreeBuilder, method: str
) -> None:
    text = """
        child = context.Process(target=print, args=(square,))
        child.start()
        child.join(30)
        print(json.dumps(child.exitcode))
    """
    root = tree({**FILES, "host.py": UNDER_THE_GUARD + text})
    assert output(root / "host.py", method) == 1


# exact names:

EXACT = """
    import json
    import multiprocessing
    import pickle
    import sys
    from pathlib import Path

    from importengine import ImportEngine

    engine = ImportEngine([Path(__file__).parent / "plugin"])

    if __name__ == "__main__":
        shapes = engine.import_module("shapes")
        context = multiprocessing.get_context(sys.argv[1])
"""


def test_with_exact_names_objects_of_an_engine_are_not_sent(
    tree: TreeBuilder, method: str, in_host: bool
) -> None:
    text = """
        with context.Pool(1) as pool:
            try:
                pool.apply(len, (shapes.Square(1),))
            except pickle.PicklingError as error:
                print(json.dumps(str(error)))
    """
    root = tree({**FILES, **(OF_THE_HOST if in_host else {}), "host.py": EXACT + text})
    assert "shapes.Square" in output(root / "host.py", method)


def test_with_exact_names_a_forked_process_has_what_it_is_started_with(tree: TreeBuilder) -> None:
    text = """
        queue = context.Queue()
        child = context.Process(target=shapes.area_in_queue, args=(queue, shapes.Square(2)))
        child.start()
        print(json.dumps(queue.get(timeout=30)))
        child.join(30)
    """
    root = tree({**FILES, **OF_THE_HOST, "host.py": EXACT + text})
    assert output(root / "host.py", "fork") == 40
