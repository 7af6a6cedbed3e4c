"""The table of standard modules is whole: none that uses import state is without a row."""

from __future__ import annotations

import ast
import importlib
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from importlib.util import resolve_name
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

from importengine import ImportEngine
from importengine._rows import _ROWS
from importengine.virtual import is_own, row_of


STATE = {"modules", "path", "meta_path", "path_hooks", "path_importer_cache"}
IMPORT_MODULES = {"importlib", "pkgutil", "runpy", "zipimport", "imp", "__main__"}
# tests, what is installed beside the standard library, and what is no package
SKIPPED_FOLDERS = {"test", "tests", "idle_test", "site-packages", "dist-packages", "__pycache__"}


# the scanner:


def uses_of_import_state(
    source: str | bytes, fullname: str, *, is_package: bool = False
) -> set[str]:
    """Return what the code of the module *fullname* uses of import state, in words."""
    tree = ast.parse(source)
    package = fullname if is_package else fullname.rpartition(".")[0]
    nodes = list(ast.walk(tree))
    names_of_sys = {"sys", "_sys"} | {
        alias.asname
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "sys" and alias.asname
    }
    return {use for node in nodes for use in _uses(node, package, names_of_sys)}


def _uses(node: ast.AST, package: str, names_of_sys: set[str]) -> Iterator[str]:
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            if name in names_of_sys and attribute in STATE:
                yield f"sys.{attribute}"
        case ast.Call():
            yield from _uses_by_call(node, names_of_sys)
        case ast.Import() | ast.ImportFrom():
            yield from _uses_by_import(node, package)
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        yield from _use_of_builtins(node.value)


def _uses_by_import(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[str]:
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.Import):
        imported = names
    else:
        module = resolve_name("." * node.level + (node.module or ""), package)
        # `from . import util` is an import of that submodule; elsewhere the names may be any
        imported = [module, *(f"{module}.{name}" for name in names if not node.module)]
        if module == "sys":
            yield from (f"sys.{name}" for name in names if name in STATE)
    for fullname in imported:
        if fullname.partition(".")[0] in IMPORT_MODULES:
            yield f"import {fullname}"


def _uses_by_call(node: ast.Call, names_of_sys: set[str]) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id="__import__") | ast.Attribute(attr="__import__")):
            yield "__import__()"
        case ast.Call(
            func=ast.Name(id="getattr" | "setattr" | "delattr" as function),
            args=[ast.Name(id=name), ast.Constant(value=attribute), *_],
        ):
            if name in names_of_sys and attribute in STATE:
                yield f"sys.{attribute}"
            if name == "builtins" and function != "getattr":
                yield "builtins is changed"


def _use_of_builtins(target: ast.AST) -> Iterator[str]:
    """Say whether something of `builtins` is changed: of it, of its dict or of `__builtins__`."""
    match target:
        case ast.Name(id="builtins" | "__builtins__"):
            yield "builtins is changed"
        case ast.Attribute(value=ast.Name(id="builtins"), attr="__dict__"):
            yield "builtins is changed"
        case ast.Call(func=ast.Name(id="vars"), args=[ast.Name(id="builtins")]):
            yield "builtins is changed"


@cache
def standard_modules() -> dict[str, Path]:
    """Return the file of each module of the running interpreter's library that is in Python."""
    root = Path(sysconfig.get_path("stdlib"))
    found = {}
    for path in sorted(root.rglob("*.py")):
        folders = path.relative_to(root).parent.parts
        if not SKIPPED_FOLDERS.isdisjoint(folders) or path.parent.name.startswith("config-"):
            continue
        names = folders if path.stem == "__init__" else (*folders, path.stem)
        found[".".join(names)] = path
    return found


# that it finds what it looks for:


EXAMPLES = {
    "import sys\nx = sys.modules[__name__]": "sys.modules",
    "import sys\nsys.path.insert(0, '')": "sys.path",
    "import sys\nfor finder in sys.meta_path: pass": "sys.meta_path",
    "import sys\nsys.path_hooks = []": "sys.path_hooks",
    "import sys\ndel sys.path_importer_cache['']": "sys.path_importer_cache",
    "import sys as _sys\nx = _sys.modules": "sys.modules",
    "import sys as system\nx = system.modules": "sys.modules",
    "from sys import modules": "sys.modules",
    "from sys import version, path as p": "sys.path",
    "x = getattr(sys, 'modules')": "sys.modules",
    "setattr(sys, 'path', [])": "sys.path",
    "x = __import__('a')": "__import__()",
    "import builtins\nx = builtins.__import__('a')": "__import__()",
    "import importlib": "import importlib",
    "import os, importlib.util as util": "import importlib.util",
    "from importlib.machinery import ModuleSpec": "import importlib.machinery",
    "from importlib import import_module": "import importlib",
    "import pkgutil": "import pkgutil",
    "from runpy import run_path": "import runpy",
    "import zipimport": "import zipimport",
    "import imp": "import imp",
    "import __main__": "import __main__",
    "from __main__ import x": "import __main__",
    "import builtins\nbuiltins.x = 1": "builtins is changed",
    "import builtins\nbuiltins.x += 1": "builtins is changed",
    "import builtins\ndel builtins.x": "builtins is changed",
    "import builtins\nbuiltins.x, y = 1, 2": "builtins is changed",
    "import builtins\nbuiltins.__dict__['x'] = 1": "builtins is changed",
    "import builtins\nvars(builtins)['x'] = 1": "builtins is changed",
    "import builtins\nsetattr(builtins, 'x', 1)": "builtins is changed",
    "__builtins__['x'] = 1": "builtins is changed",
}


@pytest.mark.parametrize("code", EXAMPLES)
@pytest.mark.parametrize("place", ["{}", "def f():\n{}", "class C:\n    def f(self):\n{}"])
def test_the_scanner_finds_a_use_wherever_it_is(code: str, place: str) -> None:
    depth = place.count(":") * "    "
    indented = "\n".join(depth + line for line in code.splitlines())
    assert uses_of_import_state(place.format(indented), "example") == {EXAMPLES[code]}


def test_the_scanner_finds_relative_imports_of_importlib() -> None:
    assert uses_of_import_state("from . import util", "importlib.x") == {
        "import importlib",
        "import importlib.util",
    }
    assert uses_of_import_state("from .util import x", "importlib", is_package=True) == {
        "import importlib.util"
    }
    assert uses_of_import_state("from . import importlib", "pkg.x") == set()


HARMLESS = """
    import sys, os, builtins, importable
    from sys import version
    from .importlib import x
    from importlib_metadata import y
    modules = path = sys.stdout
    os.path.join(self.modules, importlib.x)
    y = builtins.open, builtins.__dict__["len"], sys.flags, "sys.modules"
    getattr(builtins, "len")(sys.argv)
"""


def test_the_scanner_finds_no_use_in_other_code() -> None:
    assert uses_of_import_state(dedent(HARMLESS), "pkg.mod") == set()


def test_the_scanner_sees_the_whole_library() -> None:
    modules = standard_modules()
    assert {"os", "json.decoder", "importlib", "xml.dom.domreg", "venv.__main__"} <= modules.keys()
    assert len(modules) > 400
    assert modules.keys().isdisjoint({"test.support", "pip", "ctypes.test"})
    in_use = [
        fullname
        for fullname in ("pickle", "runpy", "inspect", "gettext", "doctest", "dataclasses")
        if not uses_of_import_state(modules[fullname].read_bytes(), fullname)
    ]
    assert in_use == []


# the table:


def test_every_standard_module_that_uses_import_state_has_a_row() -> None:
    without = {}
    for fullname, path in standard_modules().items():
        is_package = path.stem == "__init__"
        uses = uses_of_import_state(path.read_bytes(), fullname, is_package=is_package)
        if uses and row_of(fullname) is None:
            without[fullname] = sorted(uses)
    assert without == {}, "these use import state, and have no row in importengine/_rows.py"


@pytest.mark.parametrize("pattern", _ROWS)
def test_every_row_has_its_reason(pattern: str) -> None:
    assert _ROWS[pattern].reason.strip()


# new since CPython 3.11, and removed since
OF_OTHER_VERSIONS = {
    *("annotationlib", "profiling", "_py_warnings", "_pyrepl"),
    *("imp", "smtpd", "distutils", "lib2to3"),
}


@pytest.mark.parametrize("pattern", _ROWS)
def test_every_row_is_of_a_standard_module(pattern: str) -> None:
    names = sys.stdlib_module_names | OF_OTHER_VERSIONS
    assert pattern.partition(".")[0] in names


# what an engine gets:

# what sets the process up, needs a screen, or is often replaced or taken out by those who package
NOT_IMPORTED = {"idlelib", "turtledemo", "turtle", "site", "lib2to3", "distutils", "ensurepip"}
BUILT_IN = ("sys", "builtins", "_imp", "_frozen_importlib", "_frozen_importlib_external")


def modules_with_row(*, own: bool) -> list[str]:
    return [
        fullname
        for fullname in (*BUILT_IN, *standard_modules())
        if (row_of(fullname) is not None and is_own(fullname) is own)
        and fullname.partition(".")[0] not in NOT_IMPORTED
        and not fullname.endswith(".__main__")
    ]


def in_host(fullname: str) -> ModuleType | str:
    """Return the host's module, or the error where it is not for this platform."""
    try:
        return importlib.import_module(fullname)
    except ImportError as error:
        return str(error)


def in_new_engine(fullname: str) -> ModuleType | str:
    """Return the same of an engine."""
    engine = ImportEngine()
    try:
        module = engine.import_module(fullname)
    except ImportError as error:
        return str(error)
    assert isinstance(module, ModuleType)
    return module


@pytest.mark.parametrize("fullname", modules_with_row(own=True))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_module_of_each_engine_s_own_is_not_the_host_s(
    host_unchanged: None, fullname: str
) -> None:
    of_host, of_engine = in_host(fullname), in_new_engine(fullname)
    if isinstance(of_host, str):
        assert of_engine == of_host
        return
    assert isinstance(of_engine, ModuleType), of_engine
    assert of_engine is not of_host
    assert of_engine.__name__ == of_host.__name__
    public = {
        name
        for name, value in list(vars(of_host).items())
        # a submodule is there once it was imported
        if not (name.startswith("_") or isinstance(value, ModuleType))
    }
    assert {name for name in public if not hasattr(of_engine, name)} == set()


@pytest.mark.parametrize("fullname", modules_with_row(own=False))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_shared_module_is_the_host_s(host_unchanged: None, fullname: str) -> None:
    of_engine = in_new_engine(fullname)
    assert of_engine == in_host(fullname)
    assert isinstance(of_engine, str) or of_engine is sys.modules[fullname]


def test_every_standard_module_without_a_row_is_the_host_s(host_unchanged: None) -> None:
    engine = ImportEngine()
    names = [
        name
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in sys.stdlib_module_names
        and row_of(name) is None
        and getattr(module, "__spec__", None) is not None
    ]
    assert len(names) > 50
    others = [name for name in names if engine.import_module(name) is not sys.modules[name]]
    assert others == []


@pytest.mark.parametrize("fullname", ["dataclasses", "inspect", "typing", "enum"])
def test_the_classes_of_a_view_are_the_host_s(host_unchanged: None, fullname: str) -> None:
    of_host, of_engine = in_host(fullname), in_new_engine(fullname)
    classes = {
        name
        for name, value in vars(of_host).items()
        if isinstance(value, type) and value.__module__ == fullname
    }
    assert len(classes) > 2
    others = {name for name in classes if vars(of_engine)[name] is not vars(of_host)[name]}
    assert others == set()
