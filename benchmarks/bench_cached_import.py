"""What does an `import` of a module that is loaded already cost inside an engine?"""

from __future__ import annotations

import builtins
import importlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.measure import Row, Side, measure
from benchmarks.trees import write
from importengine import ImportEngine


# by name, the statement and the ratio that is wanted
STATEMENTS = {
    "module": ("import ie_bench_target", 1.2),
    "dotted": ("import ie_bench_package.child", 0.6),
    "name_from_package": ("from ie_bench_package import child", 0.7),
    "relative": ("from .child import value", 0.6),
    "name_from_module": ("from ie_bench_target import value", 1.4),
    "name_from_submodule": ("from ie_bench_package.child import value", 1.4),
}


def run(*, quick: bool) -> Iterator[Row]:
    """Yield a row a form of the statement: engine over native, beside a naive method."""
    repeats, loops = (21, 2_000) if quick else (101, 10_000)
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), _files())
        engine = ImportEngine([folder])
        private = engine.import_module("ie_bench_package.importer")
        native = _import_natively(folder)
        naive = _with_naive_import(native)
        for form, (statement, target) in STATEMENTS.items():
            sides = {"native": native, "engine": private, "naive method": naive}
            found = measure(
                {side: _loop(module, form) for side, module in sides.items()},
                loops=loops,
                repeats=repeats,
            )
            peers = (found["naive method"],)
            yield Row(f"cached `{statement}`", found["engine"], found["native"], peers, target)


def _files() -> dict[str, str]:
    importer = "\n".join(
        f"def {form}(loops):\n    for _ in range(loops):\n        {statement}\n"
        for form, (statement, _) in STATEMENTS.items()
    )
    return {
        "ie_bench_target.py": "value = 1\n",
        "ie_bench_package/__init__.py": "",
        "ie_bench_package/child.py": "value = 1\n",
        "ie_bench_package/importer.py": importer,
    }


def _import_natively(folder: Path) -> ModuleType:
    sys.path.insert(0, str(folder))
    try:
        module = importlib.import_module("ie_bench_package.importer")
        for form in STATEMENTS:
            _loop(module, form)(1)
    finally:
        sys.path.remove(str(folder))
    return module


class _Naive:
    """What is written first: a method in the place of `__import__`, over importlib."""

    def import_(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return importlib.__import__(name, *args, **kwargs)


def _with_naive_import(native: ModuleType) -> ModuleType:
    module = ModuleType(native.__name__)
    vars(module).update(
        __builtins__={**vars(builtins), "__import__": _Naive().import_},
        __spec__=native.__spec__,
        __package__=native.__package__,
    )
    exec(native.__loader__.get_code(native.__name__), vars(module))  # type: ignore[union-attr]
    return module


def _loop(module: ModuleType, form: str) -> Side:
    loop: Side = getattr(module, form)
    return loop
