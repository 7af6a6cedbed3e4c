"""What does it cost when one engine more imports a package that others have imported?"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from benchmarks.measure import Row, Side, measure
from benchmarks.peers import interpreters, run_in_subinterpreters
from benchmarks.trees import import_natively, installed, many_modules, settle
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
        settle()
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
    """Return what executes the code of the modules that `engine` has from `folder`, and no more."""
    found = {
        name: module
        for name, module in engine.modules.items()
        if (getattr(module, "__file__", None) or "").startswith(str(folder))
        and hasattr(module.__loader__, "get_code")
    }
    codes = {name: module.__loader__.get_code(name) for name, module in found.items()}
    first = next(iter(name for name in found if "." not in name))

    def execute(loops: int) -> None:
        for _ in range(loops):
            floor = _Floor(engine, found, codes)
            for name in (first, *codes):
                floor.module(name)

    return execute


class _Floor:
    """Code objects that are executed in fresh modules, each when it is first imported.

    Nothing is looked for, locked, told, or checked; what is not from the package is at hand.
    """

    def __init__(
        self, engine: ImportEngine, found: dict[str, Any], codes: dict[str, CodeType | None]
    ) -> None:
        self._engine, self._found, self._codes = engine, found, codes
        self._modules: dict[str, ModuleType] = {}
        builtins = engine.import_module("builtins").__dict__
        self._builtins = {**builtins, "__import__": self._import}

    def module(self, fullname: str) -> Any:
        """Return the fresh module, executed if it is not yet."""
        module = self._modules.get(fullname)
        if module is not None:
            return module
        code = self._codes.get(fullname)
        if code is None:
            return self._engine.import_module(fullname)
        parent, _, child = fullname.rpartition(".")
        if parent:
            self.module(parent)
            if fullname in self._modules:
                return self._modules[fullname]
        module = self._modules[fullname] = ModuleType(fullname)
        names = vars(self._found[fullname])
        for name in ("__spec__", "__package__", "__file__", "__path__", "__loader__"):
            if name in names:
                module.__dict__[name] = names[name]
        module.__dict__["__builtins__"] = self._builtins
        if parent:
            # before the code runs: modules that import each other find it
            setattr(self._modules[parent], child, module)
        exec(code, module.__dict__)
        return module

    def _import(
        self, name: str, namespace: Any = None, _: Any = None, names: Any = (), level: int = 0
    ) -> Any:
        fullname = name
        if level:
            base = namespace["__package__"].rsplit(".", level - 1)[0]
            fullname = f"{base}.{name}" if name else base
        module = self.module(fullname)
        if not names:
            return self.module(name.partition(".")[0])
        for child in names:
            if f"{fullname}.{child}" in self._codes and not hasattr(module, child):
                self.module(f"{fullname}.{child}")
        return module
