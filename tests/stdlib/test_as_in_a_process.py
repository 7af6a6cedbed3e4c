"""What code finds in standard modules that it would find in a process of its own."""

from __future__ import annotations

import builtins
import importlib
import inspect
import io
import sys
import textwrap
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from tests.support import TreeBuilder


@pytest.fixture
def engine(host_unchanged: None) -> ImportEngine:
    return ImportEngine()


def value_of(engine: ImportEngine, code: str, name: str = "found") -> Any:
    namespace = dict[str, Any](__builtins__=engine.builtins_for_code(), __name__="of_engine")
    exec(code, namespace)
    return namespace.get(name)


@pytest.mark.parametrize("first", ["pass", "import zipfile"])
@pytest.mark.parametrize("name", ["util", "machinery", "abc"])
def test_submodules_that_shared_modules_use_are_at_hand(
    engine: ImportEngine, first: str, name: str
) -> None:
    found = value_of(engine, f"{first}\nimport importlib\nfound = importlib.{name}")
    assert found is engine.modules[f"importlib.{name}"]
    assert found is not sys.modules[f"importlib.{name}"]


@pytest.mark.parametrize("name", ["absent", "_bootstrap_absent", "util2"])
def test_others_are_not(engine: ImportEngine, name: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'importlib' has no attribute '{name}'"):
        value_of(engine, f"import importlib\nimportlib.{name}")
    with pytest.raises(ImportError, match=f"cannot import name '{name}' from 'importlib'"):
        value_of(engine, f"from importlib import {name}")


OWN_COPY = """
import importlib.util, sys
spec = importlib.util.find_spec("{name}")
found = importlib.util.module_from_spec(spec)
spec.loader.exec_module(found)
sys.modules["of_its_own"] = found
"""


@pytest.mark.parametrize("name", ["html.parser", "textwrap", "string", "pprint"])
def test_a_copy_that_code_makes_is_executed(engine: ImportEngine, name: str) -> None:
    found = value_of(engine, OWN_COPY.format(name=name))
    assert type(found) is ModuleType
    shared = engine.import_module(name)
    assert found is not shared
    assert engine.modules["of_its_own"] is found
    assert engine.modules[name] is shared is sys.modules[name]
    own = {key for key, value in vars(shared).items() if isinstance(value, type)}
    assert own
    for key in own:
        of_copy = getattr(found, key)
        is_its_own = getattr(shared, key).__module__ == name
        assert (of_copy is not getattr(shared, key)) is is_its_own
    assert found.__builtins__ is engine.builtins_for_code()


@pytest.mark.parametrize("name", ["math", "time", "_queue"])
def test_a_copy_of_compiled_code_has_its_names(engine: ImportEngine, name: str) -> None:
    found = value_of(engine, OWN_COPY.format(name=name))
    shared = engine.import_module(name)
    assert vars(shared).keys() <= vars(found).keys()


@pytest.mark.parametrize(
    ("module", "function"), [("operator", "pos"), ("heapq", "heappush"), ("bisect", "insort")]
)
def test_the_module_of_a_shared_function_is_there(
    engine: ImportEngine, module: str, function: str
) -> None:
    engine.import_module(module)
    home = getattr(sys.modules[module], function).__module__
    assert home != module
    assert engine.modules[home] is sys.modules[home]


@pytest.fixture
def displayed() -> Iterator[None]:
    """Take back what was displayed by, and look at the host's builtins."""
    hook = sys.displayhook
    yield
    sys.displayhook = hook
    assert not hasattr(builtins, "_")


SHOWS = """
import sys
sys.displayhook = sys.__displayhook__
exec(compile("{shown}", "<shown>", "single"))
found = __builtins__.get("_", "nothing")
"""


@pytest.mark.usefixtures("displayed")
@pytest.mark.parametrize(
    ("shown", "printed", "kept"),
    [("6 * 7", "42\n", 42), ("None", "", "nothing"), ("'a'", "'a'\n", "a")],
)
def test_a_value_that_is_shown_is_kept_in_the_engine_s_builtins(
    engine: ImportEngine, capsys: pytest.CaptureFixture[str], shown: str, printed: str, kept: object
) -> None:
    assert value_of(engine, SHOWS.format(shown=shown)) == kept
    assert capsys.readouterr().out == printed


@pytest.mark.usefixtures("displayed")
def test_what_the_output_cannot_encode_is_escaped(
    engine: ImportEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", output)
    value_of(engine, SHOWS.format(shown="'gr\\\\xf6\\\\xdfe'"))
    output.flush()
    assert output.buffer.getvalue() == b"'gr\\xf6\\xdfe'\n"


def test_what_may_change_in_sys_is_not_in_its_dict(engine: ImportEngine) -> None:
    """Tools that patch take it from there, unless the class has a data descriptor."""
    module = engine.import_module("sys")
    for name in ("stdin", "stdout", "implementation", "excepthook", "modules", "path"):
        assert name not in vars(module)
        assert inspect.isdatadescriptor(inspect.getattr_static(type(module), name))
    assert module.implementation is sys.implementation
    assert vars(module)["version"] == sys.version


def test_tools_that_patch_sys_set_it_back(engine: ImportEngine) -> None:
    before = sys.stdin
    code = """
        from unittest import mock
        import sys
        with mock.patch.object(sys, "stdin", "other"), mock.patch.dict(sys.modules, other="of mock"):
            found = sys.stdin, sys.modules["other"]
    """
    assert value_of(engine, textwrap.dedent(code)) == ("other", "of mock")
    assert sys.stdin is before
    assert "other" not in engine.modules


BACKPORT = """
import sys

class Finder:
    @classmethod
    def find_spec(cls, *args, **kwargs):
        return None
    @classmethod
    def find_distributions(cls, *args, **kwargs):
        return ["of the backport"]

# as backports of importlib.metadata replace the interpreter's
for finder in sys.meta_path:
    if getattr(finder, "__module__", None) == "_frozen_importlib_external":
        del finder.find_distributions
sys.meta_path.append(Finder)
found = [
    distribution
    for finder in sys.meta_path
    if hasattr(finder, "find_distributions")
    for distribution in finder.find_distributions()
]
"""


def test_a_backport_s_finder_of_distributions_is_the_only_one(engine: ImportEngine) -> None:
    assert value_of(engine, BACKPORT) == ["of the backport"]
    other = ImportEngine()
    assert [finder for finder in other.meta_path if hasattr(finder, "find_distributions")]


def test_find_spec_does_not_look_at_the_package_for_an_absolute_name(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"pkg/__init__.py": "", "pkg/sub.py": ""})
    engine = ImportEngine([root])
    code = "import importlib.util, pkg\nfound = importlib.util.find_spec('pkg.sub', pkg.__path__)"
    assert value_of(engine, code).name == "pkg.sub"


@pytest.mark.parametrize("folder", ["json", "html", "email"])
def test_a_folder_without_code_does_not_hide_a_standard_package(
    tree: TreeBuilder, host_unchanged: None, folder: str
) -> None:
    root = tree({f"{folder}/data.txt": "", "own/data.txt": ""})
    engine = ImportEngine([root])
    assert engine.import_module(folder) is sys.modules[folder]
    assert list(engine.import_module("own").__path__) == [str(root / "own")]


PROXIES = {
    "a weak proxy": "import weakref\nmodule = ModuleType(__name__)\nproxy = weakref.proxy(module)",
    "an object of another class": """
class Proxy:
    __slots__ = ("module",)
    def __init__(self, module): self.module = module
    __class__ = property(lambda self: ModuleType)
    def __getattr__(self, name): return getattr(self.module, name)
module = ModuleType(__name__)
proxy = Proxy(module)
""",
}


@pytest.mark.parametrize("kind", PROXIES)
def test_a_module_may_put_a_proxy_in_its_place(
    tree: TreeBuilder, host_unchanged: None, kind: str
) -> None:
    code = f"""
import sys
from types import ModuleType
{PROXIES[kind]}
kept.append(module)
sys.modules[__name__] = proxy
"""
    engine = ImportEngine([tree({"replaced.py": code, "user.py": "import replaced, replaced"})])
    kept: list[object] = []
    engine.builtins_for_code()["kept"] = kept  # type: ignore[index]
    engine.import_module("user")
    assert isinstance(engine.modules["replaced"], ModuleType)
    assert engine.import_module("replaced") is engine.modules["replaced"]
    engine.close()
    assert len(kept) == 1


@pytest.mark.parametrize("name", ["logging.config", "concurrent.futures.process"])
def test_a_package_is_made_before_its_submodule_that_the_host_has(
    host_unchanged: None, name: str
) -> None:
    """The submodule imports the package, of which the host's has it as an attribute."""
    of_host = importlib.import_module(name)
    engine = ImportEngine()
    package_name, _, child = name.rpartition(".")
    package = engine.import_module(package_name)
    module = engine.import_module(name)
    assert module is not of_host
    assert getattr(package, child) is module
    for value in vars(module).values():
        if type(value) is not ModuleType and isinstance(value, ModuleType):
            assert value is engine.modules[value.__name__]
    assert getattr(sys.modules[package_name], child) is of_host


def test_what_is_not_named_as_standard_is_found_in_its_folder(host_unchanged: None) -> None:
    engine = ImportEngine()
    module = engine.import_module("__phello__")
    assert module is not sys.modules.get("__phello__")
    spec = engine.find_spec("test")
    assert spec is not None
    assert "test" not in engine.modules
