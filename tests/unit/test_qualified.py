"""`naming="qualified"`: an engine's modules under names that the host finds them by."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import importlib.resources
import importlib.util
import inspect
import pickle
import pkgutil
import sys
import types
import typing
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine, ImportRefusedError, Policy, Share, _qualified, deny
from tests.isolation.extensions import copy_extensions, extension_file
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


FILES = {
    "helper.py": "",
    "top.py": "from . import helper",
    "pkg/__init__.py": "",
    "pkg/plain.py": """
        class Thing:
            def __init__(self, number):
                self.number = number
            def __eq__(self, other):
                return type(other) is type(self) and other.number == self.number
            __hash__ = None
            class Inner: ...
        def function(): ...
    """,
    "pkg/late.py": "import helper",
    "pkg/sub/__init__.py": "",
    "pkg/sub/mod.py": "from ...helper import x",
    "pkg/broken.py": "import helper\nfrom . import plain\nraise ValueError('of the module')",
    "ns/one.py": "from . import two\nimport ns.two",
    "ns/two.py": "",
    "data/__init__.py": "",
    "data/text.txt": "text",
}

Qualified = Callable[..., ImportEngine]


@pytest.fixture
def qualified(tree: TreeBuilder, tmp_path: Path, host_unchanged: None) -> Iterator[Qualified]:
    """Make engines with qualified naming, "alpha" by name, over FILES and the files given."""
    engines = []

    def make(files: dict[str, str] | None = None, **arguments: Any) -> ImportEngine:
        tree({**FILES, **(files or {})})
        options: dict[str, Any] = {"path": [tmp_path], "name": "alpha", **arguments}
        engines.append(ImportEngine(**options, naming="qualified"))
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()


def names_in_host(prefix: str = "alpha") -> set[str]:
    """Return the names in the host's modules that begin with *prefix*."""
    return {name for name in sys.modules if name.startswith(prefix)}


# names:


@pytest.mark.parametrize("name", ["helper", "pkg", "pkg.plain", "ns", "ns.one", "pkg.sub"])
def test_a_module_carries_the_prefix_in_all_its_names(qualified: Qualified, name: str) -> None:
    module = qualified().import_module(name)
    package = f"alpha.{name}" if hasattr(module, "__path__") else f"alpha.{name}".rpartition(".")[0]
    assert (module.__name__, module.__package__) == (f"alpha.{name}", package)
    assert (module.__spec__.name, module.__spec__.parent) == (f"alpha.{name}", package)
    assert repr(module).startswith(f"<module 'alpha.{name}'")


def test_its_classes_and_functions_carry_the_prefix(qualified: Qualified) -> None:
    plain = qualified().import_module("pkg.plain")
    assert {plain.Thing.__module__, plain.Thing.Inner.__module__, plain.function.__module__} == {
        "alpha.pkg.plain"
    }


@pytest.mark.parametrize("name", ["helper", "pkg.plain", "ns.one"])
def test_a_module_is_in_the_host_under_the_qualified_name_alone(
    qualified: Qualified, name: str
) -> None:
    module = qualified().import_module(name)
    assert sys.modules[f"alpha.{name}"] is module
    assert name not in sys.modules


@pytest.mark.parametrize("name", ["helper", "pkg.plain", "ns.one"])
def test_a_module_is_in_the_engine_under_both_names(qualified: Qualified, name: str) -> None:
    engine = qualified()
    module = engine.import_module(name)
    assert engine.modules[name] is engine.modules[f"alpha.{name}"] is module
    assert engine.import_module(f"alpha.{name}") is module


def test_a_module_of_the_prefix_itself_is_a_package_of_the_host(qualified: Qualified) -> None:
    engine = qualified()
    root: Any = sys.modules["alpha"]
    assert (root.__name__, list(root.__path__)) == ("alpha", [])
    assert root.__doc__ == "The modules of the engine 'alpha'."
    package = engine.import_module("pkg")
    assert root.pkg is package
    with pytest.raises(AttributeError, match="module 'alpha' has no attribute 'absent'"):
        _ = root.absent


STANDARD = ["sys", "builtins", "json", "calendar", "importlib.util", "pickle", "typing", "unittest"]


@pytest.mark.parametrize("name", STANDARD)
def test_standard_modules_keep_their_names(qualified: Qualified, name: str) -> None:
    module = qualified().import_module(name)
    assert module.__name__ == name
    assert names_in_host() == {"alpha"}


def test_shared_modules_keep_their_names(qualified: Qualified) -> None:
    engine = qualified(share="pytest")
    assert engine.import_module("pytest") is pytest
    assert pytest.__name__ == "pytest"
    assert names_in_host() == {"alpha"}


def test_a_plugin_s_module_named_as_a_standard_one_carries_the_prefix(qualified: Qualified) -> None:
    module = qualified({"calendar.py": ""}).import_module("calendar")
    assert module.__name__ == "alpha.calendar"
    assert sys.modules["alpha.calendar"] is module
    assert importlib.import_module("calendar") is not module


def test_what_other_people_s_loaders_load_keeps_its_name(qualified: Qualified) -> None:
    finder = MemoryFinder({"other": "", "package": "", "package.sub": "from . import x"})
    engine = qualified(meta_path=[finder])
    assert engine.import_module("other").__name__ == "other"
    assert engine.import_module("package").__name__ == "package"
    assert names_in_host() == {"alpha"}


def test_main_keeps_its_name(qualified: Qualified) -> None:
    engine = qualified({"pkg/script.py": "from . import plain\nname = __name__"})
    names = engine.run_module("pkg.script")
    assert names["name"] == engine.modules["__main__"].__name__ == "__main__"
    assert names["plain"].__name__ == "alpha.pkg.plain"


def test_events_and_policies_have_the_exact_names(qualified: Qualified) -> None:
    heard: list[object] = []

    class Observer:
        def module_loaded(self, event: Any) -> None:
            heard.append((event.fullname, event.importer))

    engine = qualified()
    engine.policy = Policy(deny("ns"))
    engine.add_observer(Observer())
    engine.import_module("alpha.pkg.late")
    assert heard == [("pkg", None), ("helper", "pkg.late"), ("pkg.late", None)]
    with pytest.raises(ImportRefusedError) as caught:
        importlib.import_module("alpha.ns.one")
    assert caught.value.fullname == "ns"


def test_each_module_is_told_to_be_unloaded_once(qualified: Qualified) -> None:
    heard: list[str] = []

    class Observer:
        def module_unloaded(self, event: Any) -> None:
            heard.append(event.fullname)

    engine = qualified()
    engine.import_module("helper")
    engine.add_observer(Observer())
    engine.close()
    assert [name for name in heard if "helper" in name] == ["helper"]


# importing inside:


IMPORTS = {
    "exact": "import pkg.plain\nfound = pkg.plain",
    "exact, with a name": "import pkg.plain as found",
    "exact, from": "from pkg import plain as found",
    "exact, in a function": "def f():\n    import pkg.plain\n    return pkg.plain\nfound = f()",
    "relative": "from . import plain as found",
    "relative, of a name": "from .plain import Thing\nfrom . import plain as found",
    "relative, to a sibling": "from .sub import up\nfound = up.plain",
    "import_module": "import importlib\nfound = importlib.import_module('pkg.plain')",
    "import_module, relative": """
        import importlib
        found = importlib.import_module('.plain', __package__)
    """,
    "import_module, with prefix": """
        import importlib
        found = importlib.import_module(f"{__package__}.plain")
    """,
    "with prefix, from": "from alpha.pkg import plain as found",
    "__import__": "found = __import__('plain', globals(), None, ['x'], 1)",
    "resolve_name": "import pkgutil\nfound = pkgutil.resolve_name(f'{__package__}.plain:')",
}
BY_THE_PREFIX = {
    "statement": "import alpha.pkg.plain\nfound = alpha.pkg.plain",
    "statement, with a name": "import alpha.pkg.plain as found",
    "import_module": "import importlib, pkg.plain\nfound = importlib.import_module('alpha').pkg.plain",
    "__import__": "found = getattr(__import__(f'{__package__}.plain'), 'pkg').plain",
    "resolve_name": "import pkgutil\nfound = pkgutil.resolve_name(f'{__package__}.plain')",
}


def imported(qualified: Qualified, code: str) -> None:
    engine = qualified({"pkg/importer.py": code, "pkg/sub/up.py": "from .. import plain"})
    module = engine.import_module("pkg.importer")
    assert module.found is engine.modules["pkg.plain"] is sys.modules["alpha.pkg.plain"]
    assert module.found.__name__ == "alpha.pkg.plain"
    assert [name for name in engine.modules if name.endswith("plain")] == [
        "pkg.plain",
        "alpha.pkg.plain",
    ]


@pytest.mark.parametrize("way", IMPORTS)
def test_code_in_the_engine_imports_as_ever(qualified: Qualified, way: str) -> None:
    imported(qualified, IMPORTS[way])


@pytest.mark.parametrize("way", BY_THE_PREFIX)
def test_code_in_the_engine_comes_to_its_modules_by_the_prefix(
    qualified: Qualified, way: str
) -> None:
    imported(qualified, BY_THE_PREFIX[way])


def test_a_name_is_patched_in_the_engine_by_the_name_of_its_module(qualified: Qualified) -> None:
    code = """
        from unittest import mock
        value = 1
        def patched():
            with mock.patch(f"{__name__}.value", 2):
                return value
    """
    assert qualified({"pkg/patching.py": code}).import_module("pkg.patching").patched() == 2


def test_tests_are_loaded_in_the_engine_by_the_name_of_their_module(qualified: Qualified) -> None:
    code = """
        import unittest
        class Case(unittest.TestCase):
            def test(self): ...
        def load(name):
            return unittest.TestLoader().loadTestsFromName(name)
    """
    engine = qualified({"pkg/cases.py": code})
    cases = engine.import_module("pkg.cases")
    for name in ("pkg.cases", cases.__name__):
        result = cases.unittest.TestResult()
        cases.load(name).run(result)
        assert (result.testsRun, result.errors) == (1, [])


def test_sys_modules_has_the_module_under_its_own_name(qualified: Qualified) -> None:
    code = "import sys\nfound = sys.modules[__name__]\nexact = sys.modules['pkg.me']"
    module = qualified({"pkg/me.py": code}).import_module("pkg.me")
    assert module.found is module.exact is module


MISSING = {
    "from . import absent": (
        ImportError,
        r"cannot import name 'absent' from 'alpha\.pkg' \(.*\)",
        "alpha.pkg",
    ),
    "from .plain import absent": (
        ImportError,
        r"cannot import name 'absent' from 'alpha\.pkg\.plain' \(.*\)",
        "alpha.pkg.plain",
    ),
    "from .absent import x": (ModuleNotFoundError, "No module named 'pkg.absent'", "pkg.absent"),
    "import pkg.absent": (ModuleNotFoundError, "No module named 'pkg.absent'", "pkg.absent"),
    "import absent": (ModuleNotFoundError, "No module named 'absent'", "absent"),
    "import pkg.plain.x": (
        ModuleNotFoundError,
        "No module named 'pkg.plain.x'; 'pkg.plain' is not a package",
        "pkg.plain.x",
    ),
    "from ... import x": (ImportError, "attempted relative import beyond top-level package", None),
    "from ...helper import x": (
        ImportError,
        "attempted relative import beyond top-level package",
        None,
    ),
}


@pytest.mark.parametrize("code", MISSING)
def test_what_is_not_there_is_an_error(qualified: Qualified, code: str) -> None:
    kind, message, name = MISSING[code]
    engine = qualified({"pkg/importer.py": code})
    with pytest.raises(ImportError, match=f"^{message}$") as caught:
        engine.import_module("pkg.importer")
    assert type(caught.value) is kind
    assert caught.value.name == name


def test_a_relative_import_ends_at_the_top_of_the_engine(qualified: Qualified) -> None:
    engine = qualified()
    with pytest.raises(ImportError, match="relative import beyond top-level package"):
        engine.import_module("pkg.sub.mod")
    with pytest.raises(ImportError, match="relative import with no known parent package"):
        engine.import_module("top")
    assert "helper" not in engine.modules


CIRCLE = {
    "pkg/one.py": "from . import two\nimport pkg.two\nclass One: ...",
    "pkg/two.py": """
        import pkg.one as exact
        from . import one
        from alpha.pkg import one as again
        import sys
        found = [one, exact, again, sys.modules["alpha.pkg.one"]]
        class Two: ...
    """,
    "pkg/early.py": "from .early_too import y\nx = 1",
    "pkg/early_too.py": "from .early import x\ny = 1",
}


def test_circular_imports_find_the_module_begun(qualified: Qualified) -> None:
    engine = qualified(CIRCLE)
    one = engine.import_module("pkg.one")
    assert all(found is one for found in one.two.found)


def test_a_circular_import_of_a_name_that_is_not_there_yet_says_so(qualified: Qualified) -> None:
    engine = qualified(CIRCLE)
    with pytest.raises(ImportError, match=r"'x' from partially initialized module 'alpha\.pkg"):
        engine.import_module("pkg.early")
    assert names_in_host() == {"alpha", "alpha.pkg"}


def test_namespace_packages_grow_with_the_path(qualified: Qualified, tree: TreeBuilder) -> None:
    engine = qualified()
    one = engine.import_module("ns.one")
    assert one.two is one.ns.two is sys.modules["alpha.ns.two"]
    more = tree({"more/ns/three.py": "from . import one"}) / "more"
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("ns.three")
    engine.add_path_entry(more)
    assert engine.import_module("ns.three").one is one
    assert engine.reload(engine.modules["ns"]).__name__ == "alpha.ns"
    assert str(more / "ns") in engine.modules["ns"].__path__


def test_packages_in_an_archive_are_qualified(qualified: Qualified, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("inside/__init__.py", "")
        archive.writestr("inside/a.py", "from . import b\nimport inside.b as c\nclass Thing: ...")
        archive.writestr("inside/b.py", "")
    engine = qualified(path=[tmp_path / "archive.zip"])
    a = engine.import_module("inside.a")
    assert a.b is a.c is sys.modules["alpha.inside.b"]
    assert a.Thing.__module__ == "alpha.inside.a"
    assert inspect.getsource(a.Thing) == "class Thing: ...\n"
    assert engine.reload(a) is a


def test_resources_are_found_by_the_package_s_own_name(qualified: Qualified) -> None:
    code = """
        import importlib.resources, pkgutil
        by_files = importlib.resources.files(__package__).joinpath("text.txt").read_text()
        by_data = pkgutil.get_data(__package__, "text.txt")
        names = [found.name for found in pkgutil.walk_packages(
            __import__("sys").modules[__package__].__path__, __package__ + ".")]
    """
    reader = qualified({"data/reader.py": code}).import_module("data.reader")
    assert (reader.by_files, reader.by_data, reader.names) == (
        "text",
        b"text",
        ["alpha.data.reader"],
    )


# reload and find_spec:


def test_a_reloaded_module_keeps_its_names(qualified: Qualified, tree: TreeBuilder) -> None:
    engine = qualified({"pkg/again.py": "x = 1"})
    module = engine.import_module("pkg.again")
    tree({"pkg/again.py": "x = 'longer'\nfrom . import plain"})
    assert engine.reload(module) is module
    assert module.x == "longer"
    assert (module.__name__, module.__spec__.name) == ("alpha.pkg.again", "alpha.pkg.again")
    assert sys.modules["alpha.pkg.again"] is engine.modules["pkg.again"] is module


def test_code_in_the_engine_reloads(qualified: Qualified) -> None:
    engine = qualified({"reloads.py": "import importlib, helper\nx = importlib.reload(helper)"})
    assert engine.import_module("reloads").x is sys.modules["alpha.helper"]


def test_the_host_reloads_a_module_in_its_engine(qualified: Qualified, tree: TreeBuilder) -> None:
    engine = qualified({"pkg/again.py": "x = 1"})
    module = engine.import_module("pkg.again")
    tree({"pkg/again.py": "x = 'longer'\nfrom . import plain"})
    assert importlib.reload(module) is module
    assert module.x == "longer"
    assert vars(module)["__spec__"].name == "alpha.pkg.again"
    assert sys.modules["alpha.pkg.again"] is engine.modules["pkg.again"] is module


@pytest.mark.parametrize("loaded", [False, True])
@pytest.mark.parametrize("name", ["pkg.plain", "alpha.pkg.plain"])
def test_a_spec_is_found_by_either_name(qualified: Qualified, name: str, loaded: bool) -> None:
    engine = qualified()
    if loaded:
        engine.import_module(name)
    spec = engine.find_spec(name)
    assert spec is not None
    assert spec.name == "alpha.pkg.plain"
    assert loaded == ("pkg.plain" in engine.modules)


@pytest.mark.parametrize("package", ["pkg", "alpha.pkg"])
def test_a_relative_name_is_found_in_either_package(qualified: Qualified, package: str) -> None:
    engine = qualified()
    spec = engine.find_spec(".plain", package)
    assert spec is not None
    assert engine.import_module(".plain", package).__spec__.name == spec.name == "alpha.pkg.plain"


def test_no_spec_is_found_by_either_name_for_what_is_not_there(qualified: Qualified) -> None:
    engine = qualified()
    assert engine.find_spec("pkg.absent") is engine.find_spec("alpha.pkg.absent") is None


@pytest.mark.parametrize("loaded", [False, True])
def test_the_host_finds_a_spec_by_the_qualified_name(qualified: Qualified, loaded: bool) -> None:
    engine = qualified()
    if loaded:
        engine.import_module("pkg.plain")
    spec = importlib.util.find_spec("alpha.pkg.plain")
    assert spec is not None
    assert (spec.name, Path(spec.origin or "").name) == ("alpha.pkg.plain", "plain.py")


# importing in the host:


def test_an_import_statement_of_the_host_imports_in_the_engine(qualified: Qualified) -> None:
    engine = qualified()
    import alpha.pkg.late  # type: ignore[import-not-found]

    assert alpha is sys.modules["alpha"]
    assert alpha.pkg.late is engine.modules["pkg.late"] is sys.modules["alpha.pkg.late"]
    spec = vars(alpha.pkg.late)["__spec__"]
    assert (spec.name, type(spec.loader).__name__) == ("alpha.pkg.late", "SourceFileLoader")
    assert alpha.pkg.late.helper is engine.modules["helper"]
    assert "helper" not in sys.modules


def test_names_are_imported_from_the_engine_by_the_host(qualified: Qualified) -> None:
    engine = qualified()
    from alpha import helper
    from alpha.pkg import late, plain
    from alpha.pkg.plain import Thing  # type: ignore[import-not-found]

    assert helper is late.helper is engine.modules["helper"]
    assert Thing is plain.Thing
    with pytest.raises(ImportError, match="cannot import name 'absent' from 'alpha'"):
        from alpha import absent  # noqa: F401


def test_what_the_engine_does_not_have_the_host_does_not_find(qualified: Qualified) -> None:
    qualified()
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module("alpha.absent")
    assert caught.value.name == "alpha.absent"
    assert importlib.util.find_spec("alpha.absent") is None


def test_a_name_that_the_host_alone_deletes_is_the_same_module_again(qualified: Qualified) -> None:
    engine = qualified()
    module = engine.import_module("pkg.plain")
    spec = module.__spec__
    del sys.modules["alpha.pkg.plain"]
    assert importlib.import_module("alpha.pkg.plain") is module
    assert module.__spec__ is spec


REPLACING = {
    "a module": "class Other(type(sys)): ...\nother = Other('other')",
    "an object": "class Other: ...\nother = Other()",
    "an object without a dict": "class Other:\n    __slots__ = ()\nother = Other()",
    "a value": "other = 'text'",
}


@pytest.mark.parametrize("what", REPLACING)
def test_what_a_module_puts_in_its_place_is_there_under_both_names(
    qualified: Qualified, what: str
) -> None:
    engine = qualified({"pkg/replaced.py": replacing(what)})
    other: Any = engine.import_module("pkg.replaced")
    assert type(other).__name__ in {"Other", "str"}
    assert other is engine.modules["pkg.replaced"] is engine.modules["alpha.pkg.replaced"]
    assert other is importlib.import_module("alpha.pkg.replaced")


@pytest.mark.parametrize(
    "what",
    [
        "a module",
        "an object",
        "an object without a dict",
        "a value",
    ],
)
def test_the_host_imports_what_a_module_puts_in_its_place(qualified: Qualified, what: str) -> None:
    engine = qualified({"pkg/replaced.py": replacing(what)})
    other: Any = importlib.import_module("alpha.pkg.replaced")
    assert type(other).__name__ in {"Other", "str"}
    assert other is engine.modules["pkg.replaced"] is sys.modules["alpha.pkg.replaced"]


def replacing(what: str) -> str:
    return f"import sys\n{REPLACING[what]}\nsys.modules[__name__] = other"


# what the host does with objects of the engine, with no activation:


def dumps_in_python(obj: object, protocol: int) -> bytes:
    dumps: Callable[..., bytes] = vars(pickle)["_dumps"]
    return dumps(obj, protocol)


def loads_in_python(text: bytes) -> Any:
    loads: Callable[..., Any] = vars(pickle)["_loads"]
    return loads(text)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("loads", [pickle.loads, loads_in_python])
@pytest.mark.parametrize("dumps", [pickle.dumps, dumps_in_python])
def test_the_host_pickles_objects_of_the_engine(
    qualified: Qualified,
    dumps: Callable[..., bytes],
    loads: Callable[[bytes], Any],
    protocol: int,
) -> None:
    plain = qualified().import_module("pkg.plain")
    assert loads(dumps(plain.Thing(3), protocol)) == plain.Thing(3)
    for obj in (plain.Thing, plain.Thing.Inner, plain.function):
        assert loads(dumps(obj, protocol)) is obj or protocol < 4


@pytest.mark.parametrize("loads", [pickle.loads, loads_in_python])
def test_the_host_unpickles_into_an_engine_that_has_yet_to_import(
    qualified: Qualified, loads: Callable[[bytes], Any]
) -> None:
    engine = qualified()
    text = pickle.dumps(engine.import_module("pkg.plain").Thing(3))
    del engine.modules["pkg.plain"]
    assert loads(text) == engine.modules["pkg.plain"].Thing(3)


def test_the_host_copies_objects_of_the_engine(qualified: Qualified) -> None:
    plain = qualified().import_module("pkg.plain")
    assert copy.deepcopy([plain.Thing(1), plain.Thing]) == [plain.Thing(1), plain.Thing]


ANNOTATED = """
    from __future__ import annotations
    from dataclasses import InitVar
    from typing import ClassVar, Optional
    class Tree:
        children: list[Tree]
        leaf: Optional[Leaf]
        def grow(self, by: Leaf) -> Tree: ...
    class Leaf: ...
    class Plain:
        shared: ClassVar[int] = 0
        given: InitVar[int]
        kept: Leaf | None = None
"""


def test_the_host_evaluates_the_annotations_of_the_engine(qualified: Qualified) -> None:
    module: Any = qualified({"annotated.py": ANNOTATED}).import_module("annotated")
    assert typing.get_type_hints(module.Tree) == {
        "children": types.GenericAlias(list, (module.Tree,)),
        "leaf": typing.Optional[module.Leaf],  # noqa: UP045 - as written there
    }
    assert typing.get_type_hints(module.Tree.grow) == {"by": module.Leaf, "return": module.Tree}


def test_the_host_makes_dataclasses_of_the_engine_s_classes(qualified: Qualified) -> None:
    module: Any = qualified({"annotated.py": ANNOTATED}).import_module("annotated")
    made = dataclasses.dataclass(module.Plain)
    assert [field.name for field in dataclasses.fields(made)] == ["kept"]
    assert made(1).kept is None


def test_the_host_inspects_modules_of_the_engine(qualified: Qualified) -> None:
    plain: Any = qualified().import_module("pkg.plain")
    assert inspect.getsource(plain.function) == "def function(): ...\n"
    assert inspect.getmodule(plain.Thing) is plain


def test_the_host_reads_resources_of_the_engine(qualified: Qualified) -> None:
    qualified()
    assert importlib.resources.files("alpha.data").joinpath("text.txt").read_text() == "text"
    assert pkgutil.get_data("alpha.data", "text.txt") == b"text"
    assert pkgutil.resolve_name("alpha.pkg.plain.Thing").__name__ == "Thing"


# prefixes:


def prefix_of(engine: ImportEngine) -> str:
    name: str = engine.import_module("pkg.plain").__name__
    return name.removesuffix(".pkg.plain")


def test_engines_of_one_name_have_different_prefixes(qualified: Qualified) -> None:
    engines = [qualified() for _ in range(3)]
    assert [prefix_of(engine) for engine in engines] == ["alpha", "alpha_1", "alpha_2"]
    things = [engine.modules["pkg.plain"].Thing for engine in engines]
    assert [pickle.loads(pickle.dumps(thing)) for thing in things] == things


def test_the_prefix_of_a_closed_engine_is_free_again(qualified: Qualified) -> None:
    first, second = qualified(), qualified()
    first.close()
    assert names_in_host("alpha.") == set()
    assert [prefix_of(qualified()), prefix_of(second)] == ["alpha", "alpha_1"]


@pytest.mark.parametrize("name", ["json", "sys", "pytest", "antigravity", "importengine"])
def test_the_name_of_a_module_is_no_prefix(qualified: Qualified, name: str) -> None:
    assert prefix_of(qualified(name=name)) == f"{name}_1"


def test_the_name_of_a_module_that_the_host_has_not_imported_is_no_prefix(
    qualified: Qualified, tree: TreeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = str(tree({"of_host/alpha/__init__.py": ""}) / "of_host")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path_importer_cache", dict(sys.path_importer_cache))
        patch.setattr(sys, "path", [*sys.path, entry])
        assert prefix_of(qualified()) == "alpha_1"


def test_the_name_of_a_builtin_module_is_no_prefix(qualified: Qualified) -> None:
    for name in sorted(set(sys.builtin_module_names) - sys.modules.keys()):
        assert prefix_of(qualified(name=name)) == f"{name}_1"


def test_a_name_that_another_finder_of_the_host_finds_is_no_prefix(
    qualified: Qualified, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = MemoryFinder({"alpha": ""})
    with monkeypatch.context() as patch:
        patch.setattr(sys, "meta_path", [*sys.meta_path, finder])
        engine = qualified()
        assert prefix_of(engine) == "alpha_1"
        engine.close()


NAMES = {
    "two words": "two_words",
    "my-plugin 2.0!": "my_plugin_2_0",
    "größe": "größe",
    "2nd": "engine_2nd",
    "": "engine",
    "---": "engine",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_prefix_is_made_of_any_name(qualified: Qualified, name: str) -> None:
    assert prefix_of(qualified(name=name)) == NAMES[name]


@pytest.mark.parametrize("name", ["class", "None", "import"])
def test_a_prefix_can_be_written_in_an_import_statement(qualified: Qualified, name: str) -> None:
    engine = qualified(name=name)
    names: dict[str, Any] = {}
    exec(f"import {prefix_of(engine)}.helper as found", names)
    assert names["found"] is engine.modules["helper"]


@pytest.mark.parametrize("naming", ["", "Qualified", "other", None])
def test_another_naming_is_refused(naming: Any) -> None:
    with pytest.raises(ValueError, match="exact, qualified") as caught:
        ImportEngine(naming=naming)
    assert repr(naming) in str(caught.value)


def test_naming_is_exact_unless_asked_for(host_unchanged: None) -> None:
    assert ImportEngine().naming == "exact"


# no trace:


def test_a_closed_engine_leaves_no_trace_in_the_host(qualified: Qualified) -> None:
    before = dict(sys.modules), list(sys.meta_path)
    engine = qualified()
    for name in ("pkg.plain", "ns.one", "pkg.late", "data"):
        engine.import_module(name)
    importlib.import_module("alpha.pkg.sub")
    assert len(names_in_host()) > 8
    assert len(sys.meta_path) == len(before[1]) + 1
    engine.close()
    assert names_in_host() == set()
    assert (sys.modules, sys.meta_path) == before
    engine.close()


def test_one_finder_in_the_host_serves_all_engines(qualified: Qualified) -> None:
    before = list(sys.meta_path)
    one, two = qualified(), qualified()
    assert sys.meta_path[1:] == before
    one.close()
    assert sys.meta_path[1:] == before
    assert importlib.import_module("alpha_1.helper") is two.modules["helper"]
    two.close()
    assert sys.meta_path == before


@pytest.mark.parametrize("name", ["json", "sys", "pickle"])
def test_a_standard_module_has_no_qualified_name(qualified: Qualified, name: str) -> None:
    of_host = importlib.import_module(name)
    spec = of_host.__spec__
    engine = qualified()
    engine.import_module(name)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(f"alpha.{name}")
    assert of_host.__spec__ is spec
    engine.close()
    assert names_in_host() == set()


@pytest.mark.parametrize("wrong", [{"share": ["no name"]}, {"share": 3}, {"meta_path": 3}])
def test_an_engine_that_cannot_be_made_leaves_no_trace(
    host_unchanged: None, wrong: dict[str, Any]
) -> None:
    try:
        with pytest.raises((ValueError, TypeError)):
            ImportEngine(name="alpha", naming="qualified", **wrong)
        assert names_in_host() == set()
    finally:
        # what is left is not to be in the way of the tests that follow
        for engine in list(_qualified._finder.engines.values()):
            _qualified.unregister(engine)


@pytest.mark.parametrize("by_host", [False, True])
def test_a_failed_import_leaves_no_trace(qualified: Qualified, by_host: bool) -> None:
    engine = qualified()
    importing = importlib.import_module if by_host else engine.import_module
    for _ in range(2):
        with pytest.raises(ValueError, match="of the module"):
            importing("alpha.pkg.broken")
        # what it has imported before stays, as ever
        assert names_in_host() == {"alpha", "alpha.pkg", "alpha.helper", "alpha.pkg.plain"}
        assert not [name for name in engine.modules if name.endswith("broken")]
        assert not hasattr(engine.modules["pkg"], "broken")


REMOVALS: dict[str, Callable[[dict[str, Any], str], object]] = {
    "del": lambda modules, name: modules.__delitem__(name),
    "pop": lambda modules, name: modules.pop(name),
    "pop with a default": lambda modules, name: modules.pop(name, None),
    "popitem": lambda modules, _: modules.popitem(),
    "clear": lambda modules, _: modules.clear(),
}


@pytest.mark.parametrize("name", ["pkg.plain", "alpha.pkg.plain"])
@pytest.mark.parametrize("how", REMOVALS)
def test_a_module_is_removed_under_both_names(qualified: Qualified, how: str, name: str) -> None:
    engine = qualified()
    engine.import_module("pkg")
    module = engine.import_module("pkg.plain")
    REMOVALS[how](engine.modules, name)
    assert not [name for name in engine.modules if name.endswith("plain")]
    assert "alpha.pkg.plain" not in sys.modules
    if how == "clear":
        assert names_in_host() == {"alpha"}
    elif how != "popitem":
        assert engine.import_module("pkg.plain") is not module


def test_a_module_that_removes_itself_is_removed_under_both_names(qualified: Qualified) -> None:
    engine = qualified({"gone.py": "import sys\ndel sys.modules[__name__]"})
    with pytest.raises(KeyError):
        engine.import_module("gone")
    assert "gone" not in engine.modules
    assert names_in_host() == {"alpha"}


def test_removing_what_is_not_there_is_an_error_as_ever(qualified: Qualified) -> None:
    engine = qualified()
    for name in ("absent", "alpha.absent"):
        with pytest.raises(KeyError):
            del engine.modules[name]
        with pytest.raises(KeyError):
            engine.modules.pop(name)
        assert engine.modules.pop(name, 3) == 3


WRITES: dict[str, Callable[[dict[str, Any], str, object], object]] = {
    "set": lambda modules, name, value: modules.__setitem__(name, value),
    "setdefault": lambda modules, name, value: modules.setdefault(name, value),
    "update": lambda modules, name, value: modules.update({name: value}),
    "|=": lambda modules, name, value: modules.__ior__({name: value}),
}


@pytest.mark.parametrize("how", WRITES)
def test_a_module_written_by_its_qualified_name_is_there_under_both(
    qualified: Qualified, how: str
) -> None:
    engine = qualified()
    module = ModuleType("made")
    WRITES[how](engine.modules, "alpha.made", module)
    assert engine.modules["made"] is engine.modules["alpha.made"] is module
    assert importlib.import_module("alpha.made") is module


@pytest.mark.parametrize("name", ["helper", "alpha.helper"])
def test_a_module_replaced_by_either_name_is_replaced_under_both(
    qualified: Qualified, name: str
) -> None:
    engine = qualified()
    engine.import_module("helper")
    engine.modules[name] = other = ModuleType("other")
    assert engine.modules["helper"] is engine.modules["alpha.helper"] is other
    assert sys.modules["alpha.helper"] is other
    assert engine.import_module("helper") is other


# with what else engines do:


def test_modules_imported_while_the_engine_is_active_stay_in_the_host(qualified: Qualified) -> None:
    engine = qualified()
    with engine.activate():
        import helper  # type: ignore[import-not-found]

        plain = engine.import_module("pkg.plain")
        assert sys.modules["alpha.helper"] is sys.modules["helper"] is helper
        text = pickle.dumps(plain.Thing(1))
    assert sys.modules["alpha.helper"] is helper
    assert sys.modules["alpha.pkg.plain"] is plain
    assert "helper" not in sys.modules
    assert pickle.loads(text) == plain.Thing(1)


def test_statements_of_the_host_are_answered_while_installed(qualified: Qualified) -> None:
    engine = qualified()
    with engine.installed():
        from pkg import plain  # type: ignore[import-not-found]
    assert plain is engine.modules["pkg.plain"] is sys.modules["alpha.pkg.plain"]


def test_another_engine_shares_its_modules_under_the_exact_name(qualified: Qualified) -> None:
    engine = qualified()
    other = ImportEngine(share=Share(["pkg", "helper"], engine))
    assert other.import_module("pkg.late") is engine.modules["pkg.late"]
    assert other.modules["pkg.late"].__name__ == "alpha.pkg.late"
    assert "helper" not in other.modules


# extension files:


def test_an_extension_file_is_a_module_in_each_engine(qualified: Qualified, tmp_path: Path) -> None:
    path = [copy_extensions(tmp_path / "files", "_queue")]
    one, two, exact = qualified(path=path), qualified(path=path), ImportEngine(path)
    engines = (one, two, exact)
    modules = [engine.import_module("_queue") for engine in engines]
    assert len({id(module) for module in (*modules, importlib.import_module("_queue"))}) == 4
    names = ["alpha._queue", "alpha_1._queue", "_queue"]
    assert [(module.__name__, module.__spec__.name) for module in modules] == [
        (name, name) for name in names
    ]
    assert [sys.modules["alpha._queue"], sys.modules["alpha_1._queue"]] == modules[:2]
    assert {Path(module.__file__).parent for module in modules} == set(path)
    one.close()
    assert two.import_module("_queue") is sys.modules["alpha_1._queue"] is modules[1]


def test_an_extension_file_in_a_package_carries_the_prefix(
    qualified: Qualified, tmp_path: Path
) -> None:
    engine = qualified({"pkg/uses.py": "from ._queue import SimpleQueue\nfrom . import _queue"})
    copy_extensions(tmp_path / "pkg", "_queue")
    uses = engine.import_module("pkg.uses")
    assert uses._queue.__name__ == uses._queue.__spec__.name == "alpha.pkg._queue"
    assert Path(uses._queue.__file__).parent == tmp_path / "pkg"
    queue = uses.SimpleQueue()
    queue.put(1)
    assert queue.get() == 1
    assert uses._queue is sys.modules["alpha.pkg._queue"] is engine.modules["pkg._queue"]


def test_the_host_s_own_extension_file_stays_the_host_s(qualified: Qualified) -> None:
    hosts = importlib.import_module("_queue")
    engine = qualified(path=[extension_file("_queue").parent])
    assert engine.import_module("_queue") is hosts
    assert (hosts.__name__, vars(hosts)["__spec__"].name) == ("_queue", "_queue")
