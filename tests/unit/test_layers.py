"""The modules of the package import each other in one direction only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import importengine


ROOT = Path(importengine.__file__).parent

# a module may import from the lines above its own, and nothing else of the package
LAYERS = """
    _active_calls _at_once _bounded _elf _interpreter _lazy_names _library_slots _made_once _namespace _native_stack _signature _traceback errors events virtual.builtins
    _directories _kept_code _pending _resolve _standard_library _rows _thread_state
    abc _ready policy
    share
    _visibility
    _caller _locks _notify _state
    _at_exit _bind _c_import _find _host_modules _lazy _libraries _load _modules_for_c
    _calls_of_c _host_import _interpreter_state _native_import _window
    _substitution
    loaders.archive loaders.builtin loaders.bytecode loaders.extension loaders.namespace loaders.shared loaders.source
    loaders.bound
    loaders
    _path_entries
    finders.builtin finders.file finders.frozen finders.path
    finders.shared virtual.sys virtual.views
    finders
    _qualified
    _adopt _child
    _configuration _copying
    _journey
    _lookup _reload _run _statement virtual.ctypes virtual.importlib virtual.introspection virtual.multiprocessing
    virtual.table
    virtual
    _sharing
    engine
    global_engine
"""

ORDER = [line.split() for line in LAYERS.strip().splitlines()]
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}
STEPS = {"_resolve", "_find", "_load", "_bind"}


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


MODULES = modules()


def imported(name: str) -> Iterator[str]:
    """Yield the modules of the package that the module *name* imports, anywhere in it."""
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            wanted = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for full in wanted:
            top, _, rest = full.partition(".")
            if top != "importengine":
                continue
            # what is imported from a module is an attribute, not a module
            yield rest if rest in MODULES else rest.rpartition(".")[0]


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_a_module_imports_only_from_the_layers_above_its_own(name: str) -> None:
    assert name in LEVEL, f"give importengine/{name} a place in LAYERS"
    assert [other for other in imported(name) if LEVEL[other] >= LEVEL[name]] == []


def test_every_module_in_the_layers_exists() -> None:
    assert sorted(LEVEL.keys() - MODULES.keys()) == []


@pytest.mark.parametrize("name", sorted(STEPS))
def test_no_step_of_the_journey_imports_another(name: str) -> None:
    assert STEPS.intersection(imported(name)) == set()


@pytest.mark.parametrize("name", ["", *LEVEL])
def test_imports_are_not_hidden_from_the_type_checker_or_the_reader(name: str) -> None:
    if name in MODULES:
        assert "TYPE_CHECKING" not in MODULES[name].read_text(encoding="utf-8")
