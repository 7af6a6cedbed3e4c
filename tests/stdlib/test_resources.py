"""`importlib.resources` in an engine reads the data of the engine's packages."""

from __future__ import annotations

import importlib.resources
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.conftest import HostImport
from tests.stdlib.conftest import Inside
from tests.support import TreeBuilder


FILES = {
    "pkg/__init__.py": """
        from importlib import resources

        def own():
            return resources.files().joinpath("data.txt").read_text()
    """,
    "pkg/data.txt": "of the engine",
    "pkg/sub/__init__.py": "",
    "pkg/sub/deep.txt": "deep",
    "pkg/plain/notes.txt": "no package",
    "pkg/module.py": "",
    "main.py": """
        import pkgutil
        from importlib import resources

        def files(anchor):
            return resources.files(anchor)

        def text_of(anchor, *names):
            return resources.files(anchor).joinpath(*names).read_text(encoding="utf-8")

        def path_of(anchor, name):
            with resources.as_file(resources.files(anchor) / name) as path:
                return path.name, path.read_text(encoding="utf-8")

        def names_in(anchor):
            return sorted(
                one.name for one in resources.files(anchor).iterdir() if one.name[:2] != "__"
            )

        def data_of(package, name):
            return pkgutil.get_data(package, name)

        def read_text(*args):
            return resources.read_text(*args)

        def open_binary(*args):
            with resources.open_binary(*args) as file:
                return file.read()

        def is_resource(*args):
            return resources.is_resource(*args)
    """,
}


@pytest.fixture(params=["folder", "zip file"])
def main(
    tree: TreeBuilder, tmp_path: Path, import_in_host: HostImport, request: pytest.FixtureRequest
) -> Iterator[Any]:
    """Return the module `main` of an engine; the host has another package `pkg`."""
    tree({"host/pkg/__init__.py": "", "host/pkg/data.txt": "of the host"})
    import_in_host(tmp_path / "host", "pkg")
    root = tmp_path / "plugin"
    if request.param == "folder":
        tree({f"plugin/{name}": text for name, text in FILES.items()})
    else:
        with zipfile.ZipFile(root, "w") as archive:
            for name, text in FILES.items():
                archive.writestr(name, dedent(text))
    engine = ImportEngine([root])
    yield engine.import_module("main")
    engine.close()


def test_the_data_of_a_package_is_the_engines(main: Any) -> None:
    assert main.text_of("pkg", "data.txt") == "of the engine"
    assert main.text_of("pkg.sub", "deep.txt") == "deep"
    assert importlib.resources.files("pkg").joinpath("data.txt").read_text() == "of the host"


def test_data_is_found_below_a_package(main: Any) -> None:
    assert main.text_of("pkg", "plain", "notes.txt") == "no package"


def test_data_is_found_in_a_namespace_package(inside: Inside) -> None:
    main = inside(FILES)
    assert main.text_of("pkg.plain", "notes.txt") == "no package"
    assert main.names_in("pkg.plain") == ["notes.txt"]
    assert main.path_of("pkg.plain", "notes.txt") == ("notes.txt", "no package")


def test_a_file_is_lent_as_a_path(main: Any) -> None:
    name, text = main.path_of("pkg", "data.txt")
    assert name.endswith("data.txt")
    assert text == "of the engine"


def test_the_content_of_a_package_is_listed(main: Any) -> None:
    assert main.names_in("pkg") == ["data.txt", "module.py", "plain", "sub"]


def test_a_package_may_be_given_as_a_module(main: Any) -> None:
    package = sys.modules["pkg"]
    own = main.files("pkg")
    assert own.joinpath("data.txt").read_text() == "of the engine"
    assert main.files(package).joinpath("data.txt").read_text() == "of the host"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="since 3.12 it may be left out")
def test_an_anchor_that_is_left_out_is_the_callers_package(main: Any) -> None:
    exec("import pkg", vars(main))
    assert main.pkg.own() == "of the engine"


def test_pkgutil_gets_the_data_of_the_engines_package(main: Any) -> None:
    assert main.data_of("pkg", "data.txt") == b"of the engine"
    assert main.data_of("pkg", "plain/notes.txt") == b"no package"
    with pytest.raises(OSError, match="absent"):
        main.data_of("pkg", "absent.txt")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_functions_of_one_call_read_the_engines_data(main: Any) -> None:
    assert main.read_text("pkg", "data.txt") == "of the engine"
    assert main.open_binary("pkg", "data.txt") == b"of the engine"
    assert main.is_resource("pkg", "data.txt")
    assert not main.is_resource("pkg", "plain")


def test_the_classes_of_resources_are_the_hosts(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                from importlib import resources
                from importlib.resources import abc, readers
                found = resources.files("pkg")
            """,
            "pkg/__init__.py": "",
        }
    )
    import importlib.resources.abc

    assert isinstance(main.found, importlib.resources.abc.Traversable)
    assert main.abc.Traversable is importlib.resources.abc.Traversable


def test_an_absent_package_is_the_engines_error(main: Any) -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        main.files("absent_package")
    assert caught.value.name == "absent_package"
    assert "absent_package" not in sys.modules


def test_the_host_reads_the_data_of_an_engines_package(tree: TreeBuilder, tmp_path: Path) -> None:
    tree({f"plugin/{name}": text for name, text in FILES.items()})
    engine = ImportEngine([tmp_path / "plugin"])
    package = engine.import_module("pkg")
    assert importlib.resources.files(package).joinpath("data.txt").read_text() == "of the engine"
    with engine.activate():
        found = importlib.resources.files("pkg.sub").joinpath("deep.txt")
    assert found.read_text() == "deep"
    assert "pkg" not in sys.modules
