"""The engine touches no attribute of a foreign module that CPython does not (trap 9)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from importengine import ImportEngine, sysengine
from tests.isolation.child import run_in_child
from tests.support import TreeBuilder


RECORDER = """
    import sys
    from types import ModuleType

    class Recorder(ModuleType):
        def __getattribute__(self, name):
            seen.append(name)
            return super().__getattribute__(name)

    seen = []
    original = sys.modules[__name__]
    recorder = Recorder(__name__)
    for name in ('__spec__', '__path__', '__file__'):
        if hasattr(original, name):
            setattr(recorder, name, getattr(original, name))
    recorder.name = 1
    sys.modules[__name__] = recorder
    """
STATEMENTS = [
    "import foreign",
    "import foreign as other",
    "import foreign.sub",
    "import foreign.sub as sub",
    "from foreign import name",
    "from foreign import sub",
    "from foreign import sub, name",
    "import importlib; importlib.import_module('foreign')",
    "import importlib; importlib.import_module('foreign.sub')",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_an_import_touches_what_cpython_touches(tree: TreeBuilder, statement: str) -> None:
    root = tree({"foreign/__init__.py": RECORDER, "foreign/sub.py": "", "main.py": ""})
    script = f"""
        import sys
        from importengine import ImportEngine
        engine = ImportEngine(path=[sys.argv[1]])
        sys.path.insert(0, sys.argv[1])
        def touched(namespace, modules):
            exec("import foreign", namespace)
            seen = type(modules["foreign"]).__getattribute__.__globals__["seen"]
            for _ in range(2):
                seen.clear()
                exec({statement!r}, namespace)
                yield set(seen)
        inside = engine.import_module("main").__dict__
        for ours, cpythons in zip(touched(inside, engine.modules), touched({{}}, sys.modules)):
            assert ours <= cpythons, (ours, cpythons)
        """
    run_in_child(script, root)


class Untouchable(ModuleType):
    """A module whose every attribute is an import away, as those of QGIS #40564."""

    def __getattribute__(self, name: str) -> object:
        raise RecursionError(name)


@pytest.fixture
def _untouchable_in_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "untouchable", Untouchable("untouchable"))


@pytest.mark.usefixtures("_untouchable_in_host")
def test_a_module_of_the_host_is_not_touched_at_all(tree: TreeBuilder) -> None:
    root = tree({"main.py": "import json, helper\nvalue = 1", "helper.py": ""})
    engine = ImportEngine(path=[root], share="untouchable")
    engine.import_module("main")
    with engine.activate():
        exec("import main", {})
    copy = ImportEngine.from_engine(sysengine)
    copy.add_path_entry(root)
    copy.import_module("main")
    copy.remove_path_entry(root)
    copy.close()
    engine.close()


@pytest.mark.usefixtures("_untouchable_in_host")
def test_a_module_of_an_engine_is_not_touched_when_others_come_and_go(tree: TreeBuilder) -> None:
    root = tree({"main.py": "", "more/other.py": ""})
    engine = ImportEngine(path=[root])
    engine.modules["untouchable"] = sys.modules["untouchable"]
    engine.import_module("main")
    engine.add_path_entry(root / "more")
    engine.import_module("other")
    engine.invalidate_caches()
    with engine.activate():
        pass
    engine.close()


class PropertyDict(ModuleType):
    """A module whose `__dict__` is not for looking at."""

    @property
    def __dict__(self) -> dict[str, object]:  # type: ignore[override]
        raise RecursionError


class PropertyDictFinder(Loader):
    def find_spec(self, fullname: str, path: Sequence[str] | None, *_: object) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname == "foreign" else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return PropertyDict(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.value = 1  # type: ignore[attr-defined]


def test_a_loaders_module_is_not_asked_for_its_dict(tree: TreeBuilder) -> None:
    root = tree({"main.py": "import foreign\nfrom foreign import value\nimport foreign"})
    engine = ImportEngine(path=[root])
    engine.meta_path.insert(0, PropertyDictFinder())
    assert engine.import_module("main").value == 1
