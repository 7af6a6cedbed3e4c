"""`pkgutil` in an engine searches, walks and imports in the engine."""

from __future__ import annotations

import pkgutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.conftest import HostImport
from tests.stdlib.conftest import Inside
from tests.support import TreeBuilder


FILES = {
    "pkg/__init__.py": "value = 'pkg'",
    "pkg/sub/__init__.py": "",
    "pkg/sub/deep.py": "class Class:\n    class Inner:\n        value = 1",
    "pkg/data.txt": "text",
    "alone.py": "value = 'alone'",
    "main.py": """
        import pkgutil
        import sys

        def iterated(*args):
            return sorted((one.name, one.ispkg) for one in pkgutil.iter_modules(*args))

        def walked(*args, **options):
            return [one.name for one in pkgutil.walk_packages(*args, **options)]

        def resolved(name):
            return pkgutil.resolve_name(name)

        def data(*args):
            return pkgutil.get_data(*args)

        def importer(path):
            return pkgutil.get_importer(path)

        def importers(name=""):
            return list(pkgutil.iter_importers(name))
    """,
}


@pytest.fixture
def main(inside: Inside) -> Any:
    """Return the module `main` of an engine."""
    return inside(FILES)


def test_the_modules_on_the_engines_path_are_iterated(main: Any) -> None:
    assert main.iterated() == [("alone", False), ("main", False), ("pkg", True)]
    exec("import pkg", vars(main))
    assert main.iterated(main.pkg.__path__, "pkg.") == [("pkg.sub", True)]


def test_packages_are_imported_in_the_engine_when_they_are_walked(main: Any) -> None:
    assert main.walked() == ["alone", "main", "pkg", "pkg.sub", "pkg.sub.deep"]
    assert {"pkg", "pkg.sub"} <= main.sys.modules.keys()
    assert sys.modules.keys().isdisjoint({"alone", "pkg", "pkg.sub"})


def test_a_package_that_fails_is_told_while_walking(inside: Inside) -> None:
    files = {**FILES, "bad/__init__.py": "raise LookupError", "worse/__init__.py": "import absent"}
    main = inside(files)
    failed: list[str] = []
    assert "pkg.sub.deep" in main.walked(onerror=failed.append)
    assert failed == ["bad", "worse"]


@pytest.mark.parametrize("name", ["pkg.sub.deep.Class.Inner", "pkg.sub.deep:Class.Inner"])
def test_a_name_is_resolved_in_the_engine(main: Any, name: str) -> None:
    found = main.resolved(name)
    assert found is main.sys.modules["pkg.sub.deep"].Class.Inner
    assert "pkg" not in sys.modules


def test_a_name_is_resolved_where_the_host_has_the_same(
    main: Any, tree: TreeBuilder, tmp_path: Path, import_in_host: HostImport
) -> None:
    tree({"host/alone.py": "value = 'host'", "host/pkg/__init__.py": "value = 'host'"})
    import_in_host(tmp_path / "host", "alone", "pkg")
    assert main.resolved("alone:value") == "alone"
    assert main.resolved("pkg.value") == "pkg"
    assert pkgutil.resolve_name("alone:value") == "host"


def test_data_is_the_engines(main: Any) -> None:
    assert main.data("pkg", "data.txt") == b"text"
    assert main.data("pkg.absent", "data.txt") is None
    assert main.data("sys", "data.txt") is None


def test_importers_are_those_of_the_engine(main: Any) -> None:
    folder = str(Path(main.__file__).parent)
    assert main.importer(folder) is main.sys.path_importer_cache[folder]
    assert main.importers()[: len(main.sys.meta_path)] == main.sys.meta_path
    assert main.sys.path_importer_cache[folder] in main.importers()
    assert [one.path for one in main.importers("pkg.sub")] == [str(Path(folder) / "pkg")]


def test_a_package_is_extended_over_the_engines_path(tree: TreeBuilder, tmp_path: Path) -> None:
    extend = "import pkgutil\n__path__ = pkgutil.extend_path(__path__, __name__)"
    tree(
        {
            "one/pkg/__init__.py": extend,
            "one/pkg/first.py": "value = 1",
            "two/pkg/__init__.py": extend,
            "two/pkg/second.py": "value = 2",
            "three/pkg/third.py": "value = 3",
            "listed/pkg.pkg": "# a comment\n/added/by/a/file\n",
        }
    )
    engine = ImportEngine([tmp_path / name for name in ("one", "two", "three", "listed")])
    package = engine.import_module("pkg")
    assert package.__path__ == [
        str(tmp_path / "one" / "pkg"),
        str(tmp_path / "two" / "pkg"),
        str(tmp_path / "three" / "pkg"),
        "/added/by/a/file",
    ]
    assert engine.import_module("pkg.second").value == 2
    assert not [entry for entry in sys.path if str(tmp_path) in entry]


def test_a_subpackage_is_extended_over_the_path_of_its_parent(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    extend = "import pkgutil\n__path__ = pkgutil.extend_path(__path__, __name__)"
    tree(
        {
            "one/pkg/__init__.py": extend,
            "one/pkg/sub/__init__.py": extend,
            "two/pkg/__init__.py": extend,
            "two/pkg/sub/__init__.py": "",
            "two/pkg/sub/deep.py": "value = 2",
        }
    )
    engine = ImportEngine([tmp_path / "one", tmp_path / "two"])
    assert engine.import_module("pkg.sub.deep").value == 2


@pytest.mark.skipif(not hasattr(pkgutil, "get_loader"), reason="removed in 3.14")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_loaders_are_found_in_the_engine(inside: Inside) -> None:
    main = inside(
        {
            **FILES,
            "main.py": """
                import pkgutil, sys
                import alone

                loaders = pkgutil.get_loader("alone"), pkgutil.get_loader(alone)
                found = pkgutil.find_loader("pkg.sub.deep"), pkgutil.find_loader("absent_one")
            """,
        }
    )
    assert main.loaders == (main.alone.__loader__, main.alone.__loader__)
    assert main.found[0].path.endswith("deep.py")
    assert main.found[1] is None
    assert vars(pkgutil)["get_loader"]("alone") is None


def test_modules_in_a_zip_file_are_walked(tree: TreeBuilder, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        for name in ("zipped/__init__.py", "zipped/sub/__init__.py", "zipped/sub/deep.py"):
            archive.writestr(name, "value = 1")
        archive.writestr("zipped/data.txt", "text")
    tree({"plugin/main.py": FILES["main.py"]})
    main = ImportEngine([tmp_path / "plugin", tmp_path / "packed.zip"]).import_module("main")
    assert main.walked() == ["main", "zipped", "zipped.sub", "zipped.sub.deep"]
    assert main.data("zipped", "data.txt") == b"text"


def test_engines_iterate_their_own_paths(tree: TreeBuilder, tmp_path: Path) -> None:
    tree({f"{name}/main.py": FILES["main.py"] for name in ("one", "two")})
    tree({"one/first.py": "", "two/second.py": ""})
    one, two = (ImportEngine([tmp_path / name]).import_module("main") for name in ("one", "two"))
    assert one.walked() == ["first", "main"]
    assert two.walked() == ["main", "second"]
