"""`run_path` and `run_module`: code becomes the engine's `__main__`, as with the interpreter."""

from __future__ import annotations

import py_compile
import runpy
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from tests.support import TreeBuilder


SCRIPT = "import helper\nimport __main__\nresult = helper.x, __main__.__dict__ is globals()"


def as_file(root: Path) -> Path:
    return root / "script.py"


def as_bytecode(root: Path) -> Path:
    py_compile.compile(str(root / "script.py"), cfile=str(root / "script.pyc"))
    return root / "script.pyc"


def as_directory(root: Path) -> Path:
    (root / "script.py").rename(root / "__main__.py")
    return root


def as_archive(root: Path) -> Path:
    with zipfile.ZipFile(root / "app.zip", "w") as archive:
        archive.write(root / "script.py", "__main__.py")
        archive.write(root / "helper.py", "helper.py")
    return root / "app.zip"


FORMS = [as_file, as_bytecode, as_directory, as_archive]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_is_run_as_main(
    tree: TreeBuilder,
    host_unchanged: None,
    form: Callable[[Path], Path],
    kind: Callable[[Path], Any],
) -> None:
    root = tree({"script.py": SCRIPT, "helper.py": "x = 1"})
    path = form(root)
    engine = ImportEngine([] if form in (as_directory, as_archive) else [root])
    before = list(engine.path)
    names = engine.run_path(kind(path))
    assert names["result"] == (1, True)
    assert names["__name__"] == "__main__"
    assert names["__package__"] == ""
    assert engine.modules["__main__"].__dict__ is names
    assert engine.modules["helper"].x == 1
    assert engine.path == before


@pytest.mark.parametrize("form", FORMS)
def test_the_script_sees_the_names_that_runpy_gives_it(
    tree: TreeBuilder,
    host_unchanged: None,
    monkeypatch: pytest.MonkeyPatch,
    form: Callable[[Path], Path],
) -> None:
    path = str(form(tree({"script.py": "names = dict(globals())", "helper.py": ""})))
    ours = comparable(ImportEngine().run_path(path)["names"])
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path_importer_cache", {})
        theirs = comparable(runpy.run_path(path, run_name="__main__")["names"])
    assert ours == theirs


def comparable(names: dict[str, Any]) -> dict[str, Any]:
    spec = names["__spec__"]
    return {
        **names,
        "__spec__": spec and (spec.name, spec.origin, spec.parent),
        "__loader__": names["__loader__"] is not None,
        "__builtins__": None,
    }


def test_main_stays_for_what_the_script_leaves_behind(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"script.py": "def late():\n    import helper\n    return helper", "helper.py": ""})
    engine = ImportEngine([root])
    late = engine.run_path(root / "script.py")["late"]
    assert late() is engine.modules["helper"]


@pytest.mark.parametrize("former", [ModuleType("__main__"), None])
def test_a_script_that_raises_leaves_the_former_main(
    tree: TreeBuilder, host_unchanged: None, former: ModuleType | None
) -> None:
    root = tree({"script.py": "1 / 0"})
    engine = ImportEngine()
    if former is None:
        del engine.modules["__main__"]
    else:
        engine.modules["__main__"] = former
    with pytest.raises(ZeroDivisionError):
        engine.run_path(root / "script.py")
    assert engine.modules.get("__main__") is former


def test_a_script_that_raises_leaves_the_path(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"__main__.py": "raise SystemExit(3)"})
    engine = ImportEngine(["before"])
    with pytest.raises(SystemExit):
        engine.run_path(root)
    assert engine.path == ["before"]


def test_a_script_may_take_its_directory_off_the_path(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"__main__.py": "import sys\nsys.path.clear()"})
    engine = ImportEngine()
    engine.run_path(root)
    assert engine.path == []


def test_arguments_of_the_process_are_the_script_s(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"script.py": "import sys\nargv = sys.argv"})
    assert ImportEngine().run_path(root / "script.py")["argv"] is sys.argv


@pytest.mark.parametrize(
    ("files", "path", "error"),
    [
        ({}, "absent.py", FileNotFoundError),
        ({"folder/": ""}, "folder", ImportError),
        ({"wrong.py": "x ="}, "wrong.py", SyntaxError),
    ],
)
def test_a_path_that_cannot_be_run_raises(
    tree: TreeBuilder,
    host_unchanged: None,
    files: dict[str, str],
    path: str,
    error: type[BaseException],
) -> None:
    engine = ImportEngine()
    former = engine.modules["__main__"]
    with pytest.raises(error):
        engine.run_path(tree(files) / path)
    assert engine.modules["__main__"] is former
    assert engine.path == []


def test_a_path_in_bytes_is_refused() -> None:
    with pytest.raises(TypeError, match=r"path must be str or os\.PathLike"):
        ImportEngine().run_path(b"script.py")  # type: ignore[arg-type]


FILES = {
    "single.py": "where = __name__, __package__, __spec__.name",
    "pkg/__init__.py": "",
    "pkg/__main__.py": "from . import sub\nwhere = __name__, __package__, __spec__.name",
    "pkg/sub.py": "from . import __path__\nwhere = __name__, __package__, __spec__.name",
    "bare/__init__.py": "",
    "nested/__init__.py": "",
    "nested/__main__/__init__.py": "",
}


@pytest.mark.parametrize(
    ("name", "package", "spec_name"),
    [("single", "", "single"), ("pkg.sub", "pkg", "pkg.sub"), ("pkg", "pkg", "pkg.__main__")],
)
def test_a_module_is_run_as_main(
    tree: TreeBuilder, host_unchanged: None, name: str, package: str, spec_name: str
) -> None:
    engine = ImportEngine([tree(FILES)])
    names = engine.run_module(name)
    assert names["where"] == ("__main__", package, spec_name)
    assert engine.modules["__main__"].__dict__ is names
    assert spec_name not in engine.modules


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("absent", ModuleNotFoundError, "No module named 'absent'"),
        ("pkg.absent", ModuleNotFoundError, "No module named 'pkg.absent'"),
        ("absent.sub", ModuleNotFoundError, "No module named 'absent'"),
        (".sub", ImportError, "Relative module names not supported"),
        ("bare", ModuleNotFoundError, "'bare' is a package and cannot be directly executed"),
        ("nested", ImportError, "Cannot use package as __main__ module"),
        ("nested.__main__", ImportError, "Cannot use package as __main__ module"),
        ("time", ImportError, "No code object available for time"),
    ],
)
def test_a_module_that_cannot_be_run_raises(
    tree: TreeBuilder, host_unchanged: None, name: str, error: type[ImportError], message: str
) -> None:
    engine = ImportEngine([tree(FILES)])
    former = engine.modules["__main__"]
    with pytest.raises(error, match=message):
        engine.run_module(name)
    assert engine.modules["__main__"] is former


def test_a_module_of_the_standard_library_is_run(
    host_unchanged: None, capsys: pytest.CaptureFixture[str]
) -> None:
    ImportEngine().run_module("this")
    assert "Namespaces are one honking great idea" in capsys.readouterr().out
