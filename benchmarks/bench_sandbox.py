"""What does it cost when one engine more imports a package that others have imported?"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.measure import Row, Side, measure
from benchmarks.peers import interpreters, run_in_subinterpreters
from benchmarks.trees import import_natively, installed, many_modules
from importengine import ImportEngine


# by module: what is to be installed, the ratio to the floor that is wanted, and the repeats
PACKAGES = {
    "jinja2": ("jinja2", 1.10, 15),
    "rich.console": ("rich", 1.10, 15),
    "sympy": ("sympy", 1.15, 5),
}


def run(*, quick: bool) -> Iterator[Row]:
    """Yield engine over floor, beside the swap of `sys.modules` and a subinterpreter."""
    with tempfile.TemporaryDirectory() as name:
        folder = many_modules(Path(name), 200)
        yield _row("200 small modules", folder, "many", 1.45, 7 if quick else 21)
    for fullname, (requirement, target, repeats) in PACKAGES.items():
        if not quick:
            folder = installed(requirement)
            yield _row(f"`import {fullname}`", folder, fullname, target, repeats)


def _row(question: str, folder: Path, fullname: str, target: float, repeats: int) -> Row:
    engine = _imported(folder, fullname)
    sides: dict[str, Side] = {
        "floor": _floor(engine, folder),
        "engine": lambda loops: [_imported(folder, fullname) for _ in range(loops)],
        "swap of sys.modules": lambda loops: [
            import_natively(folder, fullname) for _ in range(loops)
        ],
    }
    if interpreters() is not None and fullname == "many":
        # the C extensions of packages refuse to be loaded in one
        code = f"import sys; sys.path.insert(0, {str(folder)!r}); import {fullname}"
        sides["subinterpreter"] = lambda loops: run_in_subinterpreters(code, loops)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = measure(sides, loops=1, repeats=repeats)
    base, own = found.pop("floor"), found.pop("engine")
    return Row(f"one more engine: {question}", own, base, tuple(found.values()), target)


def _imported(folder: Path, fullname: str) -> ImportEngine:
    engine = ImportEngine([folder])
    engine.import_module(fullname)
    return engine


def _floor(engine: ImportEngine, folder: Path) -> Side:
    """Return what executes the code of the modules that `engine` has from `folder`, nothing more.

    Import statements are answered from the engine's modules, by a look into a dict.
    """
    modules = {
        name: module
        for name, module in engine.modules.items()
        if (getattr(module, "__file__", None) or "").startswith(str(folder))
        and hasattr(module.__loader__, "get_code")
    }
    codes = {name: module.__loader__.get_code(name) for name, module in modules.items()}
    builtins = {**engine.import_module("builtins").__dict__, "__import__": engine.__import__}

    def execute(loops: int) -> None:
        for _ in range(loops):
            for name, code in codes.items():
                if code is not None:
                    exec(code, _namespace(modules[name], builtins))

    return execute


def _namespace(module: ModuleType, builtins: dict[str, Any]) -> dict[str, Any]:
    names = ("__name__", "__spec__", "__package__", "__file__", "__path__", "__loader__")
    found = {name: vars(module)[name] for name in names if name in vars(module)}
    return {**found, "__builtins__": builtins}
