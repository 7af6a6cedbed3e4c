"""Lazy imports of an engine's code (PEP 810)."""

from __future__ import annotations

import sys
from textwrap import dedent
from typing import Any

import pytest

from importengine import ImportEngine
from tests.memory import MemoryFinder


pytestmark = pytest.mark.skipif(sys.version_info < (3, 15), reason="new in 3.15")

SOURCES = {
    "a": "lazy import b\nlazy from c import x\ndef use():\n    return b.x, x",
    "b": "x = 1",
    "c": "x = 2",
}


@pytest.fixture
def engine() -> ImportEngine:
    engine = ImportEngine()
    engine.meta_path.append(MemoryFinder(SOURCES))
    return engine


def test_a_lazy_import_is_done_at_its_first_use_in_the_engine(
    engine: ImportEngine, host_unchanged: None
) -> None:
    module = engine.import_module("a")
    assert engine.modules.keys().isdisjoint({"b", "c"})
    assert {"b", "c"} <= {name.partition(".")[0] for name in engine.lazy_modules}
    assert module.use() == (1, 2)
    assert {"b", "c"} <= engine.modules.keys()


def test_the_engine_s_filter_decides_what_is_lazy(
    engine: ImportEngine, host_unchanged: None
) -> None:
    asked: list[Any] = []

    def only_c(importer: str | None, fullname: str, fromlist: tuple[str, ...] | None) -> bool:
        asked.append((importer, fullname, fromlist))
        return fullname == "c"

    engine.lazy_imports_filter = only_c
    module = engine.import_module("a")
    assert asked == [("a", "b", None), ("a", "c", ("x",))]
    assert "b" in engine.modules
    assert "c" not in engine.modules
    assert module.use() == (1, 2)


def test_a_lazy_import_that_fails_fails_at_its_first_use(
    engine: ImportEngine, host_unchanged: None
) -> None:
    engine.meta_path.append(MemoryFinder({"d": "lazy import absent\ndef use():\n    absent.x"}))
    module = engine.import_module("d")
    with pytest.raises(ImportError):
        module.use()


def test_sys_in_the_engine_has_the_engine_s_pending_names_and_filter(
    engine: ImportEngine, host_unchanged: None
) -> None:
    source = """
        import sys
        lazy import c
        pending = sys.lazy_modules
        before = sys.get_lazy_imports_filter()
        sys.set_lazy_imports_filter(lambda importer, fullname, names: False)
        lazy import b
    """
    engine.meta_path.append(MemoryFinder({"e": dedent(source)}))
    module = engine.import_module("e")
    assert "c" in module.pending
    assert module.before is None
    assert "b" in engine.modules
    assert engine.lazy_imports_filter is module.sys.get_lazy_imports_filter()
    host: Any = sys
    assert host.get_lazy_imports_filter() is None
    with pytest.raises(ValueError, match="not callable"):
        module.sys.set_lazy_imports_filter(3)
