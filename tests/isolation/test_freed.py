"""An engine that is closed or dropped is freed, with all of its modules."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from importengine import ImportEngine
from tests.isolation.child import run_in_child
from tests.isolation.extensions import copy_extensions
from tests.isolation.threads import in_threads
from tests.support import TreeBuilder


FILES = {
    "main.py": """
        import dataclasses, importlib, importlib.util, json, sys
        import pkg.sub
        from pkg import other

        @dataclasses.dataclass
        class Point:
            x: int = 0

        def late():
            import pickle
            import pkg.late
            return pickle.loads(pickle.dumps(Point()))
        """,
    "pkg/__init__.py": "",
    "pkg/sub.py": "from . import other",
    "pkg/other.py": "import pkg.sub",
    "pkg/late.py": "",
    "failing.py": "import pkg.sub\nraise ValueError",
}


def by_statements(engine: ImportEngine) -> None:
    engine.import_module("main")


def by_late_imports(engine: ImportEngine) -> None:
    engine.import_module("main").late()


def by_activation(engine: ImportEngine) -> None:
    import pickle

    with engine.activate():
        pickle.loads(pickle.dumps(engine.import_module("main").Point()))


def by_context(engine: ImportEngine) -> None:
    with engine.installed():
        __import__("main")


def by_failing(engine: ImportEngine) -> None:
    with pytest.raises(ValueError):
        engine.import_module("failing")


def by_reload(engine: ImportEngine) -> None:
    engine.reload(engine.import_module("main"))


def by_script(engine: ImportEngine) -> None:
    engine.run_module("main")


def by_threads(engine: ImportEngine) -> None:
    in_threads(*[lambda: engine.import_module("main")] * 4)


USES = [
    by_statements,
    by_late_imports,
    by_activation,
    by_context,
    by_failing,
    by_reload,
    by_script,
    by_threads,
]


@contextmanager
def collected(uses: Callable[[ImportEngine], None], path: Path, *, close: bool) -> Iterator[None]:
    """Check that an engine and every module of its own are gone at the end."""
    hosts = {id(module) for module in __import__("sys").modules.values()}
    engine = ImportEngine(path=[path])
    uses(engine)
    left = {
        name: weakref.ref(module)
        for name, module in engine.modules.items()
        if id(module) not in hosts and __import__("sys").modules.get(name) is not module
    }
    assert "pkg" in left
    left["the engine"] = weakref.ref(engine)
    if close:
        engine.close()
    del engine
    yield
    gc.collect()
    assert [name for name, reference in left.items() if reference() is not None] == []


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("close", [True, False], ids=["closed", "dropped"])
def test_every_module_is_freed(
    tree: TreeBuilder, use: Callable[[ImportEngine], None], close: bool
) -> None:
    with collected(use, tree(FILES), close=close):
        pass


def test_an_object_in_use_keeps_what_it_needs_and_no_more(tree: TreeBuilder) -> None:
    engine = ImportEngine(path=[tree({**FILES, "apart.py": ""})])
    point = engine.import_module("main").Point()
    apart = weakref.ref(engine.import_module("apart"))
    engine.close()
    gc.collect()
    assert apart() is None
    assert point == type(point)(0)


def test_an_engine_with_an_extension_file_is_freed(tree: TreeBuilder, tmp_path: Path) -> None:
    """The extension module stays, as its code does; nothing else does."""
    copy_extensions(tmp_path, "_queue", "_zoneinfo")
    engine = ImportEngine(path=[tree(FILES)])
    for name in ("_queue", "_zoneinfo", "main"):
        engine.import_module(name)
    references = [
        weakref.ref(engine),
        *(weakref.ref(engine.modules[name]) for name in ("pkg", "main")),
    ]
    engine.close()
    del engine
    gc.collect()
    assert [reference() for reference in references] == [None] * 3


GROWTH = """
    import gc, os, sys
    from importengine import ImportEngine

    def resident():
        gc.collect()
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def use(number):
        for _ in range(number):
            engine = ImportEngine(path=[sys.argv[1]])
            engine.import_module("small").x
            engine.import_module("json")
            engine.import_module("dataclasses")
            if sys.argv[2] == "closed":
                engine.close()
            del engine

    use(200)
    before = resident()
    use(1000)
    print(resident() - before)
"""


@pytest.mark.parametrize("end", ["closed", "dropped"])
def test_a_thousand_engines_leave_memory_as_it_was(tree: TreeBuilder, end: str) -> None:
    root = tree({"small/__init__.py": "from . import part\nx = part.x", "small/part.py": "x = 1"})
    grown = int(run_in_child(GROWTH, root, end, seconds=120))
    assert grown < 4 * 2**20
