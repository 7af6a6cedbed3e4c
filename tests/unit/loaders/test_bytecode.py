"""Source and bytecode: read and written as CPython does."""

from __future__ import annotations

import importlib.util
import os
import py_compile
import sys
from pathlib import Path

import pytest

from importengine import ImportEngine
from tests.support import TreeBuilder


MODES = py_compile.PycInvalidationMode


def cache_of(source: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(source)))


def x_of(root: Path) -> object:
    return ImportEngine([root]).import_module("a").x


@pytest.fixture(autouse=True)
def bytecode_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_bytecode_is_written_beside_the_source(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"a.py": "x = 1"})
    module = ImportEngine([root]).import_module("a")
    assert cache_of(root / "a.py").exists()
    assert module.__spec__.cached == str(cache_of(root / "a.py"))
    assert module.__file__ == str(root / "a.py")


def test_bytecode_is_not_written_where_it_is_not_wanted(
    tree: TreeBuilder, host_unchanged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    root = tree({"a.py": "x = 1"})
    assert x_of(root) == 1
    assert not (root / "__pycache__").exists()


def test_code_in_the_engine_turns_writing_off(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"first.py": "import sys\nsys.dont_write_bytecode = True", "a.py": "x = 1"})
    engine = ImportEngine([root])
    engine.import_module("first")
    engine.import_module("a")
    assert not cache_of(root / "a.py").exists()


def compiled(root: Path, mode: py_compile.PycInvalidationMode) -> None:
    """Compile `x = 'bytecode'` for the source `x = 'source..'` of the same length and time."""
    source = root / "a.py"
    source.write_text("x = 'bytecode'")
    os.utime(source, (1_000_000_000, 1_000_000_000))
    py_compile.compile(str(source), invalidation_mode=mode)
    source.write_text("x = 'source..'")
    os.utime(source, (1_000_000_000, 1_000_000_000))


@pytest.mark.parametrize(
    ("mode", "x"),
    [
        (MODES.TIMESTAMP, "bytecode"),
        (MODES.UNCHECKED_HASH, "bytecode"),
        (MODES.CHECKED_HASH, "source.."),
    ],
)
def test_bytecode_is_used_as_its_kind_says(
    tmp_path: Path, host_unchanged: None, mode: py_compile.PycInvalidationMode, x: str
) -> None:
    compiled(tmp_path, mode)
    assert x_of(tmp_path) == x


def test_bytecode_older_than_its_source_is_written_anew(
    tmp_path: Path, host_unchanged: None
) -> None:
    compiled(tmp_path, MODES.TIMESTAMP)
    before = cache_of(tmp_path / "a.py").read_bytes()
    os.utime(tmp_path / "a.py", (1_000_000_005, 1_000_000_005))
    assert x_of(tmp_path) == "source.."
    assert cache_of(tmp_path / "a.py").read_bytes() != before


def test_broken_bytecode_is_replaced(tmp_path: Path, host_unchanged: None) -> None:
    compiled(tmp_path, MODES.TIMESTAMP)
    cache_of(tmp_path / "a.py").write_bytes(b"broken")
    assert x_of(tmp_path) == "source.."


def test_bytecode_without_its_source_is_not_used_from_the_cache_folder(
    tmp_path: Path, host_unchanged: None
) -> None:
    compiled(tmp_path, MODES.TIMESTAMP)
    (tmp_path / "a.py").unlink()
    with pytest.raises(ModuleNotFoundError):
        x_of(tmp_path)


def test_bytecode_in_the_place_of_its_source_is_loaded(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"a.py": "def late():\n    import b\nx = 1", "b.py": ""})
    py_compile.compile(str(root / "a.py"), cfile=str(root / "a.pyc"))
    (root / "a.py").unlink()
    engine = ImportEngine([root])
    module = engine.import_module("a")
    assert module.__file__ == str(root / "a.pyc")
    module.late()
    assert "b" in engine.modules


def test_bytecode_of_another_interpreter_is_refused(tmp_path: Path, host_unchanged: None) -> None:
    (tmp_path / "a.pyc").write_bytes(b"\0" * 32)
    with pytest.raises(ImportError, match="bad magic number in 'a'") as caught:
        x_of(tmp_path)
    assert caught.value.path == str(tmp_path / "a.pyc")


def test_a_source_with_an_error_of_syntax_leaves_no_bytecode(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"a.py": "x ="})
    with pytest.raises(SyntaxError):
        x_of(root)
    assert not cache_of(root / "a.py").exists()
