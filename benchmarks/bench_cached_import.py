"""What does an `import` of a module that is loaded already cost inside an engine?"""

import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from benchmarks.measure import Ratio, compare
from importengine import ImportEngine


STATEMENTS = {
    "module": "import ie_bench_target",
    "name_from_module": "from ie_bench_target import value",
    "submodule": "import ie_bench_package.child",
    "name_from_submodule": "from ie_bench_package.child import value",
}


def run(*, quick: bool) -> Iterator[Ratio]:
    """Yield one ratio a form of the statement, engine over native."""
    repeats, loops = (21, 2_000) if quick else (101, 10_000)
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder))
        engine = ImportEngine(path=[folder])
        private = engine.import_module("ie_bench_importer")
        native = _import_natively(folder)
        for form, statement in STATEMENTS.items():
            yield compare(
                f"cached `{statement}`",
                ("engine", _loop(private, form)),
                ("native", _loop(native, form)),
                loops=loops,
                repeats=repeats,
            )


def _write(folder: Path) -> None:
    (folder / "ie_bench_target.py").write_text("value = 1\n")
    (folder / "ie_bench_package").mkdir()
    (folder / "ie_bench_package/__init__.py").touch()
    (folder / "ie_bench_package/child.py").write_text("value = 1\n")
    (folder / "ie_bench_importer.py").write_text(
        "\n".join(
            f"def {form}(loops):\n    for _ in range(loops):\n        {statement}\n"
            for form, statement in STATEMENTS.items()
        )
    )


def _import_natively(folder: str) -> ModuleType:
    sys.path.insert(0, folder)
    try:
        module = importlib.import_module("ie_bench_importer")
        for form in STATEMENTS:
            _loop(module, form)(1)
    finally:
        sys.path.remove(folder)
    return module


def _loop(module: ModuleType, form: str) -> Callable[[int], object]:
    loop: Callable[[int], object] = getattr(module, form)
    return loop
