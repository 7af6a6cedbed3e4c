"""Rules that only matter where something unusual happens."""

from __future__ import annotations

import importlib.util
import py_compile
import sys
import threading
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from importengine import GlobalImportEngine, ImportEngine, Share, sysengine
from importengine._at_once import at_once
from importengine._c_import import is_c_import
from importengine._locks import DeadlockError, InterpreterLocks, ModuleLocks
from importengine._namespace import namespace_of
from importengine._signature import takes_engine
from importengine.loaders import BytecodeLoader, ExtensionLoader
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


def test_modules_behave_as_a_dict(host_unchanged: None) -> None:
    modules = ImportEngine().modules
    modules.update({"a": ModuleType("a")}, b=ModuleType("b"))
    modules |= {"c": None}
    assert modules.setdefault("c", 1) is None
    assert modules.setdefault("d", 1) == 1
    assert modules.popitem() == ("d", 1)
    assert modules.pop("d", 2) == 2
    for remove in (modules.__delitem__, modules.pop):
        with pytest.raises(KeyError) as caught:
            remove("d")
        assert caught.value.args == ("d",)
    assert list(modules) == ["sys", "builtins", "__main__", "a", "b", "c"]


def test_writes_to_modules_reach_c_code_while_active(host_unchanged: None) -> None:
    engine = ImportEngine()
    interpreter_modules = sys.modules
    with engine.activate():
        engine.modules["only_here"] = module = ModuleType("only_here")
        assert interpreter_modules["only_here"] is module
        del engine.modules["only_here"]
        assert "only_here" not in interpreter_modules
        engine.modules["only_here"] = module
        engine.modules.clear()
        assert not interpreter_modules.keys() & {"only_here", "builtins"}


def test_the_functions_under_importlib_are_the_engines(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree({"a/__init__.py": "x = 1", "a/b.py": "", "a/c.py": ""})])
    bootstrap: Any = engine.import_module("importlib._bootstrap")
    a = bootstrap._gcd_import("a")
    assert a is engine.modules["a"]
    assert bootstrap._find_and_load("a.b", None) is a.b
    spec = bootstrap._find_spec("a.c", a.__path__)
    assert bootstrap._load(spec) is engine.modules["a.c"]
    assert bootstrap._find_spec("json", None).name == "json"
    assert bootstrap._find_spec("json.decoder", []) is None
    assert bootstrap._find_spec("a.absent", a.__path__) is None
    bootstrap._handle_fromlist(a, ["x", "absent"], bootstrap._gcd_import)
    a.x = 2
    assert bootstrap._exec(a.__spec__, a) is a
    assert a.x == 1


def test_a_shared_submodule_is_found_under_importlib(host_unchanged: None) -> None:
    engine = ImportEngine()
    package = engine.import_module("json")
    bootstrap: Any = engine.import_module("importlib._bootstrap")
    assert bootstrap._find_spec("json.tool", package.__path__).name == "json.tool"


def test_a_namespace_without_its_parent_cannot_be_searched(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree({"a/b/c.py": ""})])
    b = engine.import_module("a.b")
    del engine.modules["a"]
    with pytest.raises((KeyError, ModuleNotFoundError)) as caught:
        list(b.__path__)
    gone = ModuleNotFoundError if sys.version_info >= (3, 15) else KeyError
    assert type(caught.value) is gone
    assert "'a'" in str(caught.value)


def test_waiting_for_oneself_over_two_threads_is_a_deadlock() -> None:
    locks = ModuleLocks()
    has_b, wants_a = threading.Event(), threading.Event()
    deadlocks = []

    def take_b_then_a() -> None:
        with locks.loading("b"):
            has_b.set()
            wants_a.set()
            with locks.loading("a"):
                pass

    with locks.loading("a"):
        other = threading.Thread(target=take_b_then_a)
        other.start()
        assert has_b.wait(10)
        assert wants_a.wait(10)
        try:
            with locks.loading("b"):
                pass
        except DeadlockError:
            deadlocks.append("b")
        # and the way that takes the partial module does not wait either
        locks.wait("b")
    other.join(10)
    assert not other.is_alive()
    assert deadlocks == ["b"]


def test_the_interpreters_locks_exclude_its_own_import() -> None:
    locks = InterpreterLocks()
    with locks.loading("importengine_no_such_module"), locks.finding():
        locks.wait("importengine_no_such_module")


def test_what_has_no_dict_has_an_empty_namespace() -> None:
    assert namespace_of(object()) == {}
    assert namespace_of(sys)["__name__"] == "sys"


@pytest.mark.parametrize(
    ("function", "expected"), [(print, False), (dict.fromkeys, False), (object(), False)]
)
def test_what_has_no_code_does_not_take_an_engine(function: Any, expected: bool) -> None:
    assert takes_engine(function) is expected


def test_a_callable_object_may_take_an_engine() -> None:
    class Finding:
        def __call__(self, fullname: str, *, engine: object) -> None: ...

    assert takes_engine(Finding())


def test_a_call_with_arguments_like_those_of_c_code_is_known_as_one() -> None:
    namespace = globals()
    assert not is_c_import(namespace, namespace, (), 0)
    assert not is_c_import(namespace, namespace, ["x"], 0)
    assert not is_c_import(namespace, {}, [], 0)
    assert not is_c_import(namespace, namespace, [], 1)


def test_steps_at_once_are_done_in_order() -> None:
    done: list[int] = []
    at_once(lambda: done.append(1), lambda: done.append(2))
    assert done == [1, 2]


def test_the_global_state_is_one() -> None:
    with pytest.raises(TypeError, match=r"ImportEngine\.from_engine"):
        GlobalImportEngine.from_engine(sysengine)
    with pytest.raises(RuntimeError, match="cannot be closed"):
        sysengine.close()
    assert isinstance(sysengine.lazy_modules, set)


def test_names_to_share_are_names() -> None:
    wrong: Any = 3
    with pytest.raises(TypeError, match="not 3"):
        Share(wrong)


def test_an_audit_hook_sees_the_imports_of_an_engine(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree({"audited.py": ""})])
    seen = []
    watching = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "import":
            seen.append(arguments)

    sys.addaudithook(hook)
    engine.import_module("audited")
    watching = False
    assert [arguments for arguments in seen if arguments[0] == "audited"] == [
        ("audited", None, engine.path, engine.meta_path, engine.path_hooks)
    ]


def test_a_spec_without_a_loader_or_a_place_cannot_be_loaded(host_unchanged: None) -> None:
    class Finder:
        def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
            return importlib.util.spec_from_loader(fullname, None)

    engine = ImportEngine(meta_path=[Finder()])
    with pytest.raises(ImportError, match="missing loader") as caught:
        engine.import_module("placeless")
    assert caught.value.name == "placeless"
    assert "placeless" not in engine.modules


def test_extension_loaders_are_compared_by_what_they_are_for() -> None:
    one, same = (ExtensionLoader("a", "a.so") for _ in range(2))
    assert one == same
    assert hash(one) == hash(same)
    assert one != ExtensionLoader("a", "a.so", ImportEngine())
    assert one != "a"


def test_without_a_meta_path_nothing_is_found(host_unchanged: None) -> None:
    engine = ImportEngine()
    nothing: Any = None
    engine.meta_path = nothing
    with pytest.raises(ImportError, match="shutting down"):
        engine.import_module("anything")


@pytest.mark.parametrize(
    ("namespace", "error"),
    [
        ({"__package__": 3}, "package must be a string"),
        ({"__spec__": ModuleSpec("a", None, is_package=True), "__package__": None}, "No module"),
        ({"__name__": 3, "__package__": None}, "__name__ must be a string"),
        ({"__spec__": SimpleNamespace(parent=3)}, "parent must be a string"),
    ],
)
@pytest.mark.filterwarnings("ignore:can't resolve package")
def test_a_relative_import_needs_a_package_of_the_right_kind(
    host_unchanged: None, namespace: dict[str, Any], error: str
) -> None:
    with pytest.raises((TypeError, ImportError), match=error):
        ImportEngine().__import__("absent", namespace, None, (), 1)


def test_a_parent_that_takes_no_attributes_is_warned_of(host_unchanged: None) -> None:
    class Fixed:
        __slots__ = ()
        __path__: tuple[str, ...] = ()
        __spec__ = None

    engine = ImportEngine()
    engine.meta_path.append(MemoryFinder({"fixed.child": "x = 1"}))
    engine.modules["fixed"] = Fixed()
    with pytest.warns(ImportWarning, match="Cannot set an attribute on 'fixed'"):
        assert engine.import_module("fixed.child").x == 1


def test_a_relative_import_whose_top_is_gone_is_a_key_error(host_unchanged: None) -> None:
    source = "import sys\nsys.modules.pop('a.b')"
    engine = ImportEngine()
    engine.meta_path.append(MemoryFinder({"a/__init__": "", "a.b": "", "a.b.c": source}))
    engine.modules["a"] = package = ModuleType("a")
    engine.modules["a.b"] = inner = ModuleType("a.b")
    for module in (package, inner):
        module.__path__ = []
        module.__spec__ = ModuleSpec(module.__name__, None, is_package=True)
    with pytest.raises(KeyError):
        engine.__import__("b.c", {"__package__": "a"}, None, None, 1)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.skipif(sys.version_info >= (3, 15), reason="load_module is gone since 3.15")
def test_bytecode_is_loaded_by_name_into_its_engine(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"made.py": "x = 1"})
    compiled = py_compile.compile(str(root / "made.py"), cfile=str(root / "kept.pyc"))
    engine = ImportEngine()
    module = BytecodeLoader("kept", str(compiled), engine).load_module("kept")
    assert module.__dict__["x"] == 1
    assert engine.modules["kept"] is module


class Overriding(ImportEngine):
    def __import__(self, *args: Any, **kwargs: Any) -> Any:
        return super().__import__(*args, **kwargs)


@pytest.mark.parametrize("kind", [ImportEngine, Overriding])
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_wrapped_import_serves_circular_statements_too(
    tree: TreeBuilder, host_unchanged: None, kind: type[ImportEngine], wrapped: bool
) -> None:
    root = tree(
        {
            "pkg/__init__.py": "from . import b",
            "pkg/b.py": "from pkg import c\nimport pkg.c as same",
            "pkg/c.py": "from pkg import b\nimport pkg.b as same\nx = __import__('pkg', None, None, ('absent',))",
        }
    )
    engine = kind([root])
    if wrapped:
        builtins = engine.modules["builtins"]
        inner = builtins.__import__

        def wrapper(*args: Any) -> Any:
            return inner(*args)

        builtins.__import__ = wrapper
    package = engine.import_module("pkg")
    assert package.c.b is package.c.same is package.b
    assert package.b.same is package.c
    assert package.c.x is package
