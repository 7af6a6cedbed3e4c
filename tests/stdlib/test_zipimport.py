"""Modules in zip files are the engine's, and so is what `zipimport` makes in an engine."""

from __future__ import annotations

import sys
import traceback
import zipfile
import zipimport
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from importengine import ImportEngine
from tests.stdlib.conftest import Beside
from tests.support import TreeBuilder


PACKED = {
    "zipped.py": """
        import sys
        import helper

        value = helper.value
        seen = sys.modules.get(__name__)

        def late():
            import late
            return late.value

        def fail():
            raise LookupError("on purpose")
    """,
    "late.py": "value = 'late of the engine'",
    "zpkg/__init__.py": "from . import sub\nvalue = sub.value",
    "zpkg/sub.py": "value = 'sub'\nimport zipped",
    "space/inner.py": "import helper\nvalue = helper.value",
    "space/": "",
}
MAIN = """
    import importlib.util
    import os
    import sys
    import zipimport

    FILE = os.path.join(os.path.dirname(__file__), "packed.zip")

    def importer(file=FILE):
        return zipimport.zipimporter(file)

    def loaded(name):
        return importer().load_module(name)

    def executed(name):
        spec = importer().find_spec(name)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    def run_code(name):
        namespace = {"__name__": name}
        exec(importer().get_code(name), namespace)
        return namespace

    def on_path(name):
        sys.path.append(FILE)
        try:
            return importlib.import_module(name)
        finally:
            sys.path.remove(FILE)
"""


def pack(file: Path) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in PACKED.items():
            archive.writestr(name, dedent(text).lstrip())
    return file


@pytest.fixture
def main(tree: TreeBuilder, tmp_path: Path, beside: Beside) -> Any:
    """Return the module `main` of an engine, beside which is a zip file."""
    names = ("zipped", "helper", "late", "zpkg")
    beside({f"{name}.py": "value = 'of the host'" for name in names})
    tree({"plugin/main.py": MAIN, "plugin/helper.py": "value = 'of the engine'"})
    pack(tmp_path / "plugin" / "packed.zip")
    return ImportEngine([tmp_path / "plugin"]).import_module("main")


@pytest.mark.parametrize("name", ["zipped", "zpkg", "zpkg.sub", "space.inner"])
def test_modules_are_imported_from_a_zip_file_on_the_engines_path(main: Any, name: str) -> None:
    module = main.on_path(name)
    assert module is main.sys.modules[name]
    assert module.__file__.startswith(main.FILE)
    assert module is not sys.modules.get(name)
    assert "of the host" not in module.value


def test_a_late_import_in_a_zip_file_stays_in_the_engine(main: Any) -> None:
    zipped = main.on_path("zipped")
    main.sys.path.append(main.FILE)
    assert zipped.late() == "late of the engine"
    assert zipped.value == "of the engine"
    assert zipped.seen is zipped


@pytest.mark.skipif(
    not hasattr(zipimport.zipimporter, "load_module"), reason="removed after deprecation"
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["zipped", "zpkg"])
def test_load_module_loads_into_the_engine(main: Any, name: str) -> None:
    main.sys.path.append(main.FILE)
    module = main.loaded(name)
    assert module is main.sys.modules[name]
    assert module is not sys.modules.get(name)
    assert "of the host" not in module.value
    assert main.sys.modules["zipped"].late() == "late of the engine"


@pytest.mark.parametrize("name", ["zipped", "zpkg"])
def test_exec_module_gives_the_module_the_engines_imports(main: Any, name: str) -> None:
    main.sys.path.append(main.FILE)
    module = main.executed(name)
    assert module.__builtins__ is main.__builtins__
    assert "of the host" not in module.value
    assert main.sys.modules["zipped"].late() == "late of the engine"
    assert main.sys.modules["zipped"].seen is main.sys.modules["zipped"]


def test_code_of_a_zip_file_is_run_in_the_engine(main: Any) -> None:
    names = main.run_code("zipped")
    assert names["value"] == "of the engine"
    main.sys.path.append(main.FILE)
    assert names["late"]() == "late of the engine"


def test_a_zip_file_is_read_through_its_importer(main: Any) -> None:
    importer = main.importer()
    assert importer.get_source("zipped") == dedent(PACKED["zipped.py"]).lstrip()
    assert importer.get_filename("zpkg") == f"{main.FILE}/zpkg/__init__.py"
    assert importer.is_package("zpkg")
    assert not importer.is_package("zipped")
    assert importer.get_data("late.py") == PACKED["late.py"].encode()
    assert importer.find_spec("absent_one") is None


def test_the_importer_is_compatible_with_the_hosts(main: Any) -> None:
    assert isinstance(main.importer(), zipimport.zipimporter)
    assert isinstance(zipimport.zipimporter(main.FILE), main.zipimport.zipimporter)
    assert main.zipimport.ZipImportError is zipimport.ZipImportError
    with pytest.raises(zipimport.ZipImportError, match="can't find module 'absent_one'"):
        main.importer().get_code("absent_one")
    with pytest.raises(zipimport.ZipImportError, match="not a Zip file"):
        main.importer(main.__file__)


def test_the_importer_of_a_path_entry_is_in_the_engines_cache(main: Any) -> None:
    main.on_path("zipped")
    assert isinstance(main.sys.path_importer_cache[main.FILE], zipimport.zipimporter)
    assert main.FILE not in sys.path_importer_cache


def test_a_traceback_shows_the_source_in_a_zip_file(main: Any) -> None:
    with pytest.raises(LookupError) as caught:
        main.on_path("zipped").fail()
    text = "".join(traceback.format_exception(caught.value))
    assert f'File "{main.FILE}/zipped.py", line 12, in fail' in text
    assert 'raise LookupError("on purpose")' in text


def test_engines_import_their_own_modules_from_one_zip_file(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    file = pack(tmp_path / "packed.zip")
    tree({"one/helper.py": "value = 1", "two/helper.py": "value = 2"})
    one, two = (ImportEngine([tmp_path / name, file]) for name in ("one", "two"))
    assert one.import_module("zipped").value == 1
    assert two.import_module("zipped").value == 2
    assert one.modules["zipped"] is not two.modules["zipped"]
    assert one.import_module("zpkg.sub").zipped is one.modules["zipped"]


def test_a_zip_file_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "packed.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("first.py", "value = 1")
    engine = ImportEngine([file])
    assert engine.import_module("first").value == 1
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("longer/__init__.py", "value = 2")
        archive.writestr("longer/second.py", "value = 3")
    engine.invalidate_caches()
    assert engine.import_module("longer.second").value == 3
