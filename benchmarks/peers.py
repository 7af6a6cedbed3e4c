"""Other ways to have import systems apart, each by its best documented use."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any


def interpreters() -> Any:
    """Return the module of subinterpreters, whatever this Python calls it; None without."""
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


def run_in_subinterpreters(code: str, loops: int) -> None:
    """Make a subinterpreter, run `code` in it and destroy it, as often as that."""
    module = interpreters()
    for _ in range(loops):
        identity = module.create()
        try:
            failed = module.run_string(identity, code)
            if failed is not None:
                raise RuntimeError(failed)
        finally:
            module.destroy(identity)


def run_in_processes(code: str, loops: int) -> None:
    """Run `code` in a fresh process, as often as that."""
    for _ in range(loops):
        subprocess.run([sys.executable, "-c", code], check=True)


class FreshImportlib:
    """A second importlib: the interpreter's own source over a dict of its own."""

    def __init__(self) -> None:
        self._codes = [_code_of(name) for name in ("_bootstrap", "_bootstrap_external")]

    def __call__(self, loops: int) -> None:
        """Make one, as often as that."""
        for _ in range(loops):
            for code in self._codes:
                exec(code, ModuleType("fresh").__dict__)


def _code_of(name: str) -> CodeType:
    path = Path(importlib.__file__).with_name(f"{name}.py")
    return compile(path.read_text(encoding="utf-8"), str(path), "exec")


def pluginbase(folder: Path) -> Any:
    """Return the pluginbase that is installed in `folder`."""
    spec = importlib.util.spec_from_file_location("pluginbase", folder / "pluginbase.py")
    if spec is None or spec.loader is None:
        message = f"no pluginbase in {folder}"
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    sys.modules["pluginbase"] = module
    spec.loader.exec_module(module)
    return module
