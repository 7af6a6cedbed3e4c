"""C code that imports beside `__import__`, as Cython's does, finds its caller's modules (trap 5)."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from importengine import (
    EngineClosedError,
    ImportEngine,
    ImportRefusedError,
    Policy,
    Share,
    deny,
    sysengine,
)
from tests.isolation.child import run_in_child
from tests.isolation.conftest import HostImport
from tests.isolation.threads import held_elsewhere, in_threads
from tests.support import TreeBuilder


MAIN = """
    import ctypes

    _import = ctypes.pythonapi.PyImport_ImportModuleLevelObject
    _import.restype, _import.argtypes = ctypes.py_object, [ctypes.py_object] * 4 + [ctypes.c_int]
    _modules = ctypes.pythonapi.PyImport_GetModuleDict
    # a borrowed reference, which py_object would not take
    _modules.restype = ctypes.c_void_p

    def native(name, fromlist=(), level=0):
        return _import(name, globals(), {}, fromlist, level)

    def by_statement(name):
        return __import__(name, globals(), {}, ("where",))

    def in_interpreter(name):
        return ctypes.cast(_modules(), ctypes.py_object).value.get(name)
"""
WHERE = "where = __file__.replace('\\\\', '/').split('/')[-{up}]"
FILES = {
    "main.py": MAIN,
    "other.py": WHERE.format(up=2),
    "late.py": WHERE.format(up=2),
    "pkg/__init__.py": WHERE.format(up=3),
    "pkg/sub.py": WHERE.format(up=3),
    "pkg/late.py": WHERE.format(up=3),
    "pkg/main.py": MAIN,
    "pkg/inner/__init__.py": WHERE.format(up=4),
    "pkg/inner/main.py": MAIN,
    "pkg/inner/deep.py": WHERE.format(up=4),
    "everything/__init__.py": WHERE.format(up=3) + "\n__all__ = ['sub']",
    "everything/sub.py": WHERE.format(up=3),
}
OF_HOST = {
    "of_host.py": "where = 'host'",
    "of_host_pkg/__init__.py": "where = 'host'",
    "of_host_pkg/sub.py": "where = 'host'",
    "pkg/of_host.py": "where = 'host'",
}
HOST_NAMES = [
    "main",
    "other",
    "pkg",
    "pkg.sub",
    "pkg.main",
    "pkg.inner",
    "pkg.inner.main",
    "pkg.inner.deep",
    "everything",
    "everything.sub",
    "pkg.of_host",
    "of_host",
    "of_host_pkg",
    "of_host_pkg.sub",
]


@pytest.fixture(autouse=True)
def _a_window_has_been_open() -> None:
    """From the first one on, host modules are hidden from engines; it may be any test's."""
    with ImportEngine().activate():
        pass


@pytest.fixture
def root(tree: TreeBuilder) -> Path:
    """Return a folder with the files of the host and of two engines, in folders of their names."""
    sides = dict.fromkeys(("host", "one", "two"), FILES) | {"host": FILES | OF_HOST}
    return tree(
        {f"{side}/{name}": text for side, files in sides.items() for name, text in files.items()}
    )


@pytest.fixture
def hosts(root: Path, import_in_host: HostImport) -> Any:
    """Return the host's module `main`; it has imported the others, but for those that are late."""
    return import_in_host(root / "host", *HOST_NAMES)[0]


@pytest.fixture
def one(root: Path, hosts: Any) -> Any:
    """Return the module `main` of an engine, with the engine."""
    return main_of(ImportEngine([root / "one"]))


@pytest.fixture
def two(root: Path, hosts: Any) -> Any:
    return main_of(ImportEngine([root / "two"]))


def main_of(engine: ImportEngine) -> Any:
    main: Any = engine.import_module("main")
    main.engine = engine
    return main


# what an engine's code finds:


IMPORTS: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "a name": ("main", ("other",), "other"),
    "a package": ("main", ("pkg",), "pkg"),
    "a dotted name": ("main", ("pkg.sub",), "pkg"),
    "a deeper one": ("main", ("pkg.inner.deep",), "pkg"),
    "a dotted name with names": ("main", ("pkg.sub", ("where",)), "pkg.sub"),
    "a submodule by name": ("main", ("pkg", ("sub",)), "pkg"),
    "a list of names": ("main", ("pkg", ["sub", "where"]), "pkg"),
    "everything": ("main", ("everything", ("*",)), "everything"),
    "what nobody has imported": ("main", ("late",), "late"),
    "a submodule that nobody has": ("main", ("pkg", ("late",)), "pkg"),
    "a dotted name that nobody has": ("main", ("pkg.late", ("where",)), "pkg.late"),
    "a sibling": ("pkg.main", ("sub", ("where",), 1), "pkg.sub"),
    "a sibling by name": ("pkg.main", ("", ("sub",), 1), "pkg"),
    "a sibling that nobody has": ("pkg.main", ("", ("late",), 1), "pkg"),
    "what is above": ("pkg.inner.main", ("sub", ("where",), 2), "pkg.sub"),
    "what is beside": ("pkg.inner.main", ("deep", ("where",), 1), "pkg.inner.deep"),
    "an absolute name": ("pkg.main", ("other",), "other"),
}


@pytest.mark.parametrize("what", IMPORTS)
@pytest.mark.parametrize("loaded", [False, True], ids=["not loaded", "loaded"])
def test_an_engine_s_code_finds_the_engine_s_modules(one: Any, what: str, loaded: bool) -> None:
    importer, arguments, expected = IMPORTS[what]
    engine = one.engine
    if loaded:
        engine.import_module(expected)
    module = engine.import_module(importer).native(*arguments)
    assert module is engine.modules[expected]
    assert module.where == "one"
    for name in arguments[1] if len(arguments) > 1 else ():
        child = getattr(module, "sub" if name == "*" else name)
        assert getattr(child, "where", child) == "one"


@pytest.mark.parametrize("what", IMPORTS)
def test_an_engine_s_code_finds_what_a_statement_does(
    root: Path, hosts: Any, one: Any, what: str
) -> None:
    importer, arguments, _ = IMPORTS[what]
    natively, by_builtin = (ImportEngine([root / "one"]) for _ in range(2))
    natively.import_module(importer).native(*arguments)
    namespace = vars(by_builtin.import_module(importer))
    by_builtin.__import__(arguments[0], namespace, {}, *arguments[1:])
    own = [
        {name: module.where for name, module in dict(engine.modules).items() if has_where(module)}
        for engine in (natively, by_builtin)
    ]
    assert own[0] == own[1]


def has_where(module: Any) -> bool:
    return type(module) is ModuleType and "where" in vars(module)


def test_each_engine_s_code_finds_its_own(one: Any, two: Any, hosts: Any) -> None:
    for name in ("other", "pkg", "late"):
        assert [main.native(name).where for main in (one, two, one)] == ["one", "two", "one"]
    assert hosts.native("other").where == "host"
    assert hosts.native("pkg", ("sub",)).sub.where == "host"


@pytest.mark.parametrize("name", ["other", "pkg", "of_host", "of_host_pkg.sub"])
def test_an_engine_s_code_does_not_find_the_host_s_in_the_interpreter_s_dict(
    hosts: Any, one: Any, name: str
) -> None:
    assert one.in_interpreter(name) is None
    assert hosts.in_interpreter(name) is sys.modules[name]
    one.native("other")
    assert one.in_interpreter(name) is None


@pytest.mark.parametrize(
    "name", ["absent_from_both", "of_host", "of_host_pkg", "of_host_pkg.sub", "pkg.of_host"]
)
def test_what_the_engine_does_not_have_is_missing(hosts: Any, one: Any, name: str) -> None:
    with pytest.raises(ModuleNotFoundError) as of_statement:
        one.by_statement(name)
    with pytest.raises(ModuleNotFoundError) as caught:
        one.native(name)
    assert str(caught.value) == str(of_statement.value)
    assert caught.value.name == of_statement.value.name
    # as from the interpreter: with the code that has asked, and nothing between
    files = [Path(str(entry.path)).name for entry in caught.traceback]
    assert files == ["test_native_imports.py", "main.py"]


def test_a_submodule_that_only_the_host_has_is_no_attribute(hosts: Any, one: Any) -> None:
    package = one.native("pkg", ("of_host", "sub"))
    assert package.sub.where == "one"
    assert not hasattr(package, "of_host")
    assert sys.modules["pkg"].of_host.where == "host"


def test_an_error_of_a_module_is_the_module_s(tree: TreeBuilder, one: Any) -> None:
    tree({"one/failing.py": "import other\nraise ValueError('of the module')"})
    one.engine.invalidate_caches()
    for _ in range(2):
        with pytest.raises(ValueError, match="of the module") as caught:
            one.native("failing")
        assert caught.traceback[-1].path == Path(one.__file__).parent / "failing.py"
        assert "failing" not in one.engine.modules


def test_modules_that_import_each_other_find_each_other(tree: TreeBuilder, one: Any) -> None:
    code = "from main import native\nfound = native('{other}')\ndone = True"
    tree({f"one/{a}.py": code.format(other=b) for a, b in (("left", "right"), ("right", "left"))})
    one.engine.invalidate_caches()
    left = one.native("left")
    assert left.found is one.engine.modules["right"]
    assert left.found.found is left
    assert left.found.done


def test_code_without_a_module_finds_its_engine_s(one: Any) -> None:
    namespace = {"native": one._import, "__builtins__": one.__builtins__}
    found = eval("native('other', {}, {}, (), 0)", namespace)
    assert found is one.engine.modules["other"]


def test_code_in_threads_finds_its_engine_s(one: Any) -> None:
    modules = in_threads(*[partial(one.native, "late")] * 4)
    assert modules == [one.engine.modules["late"]] * 4


SLOW = """
    import threading
    started, finish = threading.Event(), threading.Event()

    def load():
        started.set()
        assert finish.wait(20)
"""


@pytest.mark.parametrize("active", [False, True])
def test_c_code_waits_for_a_module_that_another_thread_loads(
    tree: TreeBuilder, hosts: Any, one: Any, active: bool
) -> None:
    tree({"one/gate.py": SLOW, "one/slow.py": "import gate\ngate.load()\ndone = True"})
    one.engine.invalidate_caches()
    gate = one.engine.import_module("gate")

    def find() -> Any:
        assert gate.started.wait(20)
        threading.Timer(0.2, gate.finish.set).start()
        with one.engine.activate() if active else nullcontext():
            return (hosts if active else one).native("slow").done

    assert in_threads(find, lambda: one.engine.import_module("slow").done) == [True, True]


def test_a_closed_engine_s_code_finds_nothing(hosts: Any, one: Any) -> None:
    one.native("other")
    one.engine.close()
    for name in ("other", "of_host"):
        with pytest.raises(EngineClosedError):
            one.native(name)


def test_a_policy_holds(root: Path, hosts: Any) -> None:
    engine = ImportEngine([root / "one"], policy=Policy([deny("other"), deny("of_host")]))
    main = main_of(engine)
    assert main.native("pkg").where == "one"
    for name in ("other", "of_host"):
        with pytest.raises(ImportRefusedError):
            main.native(name)


# host modules that come later:


LATER: dict[str, Callable[[Any], Any]] = {
    "a statement": lambda hosts: __import__("late"),
    "importlib": lambda hosts: importlib.import_module("late"),
    "C code": lambda hosts: hosts.native("late"),
    "the global engine": lambda hosts: sysengine.import_module("late"),
    "another thread": lambda hosts: in_threads(lambda: __import__("late")),
    "another module": lambda hosts: __import__("imports_late"),
    "a reload": lambda hosts: importlib.reload(__import__("late")),
}


@pytest.fixture
def empty(tree: TreeBuilder, hosts: Any) -> Any:
    """Return the module `main` of an engine that has nothing else."""
    return main_of(ImportEngine([tree({"empty/main.py": MAIN}) / "empty"]))


@pytest.fixture
def late(tree: TreeBuilder, import_in_host: HostImport) -> Iterator[Callable[[str], None]]:
    """Let the host import what it has not imported yet; undone at the end."""
    root = tree({"host/imports_late.py": "import late"})

    def import_late(how: str) -> None:
        importlib.invalidate_caches()
        LATER[how](sys.modules["main"])

    yield import_late
    import_in_host(root / "host", "late", "imports_late")


@pytest.mark.parametrize("how", LATER)
@pytest.mark.parametrize("during", [False, True], ids=["by itself", "while an engine is active"])
def test_what_the_host_imports_later_is_hidden_too(
    one: Any, empty: Any, late: Callable[[str], None], how: str, during: bool
) -> None:
    with held_elsewhere(empty.engine.activate()) if during else nullcontext():
        late(how)
    assert one.native("late").where == "one"
    with pytest.raises(ModuleNotFoundError):
        empty.native("late")
    assert sys.modules["late"].where == sys.modules["main"].native("late").where == "host"


@pytest.mark.parametrize("during", [False, True], ids=["by itself", "while an engine is active"])
def test_what_the_host_is_just_importing_is_hidden(
    tree: TreeBuilder, one: Any, hosts: Any, import_in_host: HostImport, during: bool
) -> None:
    code = "import main\nwhere = 'host'\nfound = main.of_engine('importing').where"
    tree({"host/importing.py": code, "one/importing.py": "where = 'one'"})
    one.engine.invalidate_caches()
    hosts.of_engine = one.native
    with held_elsewhere(ImportEngine().activate()) if during else nullcontext():
        [module] = import_in_host(Path(hosts.__file__).parent, "importing")
    assert (module.where, module.found) == ("host", "one")


# what engines share:


@pytest.mark.parametrize("name", ["json", "json.decoder", "xml.dom.minidom", "os", "re", "_queue"])
def test_a_standard_module_is_the_shared_one(one: Any, name: str) -> None:
    of_host = importlib.import_module(name)
    assert one.native(name, ("__name__",)) is of_host
    assert one.engine.import_module(name) is of_host


@pytest.mark.parametrize(
    "name",
    [
        "importlib",
        "importlib.util",
        "importlib.metadata",
        "pickle",
        "inspect",
        "typing",
        "dataclasses",
        "pkgutil",
        "unittest",
        "unittest.mock",
    ],
)
@pytest.mark.parametrize("loaded", [False, True], ids=["not loaded", "loaded"])
def test_an_engine_s_own_standard_module_is_the_engine_s(one: Any, name: str, loaded: bool) -> None:
    of_host = importlib.import_module(name)
    if loaded:
        one.engine.import_module(name)
    module = one.native(name, ("__name__",))
    assert module is one.engine.import_module(name)
    assert module is not of_host


@pytest.mark.parametrize("name", ["other", "of_host", "of_host_pkg", "of_host_pkg.sub"])
def test_a_shared_name_is_the_host_s(empty: Any, name: str) -> None:
    main = main_of(ImportEngine(empty.engine.path, share=["other", "of_host*"]))
    for _ in range(2):
        assert main.native(name, ("where",)) is sys.modules[name]


def test_a_name_that_another_engine_shares_is_that_engine_s(one: Any, empty: Any) -> None:
    main = main_of(ImportEngine(empty.engine.path, share=Share(["other", "pkg"], one.engine)))
    assert main.native("other") is one.engine.modules["other"]
    assert main.native("pkg", ("sub",)).sub is one.engine.modules["pkg.sub"]


def test_a_copy_of_the_host_s_state_has_the_host_s_modules(root: Path, hosts: Any) -> None:
    engine = ImportEngine.from_engine(sysengine)
    main = engine.import_module("main")
    assert main is hosts
    own = ImportEngine.from_engine(sysengine)
    del own.modules["main"]
    own.path.insert(0, str(root / "one"))
    main = own.import_module("main")
    assert main is not hosts
    for name in ("other", "pkg", "pkg.sub", "of_host"):
        assert main.native(name, ("where",)) is own.modules[name] is sys.modules[name]
    assert {type(name) for name in own.modules} == {str}


def test_qualified_modules_are_found_by_both_names(root: Path, hosts: Any) -> None:
    engine = ImportEngine([root / "one"], name="alpha", naming="qualified")
    main = main_of(engine)
    try:
        for name in ("pkg.sub", "alpha.pkg.sub"):
            assert main.native(name, ("where",)) is engine.modules["pkg.sub"]
        assert hosts.native("alpha.pkg.sub", ("where",)) is engine.modules["pkg.sub"]
        assert hosts.native("pkg.sub", ("where",)).where == "host"
        assert main.native("alpha.late").late.where == "one"
    finally:
        engine.close()


# the host's own modules, for the host:


def removed_and_imported_again(name: str) -> bool:
    before = sys.modules[name]
    del sys.modules[name]
    assert name not in sys.modules
    after = importlib.import_module(name)
    again = sys.modules[name]
    # as the fixture takes back what it has imported
    sys.modules[name] = before
    return again is after is not before


def replaced(name: str) -> bool:
    before, other, count = sys.modules[name], ModuleType(name), len(sys.modules)
    sys.modules[name] = other
    found = sys.modules[name], importlib.import_module(name), len(sys.modules)
    sys.modules[name] = before
    return found == (other, other, count) and sys.modules[name] is before


def popped(name: str) -> bool:
    count = len(sys.modules)
    module = sys.modules.pop(name)
    missing = name not in sys.modules and sys.modules.get(name) is None
    missing = missing and len(sys.modules) == count - 1
    sys.modules[name] = module
    return missing and len(sys.modules) == count


# what programs do with `sys.modules`; each is to be true of a module that is there
USES: dict[str, Callable[[str], object]] = {
    "in": lambda name: name in sys.modules,
    "not in": lambda name: name + "_" not in sys.modules,
    "get": lambda name: sys.modules.get(name) is importlib.import_module(name),
    "item": lambda name: sys.modules[name] is importlib.import_module(name),
    "setdefault": lambda name: sys.modules.setdefault(name, ModuleType(name)).__file__,
    "iteration": lambda name: [key for key in sys.modules if key == name] == [name],
    "reversed iteration": lambda name: name in list(reversed(sys.modules)),
    "items": lambda name: dict(sys.modules.items())[name] is sys.modules[name],
    "every key": lambda name: all(sys.modules[key] is value for key, value in _host_items()),
    "sorted": lambda name: name in sorted(sys.modules),
    "a sort by parts": lambda name: name in sorted(sys.modules, key=lambda key: key.split(".")),
    "a set": lambda name: {name, "absent"} & set(sys.modules) == {name},
    "keys as a set": lambda name: sys.modules.keys() & {name, "absent"} == {name},
    "what is new": lambda name: sys.modules.keys() - set(sys.modules) == set(),
    "a copy": lambda name: sys.modules.copy()[name] is dict(sys.modules)[name],
    "a shallow copy": lambda name: copy.copy(sys.modules)[name] is sys.modules[name],
    "a union": lambda name: (sys.modules | {})[name] is ({} | sys.modules)[name],
    "unpacking": lambda name: {**sys.modules}[name] is sys.modules[name],
    "equality": lambda name: dict(sys.modules) == sys.modules,
    "keys are strings": lambda name: all(isinstance(key, str) for key in sys.modules),
    "joined": lambda name: name in ",".join(sys.modules).split(","),
    "formatted": lambda name: name in [f"{key}" for key in sys.modules],
    "printed": lambda name: f"{name!r}: <module {name!r} from " in repr(sys.modules),
    "parts": lambda name: (
        {type(key.partition(".")[0]) for key in sys.modules if "." in key} == {str}
    ),
    "a prefix": lambda name: name in [key for key in sys.modules if key.startswith(name)],
    "json": lambda name: name in json.loads(json.dumps(list(sys.modules))),
    "json keys": lambda name: name in json.loads(json.dumps(dict.fromkeys(sys.modules))),
    "pickle": lambda name: name in _plain(pickle.loads(pickle.dumps(list(sys.modules)))),
    "pickle keys": lambda name: name in _plain(pickle.loads(pickle.dumps({*sys.modules}))),
    "pickle in Python": lambda name: name in _plain(pickle.loads(_dumps(list(sys.modules)))),
    "a deep copy": lambda name: name in _plain(copy.deepcopy(list(sys.modules))),
    "an attribute": lambda name: all(getattr(_Named, key) == key for key in sys.modules),
    "a statement": lambda name: __import__(name, fromlist=["where"]) is sys.modules[name],
    "reload": lambda name: importlib.reload(sys.modules[name]) is sys.modules[name],
    "find_spec": lambda name: importlib.util.find_spec(name) is sys.modules[name].__spec__,
    "del and import": removed_and_imported_again,
    "replace": replaced,
    "pop": popped,
}


def _host_items() -> list[tuple[str, Any]]:
    return list(sys.modules.items())


def _plain(keys: Any) -> Any:
    assert {type(key) for key in keys} == {str}
    return keys


def _dumps(value: object) -> bytes:
    dumps: Callable[[object], bytes] = vars(pickle)["_dumps"]
    return dumps(value)


class _Anything(type):
    def __getattr__(cls, name: str) -> str:
        return name


class _Named(metaclass=_Anything):
    pass


@pytest.mark.parametrize("name", ["other", "pkg", "pkg.sub"])
@pytest.mark.parametrize("use", USES)
def test_the_host_uses_its_modules_as_ever(hosts: Any, one: Any, name: str, use: str) -> None:
    one.native(name)
    assert USES[use](name)
    # also after another window
    with one.engine.activate():
        pass
    assert USES[use](name)
    with one.engine.activate():
        pass
    assert hosts.native(name, ("where",)) is sys.modules[name]
    assert one.native(name, ("where",)).where == "one"


@pytest.fixture
def import_what_is_late(root: Path, import_in_host: HostImport) -> Callable[[], object]:
    """Have the host import the rest, where it has not; undone at the end."""
    return partial(import_in_host, root / "host", "late", "pkg.late")


@pytest.mark.parametrize("what", IMPORTS)
def test_the_host_s_code_finds_the_host_s_modules(
    one: Any, import_what_is_late: Callable[[], object], what: str
) -> None:
    importer, arguments, expected = IMPORTS[what]
    one.engine.import_module(importer).native(*arguments)
    module = sys.modules[importer].native(*arguments)
    import_what_is_late()
    assert module is sys.modules[expected]
    assert module.where == "host"


# other threads:


@pytest.mark.parametrize("what", IMPORTS)
@pytest.mark.parametrize("loaded", [False, True], ids=["empty engine", "of the same names"])
def test_the_host_s_code_finds_the_host_s_while_an_engine_is_active_elsewhere(
    one: Any, import_what_is_late: Callable[[], object], what: str, loaded: bool
) -> None:
    importer, arguments, expected = IMPORTS[what]
    for name in (*HOST_NAMES[:10], "late", "pkg.late") if loaded else ():
        one.engine.import_module(name)
    mine = dict(one.engine.modules)
    with held_elsewhere(one.engine.activate()):
        module = sys.modules[importer].native(*arguments)
        again = sys.modules[importer].native(*arguments)
        assert module is again is sys.modules[expected]
    import_what_is_late()
    assert module is sys.modules[expected]
    assert module.where == "host"
    assert one.engine.modules == mine


@pytest.mark.parametrize("what", IMPORTS)
@pytest.mark.parametrize("active", ["the same engine", "another engine"])
def test_an_engine_s_code_finds_the_engine_s_while_an_engine_is_active_elsewhere(
    one: Any, two: Any, what: str, active: str
) -> None:
    importer, arguments, expected = IMPORTS[what]
    for name in ("other", "pkg.sub"):
        two.engine.import_module(name)
    importing = one.engine.import_module(importer)
    with held_elsewhere((one if active == "the same engine" else two).engine.activate()):
        module = importing.native(*arguments)
    assert module is one.engine.modules[expected]
    assert module.where == "one"


@pytest.mark.parametrize("what", IMPORTS)
def test_code_finds_the_active_engine_s(one: Any, two: Any, hosts: Any, what: str) -> None:
    importer, arguments, expected = IMPORTS[what]
    importing = one.engine.import_module(importer)
    with one.engine.activate():
        assert importing.native(*arguments) is one.engine.modules[expected]
    with one.engine.activate():
        if importer == "main":
            assert hosts.native(*arguments) is one.engine.modules[expected]
        assert importing.native(*arguments).where == "one"


AT_ONCE = """
    import sys, threading, time, traceback
    from importengine import ImportEngine

    root, seconds = sys.argv[1], float(sys.argv[2])
    sys.path.insert(0, f"{root}/host")
    import main as hosts
    engines = {side: ImportEngine([f"{root}/{side}"]) for side in ("one", "two")}
    mains = {side: engine.import_module("main") for side, engine in engines.items()}
    mains["host"] = hosts
    with engines["one"].activate():
        pass
    end = time.monotonic() + seconds
    counts, wrong = {}, []

    def import_natively(side):
        native = mains[side].native
        while time.monotonic() < end:
            for arguments in (
                ("other",), ("pkg.sub", ("where",)), ("pkg", ("late",)), ("late",), ("json",),
            ):
                module = native(*arguments)
                if getattr(module, "where", side) != side:
                    wrong.append((side, arguments, module))
            if side == "two":
                # which one thread uses: it imports them again
                del engines[side].modules["late"]
            counts[side] = counts.get(side, 0) + 1

    def activate(side):
        while time.monotonic() < end:
            with engines[side].activate():
                found = hosts.native("other").where
                if found != side:
                    wrong.append((side, "active", found))
            counts["active"] = counts.get("active", 0) + 1

    def run(call, side):
        try:
            call(side)
        except BaseException:
            wrong.append((side, traceback.format_exc()))

    sys.setswitchinterval(1e-5)
    threads = [
        threading.Thread(target=run, args=(import_natively, side))
        for side in ("host", "one", "two", "host", "one")
    ] + [threading.Thread(target=run, args=(activate, side)) for side in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for what in wrong[:3]:
        print(*what)
    print(len(wrong), sorted(counts), min(counts.values()) > 10)
    print({sys.modules[name].where for name in ("other", "pkg", "late", "pkg.sub")})
"""


def test_engines_and_the_host_at_once_find_each_their_own(root: Path) -> None:
    printed = run_in_child(AT_ONCE, root, 3)
    assert printed == "0 ['active', 'host', 'one', 'two'] True\n{'host'}\n"
