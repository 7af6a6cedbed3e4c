"""`close`: an engine ends, and what it held is freed."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from importengine import EngineClosedError, ImportEngine, sysengine
from tests.support import TreeBuilder


USES: dict[str, Callable[[ImportEngine], Any]] = {
    "import_module": lambda engine: engine.import_module("calendar"),
    "__import__": lambda engine: engine.__import__("calendar"),
    "of sys": lambda engine: engine.import_module("sys"),
    "find_spec": lambda engine: engine.find_spec("calendar"),
    "run_module": lambda engine: engine.run_module("this"),
    "run_path": lambda engine: engine.run_path("script.py"),
    "activate": lambda engine: engine.activate(),
    "installed": lambda engine: engine.installed(),
    "from_engine": ImportEngine.from_engine,
}


@pytest.mark.parametrize("use", USES)
def test_a_closed_engine_refuses(host_unchanged: None, use: str) -> None:
    engine = ImportEngine(name="ended")
    engine.import_module("calendar")
    engine.close()
    with pytest.raises(EngineClosedError, match=r"'ended'.*is closed"):
        USES[use](engine)


def test_a_closed_engine_refuses_to_reload(tree: TreeBuilder, host_unchanged: None) -> None:
    engine = ImportEngine([tree({"a.py": ""})])
    module = engine.import_module("a")
    engine.close()
    with pytest.raises(EngineClosedError):
        engine.reload(module)


def test_the_error_is_an_import_error_and_names_the_module() -> None:
    engine = ImportEngine()
    engine.close()
    with pytest.raises(ImportError) as caught:
        engine.import_module("calendar")
    assert isinstance(caught.value, RuntimeError)
    assert caught.value.name == "calendar"


def test_closing_again_does_nothing() -> None:
    engine = ImportEngine()
    engine.close()
    engine.close()
    assert engine.modules == {}


def test_a_late_import_in_a_surviving_function_is_refused(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"a.py": "def late():\n    import b\ndef plain():\n    return len('ab')"})
    engine = ImportEngine([root])
    module = engine.import_module("a")
    engine.close()
    assert module.plain() == 2
    with pytest.raises(EngineClosedError):
        module.late()


def test_a_cached_late_import_in_a_surviving_function_is_refused(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree({"a.py": "def late():\n    import b", "b.py": ""})])
    late = engine.import_module("a").late
    late()
    late()
    engine.close()
    with pytest.raises(EngineClosedError):
        late()


FINDER = """
import sys
class Finder:
    def find_spec(self, fullname, path=None, target=None):
        return None
sys.meta_path.append(Finder())
try:
    import absent
except ModuleNotFoundError:
    pass
"""

PLUGINS = {
    "alone": "",
    "in a circle": "import other",
    "with importlib": "import importlib.util, importlib.metadata, pkgutil",
    "with views": "import dataclasses, typing, inspect",
    "with a package": "import pkg.sub",
    "with a namespace package": "import ns.sub",
    "with a finder of its own": FINDER,
}


@pytest.mark.parametrize("plugin", PLUGINS)
def test_the_modules_of_a_closed_engine_are_freed(
    tree: TreeBuilder, host_unchanged: None, plugin: str
) -> None:
    root = tree(
        {
            "a.py": f"class Held: pass\nheld = Held()\n{PLUGINS[plugin]}",
            "other.py": "import a",
            "pkg/__init__.py": "",
            "pkg/sub.py": "",
            "ns/sub.py": "",
        }
    )
    engine = ImportEngine([root])
    module = engine.import_module("a")
    references = {"module": weakref.ref(module), "object": weakref.ref(module.held)}
    del module
    engine.close()
    gc.collect()
    assert [what for what, reference in references.items() if reference() is not None] == []


def test_a_dropped_engine_is_freed_without_being_closed(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree({"a.py": "import importlib, dataclasses"})])
    engine.import_module("a")
    gone = weakref.ref(engine)
    del engine
    gc.collect()
    assert gone() is None


def test_modules_of_the_host_survive(host_unchanged: None) -> None:
    engine = ImportEngine.from_engine(sysengine)
    engine.close()


def test_an_engine_may_close_inside_its_own_blocks(tree: TreeBuilder, host_unchanged: None) -> None:
    engine = ImportEngine([tree({"a.py": ""})])
    with engine.installed(), engine.activate():
        import a  # type: ignore[import-not-found]  # noqa: F401

        engine.close()
    assert engine.modules == {}
