"""What code in an engine sees as `sys`, `builtins`, `importlib` and what stands on them."""

from __future__ import annotations

import builtins
import importlib.machinery
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from tests.support import TreeBuilder


Run = Callable[..., Any]


@pytest.fixture
def run(tree: TreeBuilder, host_unchanged: None) -> Iterator[Run]:
    """Import, in one engine, a module with the code given, and return it."""
    count = 0
    engine = ImportEngine()

    def run_code(code: str, **files: str) -> Any:
        nonlocal count
        count += 1
        root = tree({f"code_{count}.py": code, **{f"{name}.py": files[name] for name in files}})
        engine.path = [str(root)]
        engine.invalidate_caches()
        return engine.import_module(f"code_{count}")

    yield run_code
    engine.close()


# sys:


@pytest.mark.parametrize(
    "name", ["modules", "path", "meta_path", "path_hooks", "path_importer_cache"]
)
def test_the_import_state_in_sys_is_the_engine_s(
    tree: TreeBuilder, host_unchanged: None, name: str
) -> None:
    engine = ImportEngine([tree({"a.py": f"import sys\nseen = sys.{name}"})])
    assert engine.import_module("a").seen is getattr(engine, name)


def test_everything_else_in_sys_is_the_host_s(run: Run) -> None:
    module = run("import sys\nread = sys.stdout, sys.version, sys.maxsize")
    assert module.read == (sys.stdout, sys.version, sys.maxsize)
    assert dir(module.sys) == dir(sys)
    assert repr(module.sys) == repr(sys)


def test_what_is_written_to_sys_reaches_the_host(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "import io, sys\nsys.stdout = caught = io.StringIO()\nprint('text')"
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", sys.stdout)
        module = run(code)
    assert module.caught.getvalue() == "text\n"
    assert capsys.readouterr().out == ""


def test_an_attribute_of_sys_is_added_and_deleted(run: Run) -> None:
    module = run("import sys\nsys.of_plugin = 1")
    assert vars(sys).pop("of_plugin") == 1
    with pytest.raises(AttributeError):
        _ = module.sys.of_plugin
    run("import sys\nsys.of_plugin = 1\ndel sys.of_plugin")
    assert not hasattr(sys, "of_plugin")


def test_names_that_belong_to_the_module_stay_in_the_engine(run: Run) -> None:
    module = run("import sys\nsys.__spec__ = 3\nspec = sys.__spec__\ndel sys.__spec__")
    assert module.spec == 3
    assert sys.__spec__ is not None


def test_the_type_of_sys_makes_ordinary_modules(run: Run) -> None:
    module = run("import sys\nmade = type(sys)('made', 'doc')\nkind = isinstance(made, type(sys))")
    assert type(module.made) is ModuleType
    assert (module.made.__name__, module.made.__doc__) == ("made", "doc")
    assert module.kind
    assert issubclass(ModuleType, type(module.sys))
    assert isinstance(module.sys, ModuleType)


# builtins:


def test_what_code_adds_to_builtins_stays_in_the_engine(run: Run) -> None:
    run("import builtins\nbuiltins.of_plugin = 1")
    assert run("x = of_plugin").x == 1
    assert not hasattr(builtins, "of_plugin")


def test_what_code_replaces_in_builtins_stays_in_the_engine(run: Run) -> None:
    module = run("import builtins\nbuiltins.len = lambda _: 99\nx = len('a')")
    assert module.x == 99
    assert len("a") == 1


def test_what_the_host_adds_to_its_builtins_reaches_the_engine(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("")
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "added_by_host", 1, raising=False)
        assert run("x = added_by_host").x == 1


def test_the_builtins_of_the_engine_s_code_are_an_exact_dict(run: Run) -> None:
    module = run("import builtins\nhave = __builtins__\nsame = vars(builtins) is __builtins__")
    assert type(module.have) is dict
    assert module.same


def test_import_in_builtins_is_the_engine_s(run: Run) -> None:
    module = run("def f():\n    return __import__('other')", other="")
    assert module.f().__name__ == "other"
    assert "other" not in sys.modules


# importlib:


IMPORTS = {
    "import_module": "import importlib\nx = importlib.import_module('other')",
    "__import__": "import importlib\nx = importlib.__import__('other')",
    "relative": "import importlib\nx = importlib.import_module('.other', 'pack')",
    "_gcd_import": "import importlib._bootstrap as b\nx = b._gcd_import('other')",
    "_frozen_importlib": "import _frozen_importlib as b\nx = b._gcd_import('other')",
    "pkgutil": "import pkgutil\nx = pkgutil.resolve_name('other')",
    "runpy": "import runpy\nrunpy.run_module('other')\nimport other as x",
    "util": """
        import importlib.util, sys
        spec = importlib.util.find_spec('other')
        x = importlib.util.module_from_spec(spec)
        sys.modules['other'] = x
        spec.loader.exec_module(x)
    """,
    "lazy loader": """
        import importlib.util, sys
        spec = importlib.util.find_spec('other')
        spec.loader = importlib.util.LazyLoader(spec.loader)
        x = importlib.util.module_from_spec(spec)
        sys.modules['other'] = x
        spec.loader.exec_module(x)
        x.value
    """,
    "loader": """
        import importlib.machinery, importlib.util, os
        path = os.path.join(os.path.dirname(__file__), 'other.py')
        loader = importlib.machinery.SourceFileLoader('other', path)
        x = loader.load_module() if hasattr(loader, 'load_module') else __import__('other')
    """,
    "finder": """
        import importlib.machinery, importlib.util, sys
        spec = importlib.machinery.PathFinder.find_spec('other')
        x = importlib._bootstrap._load(spec)
    """,
}


@pytest.mark.parametrize("way", IMPORTS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_importlib_imports_into_the_engine(
    tree: TreeBuilder, host: pytest.MonkeyPatch, way: str
) -> None:
    other = "import inner\nvalue = 1"
    root = tree(
        {"a.py": IMPORTS[way], "other.py": other, "inner.py": "", "pack/other.py": "import inner"}
    )
    engine = ImportEngine([root])
    module = engine.import_module("a")
    assert module.x.__name__.endswith("other")
    assert "inner" in engine.modules
    assert sys.modules.keys().isdisjoint({"other", "pack", "pack.other", "inner"})


def test_an_engine_has_one_importlib(run: Run) -> None:
    module = run(
        """
        import importlib, importlib.util, importlib._bootstrap, _frozen_importlib
        import _frozen_importlib_external
        one = importlib._bootstrap is _frozen_importlib
        other = importlib._bootstrap_external is _frozen_importlib_external
        """
    )
    assert module.one
    assert module.other
    assert module.importlib is not importlib


def test_importlib_of_an_engine_fails_as_ever(run: Run) -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        run("import importlib\nimportlib.import_module('absent')")
    assert caught.value.name == "absent"
    with pytest.raises(TypeError, match="'package' argument is required"):
        run("import importlib\nimportlib.import_module('.absent')")


@pytest.mark.parametrize(
    "name", ["SourceFileLoader", "ExtensionFileLoader", "SourcelessFileLoader", "FileFinder"]
)
def test_classes_of_importlib_are_compatible_with_the_host_s(run: Run, name: str) -> None:
    module = run(f"from importlib.machinery import {name} as x")
    host_class = getattr(importlib.machinery, name)
    assert issubclass(module.x, host_class)
    arguments = ("/",) if name == "FileFinder" else ("a", "/a")
    assert isinstance(module.x(*arguments), host_class)


@pytest.mark.parametrize("name", ["SourceFileLoader", "PathFinder", "BuiltinImporter"])
def test_instances_of_the_host_s_classes_are_instances_of_the_engine_s(run: Run, name: str) -> None:
    module = run(f"from importlib.machinery import {name} as x")
    host_class = getattr(importlib.machinery, name)
    assert issubclass(host_class, module.x)
    assert isinstance(object.__new__(host_class), module.x)
    assert not isinstance(object(), module.x)


def test_builtin_and_frozen_importers_find_for_the_engine(run: Run) -> None:
    module = run(
        """
        from importlib.machinery import BuiltinImporter, FrozenImporter
        specs = BuiltinImporter.find_spec("time"), FrozenImporter.find_spec("__hello__")
        none = BuiltinImporter.find_spec("absent"), FrozenImporter.find_spec("absent")
        """
    )
    assert [spec.name for spec in module.specs] == ["time", "__hello__"]
    assert module.none == (None, None)


def test_reload_in_an_engine_runs_the_code_again(run: Run) -> None:
    module = run("import importlib, other\nagain = importlib.reload(other)", other="runs = []")
    assert module.again is module.other


# modules that stand on them:


def test_dataclasses_find_annotations_in_the_engine(run: Run) -> None:
    module = run(
        """
        from __future__ import annotations
        import dataclasses
        from dataclasses import KW_ONLY, InitVar, dataclass, field
        from typing import ClassVar
        @dataclass
        class Point:
            shared: ClassVar[int] = 0
            x: int
            _: KW_ONLY
            y: InitVar[int] = 1
        fields = [field.name for field in dataclasses.fields(Point)]
        """
    )
    import dataclasses

    assert module.fields == ["x"]
    assert [field.name for field in dataclasses.fields(module.Point)] == ["x"]


def test_typing_resolves_forward_references_in_the_engine(run: Run) -> None:
    module = run(
        """
        from __future__ import annotations
        import typing
        class Node:
            next: Node
        hints = typing.get_type_hints(Node)
        """
    )
    assert module.hints == {"next": module.Node}


def test_inspect_finds_modules_of_the_engine(run: Run) -> None:
    module = run(
        """
        import inspect, sys
        class Here: pass
        found = inspect.getmodule(Here) is sys.modules[__name__]
        text = inspect.getsource(Here)
        """
    )
    assert module.found
    assert module.text.strip() == "class Here: pass"


def test_pkgutil_walks_the_engine_s_packages(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree(
        {
            "a.py": "import pkgutil\nfound = [m.name for m in pkgutil.walk_packages()]",
            "pkg/__init__.py": "",
            "pkg/sub.py": "",
        }
    )
    assert ImportEngine([root]).import_module("a").found == ["a", "pkg", "pkg.sub"]


def test_metadata_is_of_distributions_on_the_engine_s_path(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree(
        {
            "only_here-3.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: only-here\nVersion: 3.0\n",
            "a.py": """
                from importlib import metadata
                version = metadata.version("only-here")
                names = [found.metadata["Name"] for found in metadata.distributions()]
            """,
        }
    )
    module = ImportEngine([root]).import_module("a")
    assert module.version == "3.0"
    assert module.names == ["only-here"]


def test_resources_are_of_the_engine_s_packages(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree(
        {
            "pkg/__init__.py": "",
            "pkg/data.txt": "text",
            "a.py": """
                from importlib import resources
                text = resources.files("pkg").joinpath("data.txt").read_text()
                with resources.as_file(resources.files("pkg") / "data.txt") as path:
                    name = path.name
            """,
        }
    )
    module = ImportEngine([root]).import_module("a")
    assert (module.text, module.name) == ("text", "data.txt")


@pytest.mark.parametrize("name", ["unittest.loader", "json.decoder", "importlib.util", "pickle"])
def test_a_standard_module_that_is_no_package_has_no_submodules(
    name: str, host_unchanged: None
) -> None:
    with pytest.raises(ModuleNotFoundError, match=f"{name!r} is not a package"):
        ImportEngine().import_module(f"{name}.absent")
