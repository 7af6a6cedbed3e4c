"""Code in an engine sees an `importlib` of its own engine (trap 2)."""

from __future__ import annotations

import sys

import pytest

from importengine import ImportEngine
from tests.isolation.conftest import HostImport
from tests.support import TreeBuilder


@pytest.mark.parametrize(
    "found",
    [
        "importlib.import_module('helper')",
        "importlib.import_module('.helper', 'pkg')",
        "importlib.__import__('helper')",
        "importlib.reload(importlib.import_module('helper'))",
        "load(importlib.util.find_spec('helper'))",
        "load(importlib.machinery.PathFinder.find_spec('helper'))",
        "load(importlib.machinery.PathFinder.find_spec('helper', [folder]))",
        "load(machinery.FileFinder(folder, (machinery.SourceFileLoader, ['.py'])).find_spec('helper'))",
        "load(importlib.util.spec_from_file_location('helper', folder + '/helper.py'))",
        "pkgutil.resolve_name('helper')",
    ],
)
def test_what_it_finds_and_loads_is_the_engines(
    tree: TreeBuilder, import_in_host: HostImport, found: str
) -> None:
    root = tree(
        {
            "host/helper.py": "import helped",
            "host/helped.py": "",
            "plugin/helper.py": "import helped",
            "plugin/helped.py": "",
            "plugin/pkg/__init__.py": "",
            "plugin/pkg/helper.py": "import helped",
            "plugin/main.py": f"""
                import importlib.util, os, pkgutil
                from importlib import machinery
                folder = os.path.dirname(__file__)

                def load(spec):
                    module = importlib.util.module_from_spec(spec)
                    spec.loader.exec_module(module)
                    return module

                found = {found}
                """,
        }
    )
    import_in_host(root / "host", "helper", "helped")
    engine = ImportEngine(path=[root / "plugin"])
    found_module = engine.import_module("main").found
    assert found_module.__file__.startswith(str(root / "plugin"))
    assert found_module.helped is engine.modules["helped"]
    assert found_module.helped is not sys.modules["helped"]


@pytest.mark.parametrize(
    "asked",
    [
        "importlib.resources.files('pkg').joinpath('data.txt').read_text()",
        "importlib.resources.files(pkg).joinpath('data.txt').read_text()",
        "pkgutil.get_data('pkg', 'data.txt').decode()",
        "importlib.metadata.version('distribution')",
        "importlib.metadata.distribution('distribution').version",
        "[one.version for one in importlib.metadata.distributions()][0]",
        "','.join(sorted(module.name for module in pkgutil.iter_modules()))",
        "importlib.machinery.PathFinder.find_spec('pkg').origin.split('/')[-3]",
    ],
)
def test_what_it_reads_is_the_engines(
    tree: TreeBuilder, import_in_host: HostImport, asked: str
) -> None:
    answers = {}
    for where, text in (("host", "1.0"), ("plugin", "2.0")):
        metadata = f"{where}/distribution-{text}.dist-info/METADATA"
        root = tree(
            {
                f"{where}/pkg/__init__.py": "",
                f"{where}/pkg/data.txt": text,
                metadata: f"Metadata-Version: 2.1\nName: distribution\nVersion: {text}\n",
            }
        )
        answers[where] = {text, where}
    root = tree(
        {
            "plugin/main.py": f"""
                import importlib.metadata, importlib.resources, pkgutil
                import pkg
                answer = {asked}
                """
        }
    )
    import_in_host(root / "host", "pkg")
    engine = ImportEngine(path=[root / "plugin"])
    assert engine.import_module("main").answer in {*answers["plugin"], "main,pkg"}


def test_an_attribute_that_a_package_imports_when_asked_is_the_engines(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    package = """
        import importlib
        def __getattr__(name):
            return getattr(importlib.import_module('.impl', __package__), name)
        """
    files = {"pkg/__init__.py": package, "pkg/impl.py": "class Thing: pass"}
    root = tree({f"{where}/{name}": text for where in "ab" for name, text in files.items()})
    host, _ = import_in_host(root / "a", "pkg", "pkg.impl")
    engine = ImportEngine(path=[root / "b"])
    inside = engine.import_module("pkg").Thing
    assert inside is engine.modules["pkg.impl"].Thing
    assert inside is not host.Thing


def test_reload_inside_leaves_the_hosts_module_as_it_is(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    root = tree({"counted.py": "count = globals().get('count', 0) + 1"})
    tree({"main.py": "import importlib, counted\nagain = importlib.reload(counted)"})
    (host,) = import_in_host(root, "counted")
    main = ImportEngine(path=[root]).import_module("main")
    assert (main.again is main.counted, main.counted.count, host.count) == (True, 2, 1)


def test_its_classes_accept_the_instances_of_the_hosts(tree: TreeBuilder) -> None:
    main = tree({"main.py": "import importlib.machinery, importlib.util, helper", "helper.py": ""})
    engine = ImportEngine(path=[main])
    inside = engine.import_module("main")
    machinery = inside.importlib.machinery
    assert isinstance(inside.helper.__loader__, machinery.SourceFileLoader)
    assert isinstance(inside.helper.__spec__, machinery.ModuleSpec)
    assert isinstance(sys.modules["importengine"].__loader__, machinery.SourceFileLoader)
