"""Random changes of files between imports: engines find what importlib finds."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importengine import ImportEngine, _directories, _kept_code
from importengine._interpreter import bootstrap_external


NAMES = ["a", "b"]
PLACES = ["one", "two"]
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["module", "package", "portion", "bytecode", "remove", "import"]),
        st.sampled_from(PLACES),
        st.sampled_from(NAMES),
        st.integers(0, 99),
        st.sampled_from(["now", "long ago", "a second ago"]),
    ),
    min_size=1,
    max_size=10,
)
AGES = {"now": 0, "long ago": 100_000, "a second ago": 1}


# in nanoseconds: more than the kernel's clock for files takes for a step
TICK = 15_000_000


@settings(max_examples=25, deadline=None)
@given(OPERATIONS)
def test_engines_find_what_importlib_finds(
    operations: list[tuple[str, str, str, int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        for module in (_directories, _kept_code):
            monkeypatch.setattr(module, "TOO_RECENT", TICK)
        root = Path(folder)
        for place in PLACES:
            (root / place).mkdir()
        path = [str(root / place) for place in PLACES]
        kept = ImportEngine(path)
        for step, (operation, place, name, number, age) in enumerate(operations):
            if operation != "import":
                _change(root / place, operation, name, number)
                # each change has a time of its own, as on a file system with fine times
                moment = 1_600_000_000 - AGES[age] + 10 * step
                os.utime(root / place, (moment, moment))
                time.sleep(2 * TICK / 1e9)
            expected = {name: _natively(path, name) for name in NAMES}
            for engine in (kept, ImportEngine(path), ImportEngine(path, share_code=False)):
                assert {name: _in_engine(engine, name) for name in NAMES} == expected


def _change(place: Path, operation: str, name: str, number: int) -> None:
    for former in (place / f"{name}.py", place / f"{name}.pyc", place / name):
        if former.is_dir():
            shutil.rmtree(former)
        else:
            former.unlink(missing_ok=True)
    moment = 1_500_000_000 + number
    if operation == "module":
        written = place / f"{name}.py"
        written.write_text(f"where = {str(place)!r}, {number}")
        os.utime(written, (moment, moment))
    elif operation in {"package", "portion"}:
        (place / name).mkdir()
        if operation == "package":
            written = place / name / "__init__.py"
            written.write_text(f"where = 'package', {str(place)!r}, {number}")
            os.utime(written, (moment, moment))
    elif operation == "bytecode":
        code = compile(f"where = 'bytecode', {str(place)!r}, {number}", "x", "exec")
        data = bootstrap_external._code_to_timestamp_pyc(code)
        (place / f"{name}.pyc").write_bytes(bytes(data))


def _natively(path: list[str], name: str) -> object:
    """Return what a fresh importlib finds: nothing is kept of former imports."""
    sys.path[:0] = path
    for entry in path:
        sys.path_importer_cache.pop(entry, None)
    try:
        return _where(importlib.import_module(name))
    except ModuleNotFoundError:
        return None
    finally:
        del sys.path[: len(path)]
        sys.modules.pop(name, None)
        for entry in path:
            sys.path_importer_cache.pop(entry, None)


def _in_engine(engine: ImportEngine, name: str) -> object:
    try:
        return _where(engine.import_module(name))
    except ModuleNotFoundError:
        return None
    finally:
        engine.modules.pop(name, None)


def _where(module: object) -> object:
    return getattr(module, "where", None) or list(module.__path__)  # type: ignore[attr-defined]
