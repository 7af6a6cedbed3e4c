"""Which modules a cached import returns at once, and what ends that (ie-0001 J4)."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from importengine._ready import Ready
from importengine._state import Modules
from tests.support import TreeBuilder


def module_named(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    return module


def ready_of(engine: ImportEngine) -> Ready:
    modules = engine.modules
    assert isinstance(modules, Modules)
    return modules.ready


def test_a_write_ends_what_another_thread_makes_ready_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = ImportEngine()
    old, new = module_named("mod"), module_named("mod")
    engine.modules["mod"] = old
    before_writing = Modules._before_writing

    def interrupted(modules: Modules, fullname: str, module: Any) -> None:
        before_writing(modules, fullname, module)
        modules.ready.put(fullname, old)

    monkeypatch.setattr(Modules, "_before_writing", interrupted)
    engine.modules["mod"] = new
    assert engine.__import__("mod", {}, {}, None, 0) is new


def test_what_is_replaced_while_it_is_made_ready_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ImportEngine()
    old, new = module_named("mod"), module_named("mod")
    engine.modules["mod"] = old
    put = Ready.put

    def interrupted(ready: Ready, fullname: str, module: Any) -> None:
        monkeypatch.undo()
        dict.__setitem__(engine.modules, fullname, new)
        put(ready, fullname, module)

    monkeypatch.setattr(Ready, "put", interrupted)
    assert engine.__import__("mod", {}, {}, None, 0) is old
    assert engine.__import__("mod", {}, {}, None, 0) is new


def test_a_shared_module_that_is_still_loaded_is_not_ready(host: pytest.MonkeyPatch) -> None:
    shared: Any = module_named("of_host")
    host.setitem(sys.modules, "of_host", shared)
    engine = ImportEngine(share="of_host")
    shared.__spec__._initializing = True
    assert engine.import_module("of_host") is shared
    assert "of_host" not in ready_of(engine).modules
    shared.__spec__._initializing = False
    assert engine.import_module("of_host") is shared
    assert "of_host" in ready_of(engine).modules


def test_what_is_dropped_is_not_kept(tree: TreeBuilder) -> None:
    folder = tree({"pkg/__init__.py": "", "pkg/a.py": "", "pkg/b.py": "from .a import __name__"})
    engine = ImportEngine([folder])
    for _ in range(9):
        engine.import_module("pkg.b")
        del engine.modules["pkg.b"]
    assert len(ready_of(engine).relative) <= 1


def test_each_form_of_statement_sees_a_module_that_takes_anothers_place(tree: TreeBuilder) -> None:
    folder = tree(
        {
            "pkg/__init__.py": "",
            "pkg/child.py": "x = 'old'",
            "pkg/user.py": """
                def found():
                    import pkg
                    import pkg.child as dotted
                    from pkg import child
                    from pkg.child import x
                    from .child import x as relative
                    return pkg.child.x, dotted.x, child.x, x, relative
            """,
        }
    )
    engine = ImportEngine([folder])
    found = engine.import_module("pkg.user").found
    assert [found() for _ in range(3)] == [("old",) * 5] * 3
    new: Any = module_named("pkg.child")
    new.x = "new"
    engine.modules["pkg.child"] = new
    # bound on its package is still the old one
    assert found() == ("old", "old", "old", "new", "new")
    engine.modules["pkg"].child = new
    assert [found() for _ in range(3)] == [("new",) * 5] * 3
