"""`runpy` called in an engine runs modules and files of the engine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.stdlib.conftest import Beside, Inside
from tests.support import TreeBuilder


FILES = {
    "helper.py": "value = 'of the engine'",
    "job.py": """
        import sys
        import helper

        NAME, FILE, SPEC = __name__, __file__, __spec__
        PACKAGE, CACHED = __package__, globals().get("__cached__")
        MAIN = sys.modules.get("__main__")
        SEEN = sys.modules.get(__name__)
        ARGUMENT = sys.argv[0]
        GIVEN = globals().get("given")

        def late():
            import late_one
            return late_one.value, helper.value
    """,
    "late_one.py": "value = 'late'",
    "bare/__init__.py": "",
    "pkg/__init__.py": "",
    "pkg/__main__.py": "from . import sub\nvalue = sub.value, __name__, __package__",
    "pkg/sub.py": "import helper\nvalue = helper.value\nname = __name__",
    "main.py": """
        import runpy
        import sys

        def run_module(*args, **options):
            return runpy.run_module(*args, **options)

        def run_path(*args, **options):
            return runpy.run_path(*args, **options)
    """,
}


@pytest.fixture
def main(inside: Inside, beside: Beside) -> Any:
    """Return the module `main` of an engine."""
    names = ("helper", "job", "pkg", "late_one")
    beside({f"{name}.py": "value = 'of the host'" for name in names})
    return inside(FILES)


def test_a_module_is_run_in_the_engine(main: Any) -> None:
    names = main.run_module("job")
    assert names["NAME"] == "job"
    assert names["SPEC"].name == "job"
    assert names["FILE"] == str(Path(main.__file__).parent / "job.py")
    assert names["late"]() == ("late", "of the engine")
    assert "job" not in main.sys.modules


def test_a_package_runs_its_main_module(main: Any) -> None:
    names = main.run_module("pkg", run_name="__main__")
    assert names["value"] == ("of the engine", "__main__", "pkg")
    assert {"pkg", "pkg.sub", "helper"} <= main.sys.modules.keys()


def test_a_submodule_is_run_under_another_name(main: Any) -> None:
    names = main.run_module("pkg.sub", init_globals={"given": 1}, run_name="other")
    assert (names["name"], names["value"], names["given"]) == ("other", "of the engine", 1)


def test_a_run_that_alters_sys_alters_the_engines(main: Any) -> None:
    before, argument = sys.modules["__main__"], sys.argv[0]
    names = main.run_module("job", run_name="__main__", alter_sys=True)
    assert vars(names["MAIN"])["NAME"] == "__main__"
    assert names["SEEN"] is names["MAIN"]
    assert names["MAIN"] is not before
    assert names["ARGUMENT"] == names["FILE"]
    assert sys.modules["__main__"] is before
    assert sys.argv[0] == argument


def test_a_file_is_run_in_the_engine(main: Any) -> None:
    before = sys.modules["__main__"]
    file = str(Path(main.__file__).parent / "job.py")
    names = main.run_path(file, init_globals={"given": "given"}, run_name="run")
    assert (names["NAME"], names["FILE"], names["GIVEN"]) == ("run", file, "given")
    assert vars(names["SEEN"])["NAME"] == "run"
    assert names["ARGUMENT"] == file
    assert names["late"]() == ("late", "of the engine")
    assert "run" not in main.sys.modules
    assert sys.modules["__main__"] is before


def test_a_folder_is_run_by_its_main_module(main: Any, tree: TreeBuilder, tmp_path: Path) -> None:
    tree(
        {
            "app/__main__.py": """
                import sys
                import beside, helper

                value = beside.value, helper.value, __name__
                first = sys.path[0]
            """,
            "app/beside.py": "value = 'beside'",
        }
    )
    before = main.sys.path[:]
    names = main.run_path(str(tmp_path / "app"), run_name="__main__")
    assert names["value"] == ("beside", "of the engine", "__main__")
    assert names["first"] == str(tmp_path / "app")
    assert main.sys.path == before


def test_a_zip_file_is_run_by_its_main_module(main: Any, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "app.zip", "w") as archive:
        archive.writestr("__main__.py", "import beside, helper\nvalue = beside.value, helper.value")
        archive.writestr("beside.py", "value = 'zipped'")
    names = main.run_path(str(tmp_path / "app.zip"))
    assert names["value"] == ("zipped", "of the engine")
    assert "beside" not in sys.modules


def test_what_is_absent_is_the_error_of_runpy(main: Any) -> None:
    with pytest.raises(ImportError, match="No module named absent_one"):
        main.run_module("absent_one")
    with pytest.raises(ImportError, match="'bare' is a package and cannot be directly executed"):
        main.run_module("bare")
    with pytest.raises(FileNotFoundError):
        main.run_path("/absent/file.py")


def test_a_module_that_is_imported_already_is_warned_of(main: Any) -> None:
    exec("import pkg\nimport pkg.sub", vars(main))
    with pytest.warns(RuntimeWarning, match=r"'pkg.sub' found in sys.modules"):
        main.run_module("pkg.sub")


def test_the_error_of_the_code_that_is_run_is_passed(main: Any, tree: TreeBuilder) -> None:
    tree({"plugin/failing.py": "import sys\nraise LookupError(__name__)"})
    exec("import importlib\nimportlib.invalidate_caches()", vars(main))
    with pytest.raises(LookupError, match="__main__"):
        main.run_module("failing", run_name="__main__", alter_sys=True)
