"""`wrap` and `proxy`: callables and modules for host code to call, with the engine active."""

from __future__ import annotations

import ctypes
import enum
import functools
import inspect
import pickle
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from importengine import EngineClosedError, ImportEngine, sysengine
from tests.isolation.extensions import copy_extensions
from tests.support import TreeBuilder


PLUGIN = '''
    """About the plugin."""
    import enum, functools
    from typing import Generic, TypeVar
    from . import sub

    T = TypeVar("T")
    number = 3

    class Error(ValueError): pass

    class Thing:
        """About things."""
        kind = "thing"
        def __init__(self, *args, **kwargs):
            self.args, self.kwargs, self.made_active = args, kwargs, is_active()
        def method(self):
            return is_active()
        @classmethod
        def make(cls):
            return cls, is_active()
        @staticmethod
        def active():
            return is_active()
        def generate(self):
            yield is_active()

    class Special(Thing): pass

    class Box(Generic[T]):
        active = is_active

    class Colour(enum.Enum):
        RED = 1
        BLUE = 2

    class Callable:
        attribute = 5
        def __call__(self):
            return is_active()

    instance = Callable()

    def active():
        return is_active()

    def call(function, *args, **kwargs):
        """Call it."""
        return function(*args, **kwargs)

    def fail(error):
        raise error

    @functools.lru_cache
    def cached():
        return is_active()

    async def coroutine(): ...
    def generator(): yield
    async def asynchronous_generator(): yield

    def __getattr__(name):
        if name == "late":
            return is_active()
        if name == "imported":
            from late import Late
            return Late
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
'''
FILES = {
    "plugin/__init__.py": PLUGIN,
    "plugin/sub/__init__.py": "from . import inner\ndef active(): return is_active()",
    "plugin/sub/inner.py": "def active(): return is_active()\nclass Inner:\n  made = is_active",
    "late.py": "class Late: pass",
}


def is_active_for(engine: ImportEngine) -> Callable[[], bool]:
    return lambda: sys.path is engine.path


def new_engine(root: Path) -> ImportEngine:
    engine = ImportEngine([root])
    # of the host, which sees what C code does
    engine.modules["builtins"].is_active = is_active_for(engine)
    return engine


@pytest.fixture
def engine(tree: TreeBuilder, host_unchanged: None) -> ImportEngine:
    return new_engine(tree(FILES))


@pytest.fixture
def plugin(engine: ImportEngine) -> Any:
    return engine.import_module("plugin")


@pytest.fixture
def proxy(engine: ImportEngine, plugin: Any) -> Any:
    return engine.proxy(plugin)


# wrap:


CALLABLES: dict[str, Callable[[Any], Callable[..., Any]]] = {
    "a function": lambda plugin: plugin.active,
    "a method": lambda plugin: plugin.Thing().method,
    "a class method": lambda plugin: lambda: plugin.Thing.make()[1],
    "a static method": lambda plugin: plugin.Thing.active,
    "a callable object": lambda plugin: plugin.instance,
    "a partial function": lambda plugin: functools.partial(plugin.call, plugin.active),
    "a function in C": lambda plugin: functools.lru_cache(plugin.active),
    "a method in C": lambda plugin: plugin.active.__call__,
    "a function of the host": lambda plugin: lambda: plugin.call(plugin.active),
}


@pytest.mark.parametrize("what", CALLABLES)
def test_a_wrapped_callable_is_called_with_the_engine_active(
    engine: ImportEngine, plugin: Any, what: str
) -> None:
    function = CALLABLES[what](plugin)
    wrapped = engine.wrap(function)
    assert [wrapped(), plugin.active(), wrapped()] == [True, False, True]


def test_a_wrapped_class_makes_its_instances(engine: ImportEngine, plugin: Any) -> None:
    thing = engine.wrap(plugin.Thing)(1, a=2)
    assert type(thing) is plugin.Thing
    assert (thing.args, thing.kwargs, thing.made_active) == ((1,), {"a": 2}, True)
    assert not thing.method()


def test_a_wrapped_builtin_function_is_as_ever(engine: ImportEngine) -> None:
    assert engine.wrap(len)([1, 2]) == 2
    assert engine.wrap(sorted)([2, 1], reverse=True) == [2, 1]
    assert engine.wrap(dict)(a=1) == {"a": 1}


def test_arguments_and_results_pass_unchanged(engine: ImportEngine, plugin: Any) -> None:
    value = object()
    wrapped = engine.wrap(plugin.call)
    assert wrapped(lambda *args, **kwargs: (args, kwargs), 1, value, a=value) == (
        (1, value),
        {"a": value},
    )
    assert wrapped(lambda: value) is value


def test_wrap_decorates(engine: ImportEngine) -> None:
    @engine.wrap
    def path() -> list[str]:
        return sys.path

    assert path() is engine.path


def test_a_wrapped_function_is_described_as_its_own(engine: ImportEngine, plugin: Any) -> None:
    wrapped = engine.wrap(plugin.call)
    for name in ("__name__", "__qualname__", "__doc__", "__module__", "__annotations__"):
        assert getattr(wrapped, name) == getattr(plugin.call, name)
    assert inspect.signature(wrapped) == inspect.signature(plugin.call)
    assert inspect.unwrap(wrapped) is plugin.call


@pytest.mark.parametrize("what", [None, 3, "text", [], ...], ids=repr)
def test_what_cannot_be_called_cannot_be_wrapped(engine: ImportEngine, what: Any) -> None:
    with pytest.raises(TypeError) as caught:
        engine.wrap(what)
    assert repr(what) in str(caught.value)


def test_a_module_is_for_proxy_and_not_for_wrap(engine: ImportEngine, plugin: Any) -> None:
    with pytest.raises(TypeError, match=r"proxy\(\)"):
        engine.wrap(plugin)


RUN_LATER: dict[str, Callable[[Any], Any]] = {
    "a coroutine function": lambda plugin: plugin.coroutine,
    "a generator function": lambda plugin: plugin.generator,
    "an asynchronous generator function": lambda plugin: plugin.asynchronous_generator,
    "a generator function, as a method": lambda plugin: plugin.Thing().generate,
    "a coroutine function, in part": lambda plugin: functools.partial(plugin.coroutine),
}


@pytest.mark.parametrize("what", RUN_LATER)
def test_what_runs_later_than_it_is_called_cannot_be_wrapped(
    engine: ImportEngine, plugin: Any, what: str
) -> None:
    function = RUN_LATER[what](plugin)
    with pytest.raises(TypeError) as caught:
        engine.wrap(function)
    assert what.partition(",")[0] in str(caught.value)
    assert "activate()" in str(caught.value)


@pytest.mark.parametrize(
    "error", [ValueError("of the plugin"), KeyboardInterrupt(), SystemExit(3), GeneratorExit()]
)
def test_an_error_passes_unchanged_and_the_host_is_back(
    engine: ImportEngine, plugin: Any, error: BaseException
) -> None:
    path = sys.path
    with pytest.raises(type(error)) as caught:
        engine.wrap(plugin.fail)(error)
    assert caught.value is error
    assert error.__cause__ is error.__context__ is None
    assert caught.traceback[-1].name == "fail"
    assert sys.path is path


def test_calls_for_two_engines_nest(engine: ImportEngine, tmp_path: Path) -> None:
    other = ImportEngine([tmp_path, "other"])
    seen = []

    def see(*then: Callable[[], None]) -> None:
        seen.append(sys.path)
        for call in then:
            call()
            seen.append(sys.path)

    inner = functools.partial(other.wrap(see), functools.partial(engine.wrap(see)))
    engine.wrap(see)(inner)
    one, two = engine.path, other.path
    assert [path is one for path in seen] == [True, False, True, False, True]
    assert [path is two for path in seen] == [False, True, False, True, False]


def test_wrap_of_the_global_engine_calls_with_the_host_s_state(engine: ImportEngine) -> None:
    path = sys.path
    hosts = sysengine.wrap(lambda: sys.path)
    assert hosts() is path
    assert engine.wrap(hosts)() is path
    assert engine.wrap(lambda: (hosts(), sys.path))()[1] is engine.path


def test_other_threads_see_the_host_meanwhile(engine: ImportEngine, plugin: Any) -> None:
    path = sys.path

    def in_thread() -> list[str]:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: sys.path).result(timeout=30)

    assert engine.wrap(plugin.call)(in_thread) is path


def test_a_wrapped_function_is_called_in_any_thread(engine: ImportEngine, plugin: Any) -> None:
    wrapped, found = engine.wrap(plugin.active), list[bool]()
    threads = [threading.Thread(target=lambda: found.append(wrapped())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [True] * 4


def test_a_closed_engine_s_functions_are_not_called(engine: ImportEngine, plugin: Any) -> None:
    called: list[int] = []
    wrapped = engine.wrap(called.append)
    wrapped(1)
    engine.close()
    with pytest.raises(EngineClosedError):
        wrapped(2)
    assert called == [1]


# proxy, of modules:


def test_functions_of_a_proxy_are_called_with_the_engine_active(plugin: Any, proxy: Any) -> None:
    assert [proxy.active(), plugin.active(), proxy.active()] == [True, False, True]
    assert proxy.call(plugin.active)
    assert proxy.call(lambda *args, **kwargs: (args, kwargs), 1, a=2) == ((1,), {"a": 2})


def test_callable_objects_of_a_proxy_are_called_with_the_engine_active(proxy: Any) -> None:
    assert proxy.instance()
    assert proxy.cached()


def test_functions_of_a_proxy_are_described_as_the_module_s(plugin: Any, proxy: Any) -> None:
    assert proxy.call.__name__ == "call"
    assert proxy.call.__doc__ == "Call it."
    assert inspect.signature(proxy.call) == inspect.signature(plugin.call)


def test_callable_objects_of_a_proxy_keep_their_attributes(plugin: Any, proxy: Any) -> None:
    """As ufuncs, cached functions and commands have them."""
    assert proxy.instance.attribute == 5
    proxy.cached()
    assert proxy.cached.cache_info().currsize == 1
    proxy.cached.cache_clear()
    assert plugin.cached.cache_info().currsize == 0


def test_values_of_a_proxy_are_the_module_s(plugin: Any, proxy: Any) -> None:
    assert proxy.number is plugin.number
    assert proxy.Colour.RED is plugin.Colour.RED
    for name in ("coroutine", "generator", "asynchronous_generator", "T"):
        assert getattr(proxy, name) is getattr(plugin, name)


@pytest.mark.parametrize("path", ["sub", "sub.inner"])
def test_submodules_of_a_proxy_are_proxies(plugin: Any, proxy: Any, path: str) -> None:
    submodule, own = proxy, plugin
    for name in path.split("."):
        submodule, own = getattr(submodule, name), getattr(own, name)
    assert submodule.active()
    assert not own.active()
    assert submodule.__name__ == f"plugin.{path}"


def test_a_proxy_is_a_module_with_the_names_of_its_own(plugin: Any, proxy: Any) -> None:
    assert isinstance(proxy, ModuleType)
    assert inspect.ismodule(proxy)
    for name in ("__name__", "__file__", "__doc__", "__spec__", "__path__", "__package__"):
        assert getattr(proxy, name) is getattr(plugin, name)
    assert vars(proxy) is vars(plugin)
    assert dir(proxy) == dir(plugin)


def test_a_proxy_shows_what_it_is(engine: ImportEngine, plugin: Any, proxy: Any) -> None:
    for thing, own in ((proxy, plugin), (proxy.Thing, plugin.Thing)):
        assert repr(own) in repr(thing)
        assert repr(engine) in repr(thing)


def test_a_proxy_writes_to_the_module(plugin: Any, proxy: Any) -> None:
    proxy.number = 4
    proxy.added = plugin.active
    assert (plugin.number, plugin.added()) == (4, False)
    assert proxy.added()
    del proxy.added
    assert not hasattr(plugin, "added")
    with pytest.raises(AttributeError):
        del proxy.added


def test_a_module_is_asked_for_an_attribute_with_the_engine_active(
    engine: ImportEngine, plugin: Any, proxy: Any
) -> None:
    assert (proxy.late, plugin.late) == (True, False)
    late = proxy.imported
    assert late == engine.modules["late"].Late
    assert type(late()) is engine.modules["late"].Late


def test_what_a_module_does_not_have_a_proxy_has_not(plugin: Any, proxy: Any) -> None:
    assert not hasattr(proxy, "absent")
    with pytest.raises(AttributeError) as of_module:
        plugin.absent  # noqa: B018
    with pytest.raises(AttributeError) as caught:
        proxy.absent  # noqa: B018
    assert str(caught.value) == str(of_module.value)


def test_a_proxy_of_a_proxy_works(engine: ImportEngine, plugin: Any, proxy: Any) -> None:
    twice = engine.proxy(proxy)
    assert twice.active()
    assert twice.sub.active()
    assert type(twice.Thing()) is plugin.Thing


def test_proxies_of_two_engines_are_each_its_own(engine: ImportEngine, tmp_path: Path) -> None:
    other = new_engine(tmp_path)
    one, two = (each.proxy(each.import_module("plugin")) for each in (engine, other))
    assert one.active()
    assert two.active()
    assert one.call(two.active)
    assert one.call(two.call, one.active)
    assert not one.call(other.modules["plugin"].active)


@pytest.mark.parametrize("what", [None, 3, len, ...], ids=repr)
def test_what_is_no_module_has_no_proxy(engine: ImportEngine, what: Any) -> None:
    with pytest.raises(TypeError, match=r"wrap\(\)") as caught:
        engine.proxy(what)
    assert repr(what) in str(caught.value)


def test_the_host_s_own_module_has_a_proxy(engine: ImportEngine) -> None:
    late = engine.import_module("late")
    of_host: Any = engine.proxy(pickle)
    assert of_host.loads(of_host.dumps(late.Late)) is late.Late
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(late.Late)


def test_a_closed_engine_s_proxy_calls_nothing(engine: ImportEngine, proxy: Any) -> None:
    active, thing = proxy.active, proxy.Thing
    engine.close()
    for call in (active, thing, lambda: proxy.active, lambda: proxy.sub):
        with pytest.raises(EngineClosedError):
            call()
    assert "(closed)" in repr(proxy)


# proxy, of classes:


def test_a_class_of_a_proxy_makes_instances_with_the_engine_active(plugin: Any, proxy: Any) -> None:
    thing = proxy.Thing(1, a=2)
    assert type(thing) is plugin.Thing
    assert (thing.args, thing.kwargs, thing.made_active) == ((1,), {"a": 2}, True)
    # what is returned is as it is
    assert not thing.method()


def test_methods_of_a_class_of_a_proxy_are_called_with_the_engine_active(
    plugin: Any, proxy: Any
) -> None:
    assert proxy.Thing.make() == (plugin.Thing, True)
    assert proxy.Thing.active()
    assert proxy.Thing.method(plugin.Thing())
    assert proxy.Special.make() == (plugin.Special, True)
    assert proxy.Thing.kind == "thing"
    assert proxy.Thing.generate is plugin.Thing.generate


def test_instances_are_those_of_the_class(plugin: Any, proxy: Any) -> None:
    thing = plugin.Special()
    assert isinstance(thing, proxy.Thing)
    assert isinstance(thing, (int, proxy.Thing))
    assert isinstance(thing, proxy.Special)
    assert not isinstance(plugin.Thing(), proxy.Special)
    assert not isinstance(3, proxy.Thing)
    assert isinstance(proxy.Thing(), plugin.Thing)


def test_subclasses_are_those_of_the_class(plugin: Any, proxy: Any) -> None:
    for special in (plugin.Special, proxy.Special):
        for thing in (plugin.Thing, proxy.Thing, (int, proxy.Thing)):
            assert issubclass(special, thing)
    for thing in (plugin.Thing, proxy.Thing):
        assert issubclass(thing, proxy.Thing)
        assert not issubclass(thing, proxy.Special)
    assert not issubclass(int, proxy.Thing)


def test_a_class_of_a_proxy_is_derived_from(plugin: Any, proxy: Any) -> None:
    class Own(proxy.Thing):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__("own")

    class Mixed(proxy.Special, Own):  # type: ignore[misc]
        pass

    assert Own.__mro__ == (Own, plugin.Thing, object)
    assert Mixed.__mro__[1:] == (plugin.Special, Own, plugin.Thing, object)
    own = Own()
    assert own.args == ("own",)
    assert isinstance(own, proxy.Thing)
    assert issubclass(Own, proxy.Thing)


def test_a_generic_class_of_a_proxy_takes_arguments(plugin: Any, proxy: Any) -> None:
    assert proxy.Box[int] == plugin.Box[int]
    assert type(proxy.Box[int]()) is plugin.Box

    class Own(proxy.Box[int]):  # type: ignore[misc]
        pass

    assert Own.__mro__[:2] == (Own, plugin.Box)
    with pytest.raises(TypeError):
        proxy.Thing[int]


def test_unions_with_a_class_of_a_proxy_are_those_with_the_class(plugin: Any, proxy: Any) -> None:
    thing = plugin.Thing
    assert proxy.Thing | int == thing | int
    assert int | proxy.Thing == int | thing
    assert proxy.Thing | None == thing | None
    assert None | proxy.Thing == None | thing
    assert proxy.Thing | proxy.Box == thing | plugin.Box
    assert isinstance(thing(), int | proxy.Thing)


def test_a_class_of_a_proxy_equals_the_class(plugin: Any, proxy: Any) -> None:
    assert proxy.Thing == proxy.Thing == plugin.Thing
    assert plugin.Thing == proxy.Thing
    assert proxy.Thing != proxy.Special
    assert proxy.Thing != plugin.Special
    assert hash(proxy.Thing) == hash(plugin.Thing)
    assert {proxy.Thing: 1}[plugin.Thing] == {plugin.Thing: 1}[proxy.Thing] == 1
    assert [int, proxy.Thing].index(plugin.Thing) == 1


@pytest.mark.parametrize("name", ["__name__", "__qualname__", "__module__", "__doc__", "__mro__"])
def test_a_class_of_a_proxy_is_described_as_the_class(plugin: Any, proxy: Any, name: str) -> None:
    assert getattr(proxy.Thing, name) == getattr(plugin.Thing, name)


def test_a_class_of_a_proxy_writes_to_the_class(plugin: Any, proxy: Any) -> None:
    proxy.Thing.kind = "other"
    assert plugin.Thing.kind == "other"
    del proxy.Thing.kind
    assert not hasattr(plugin.Thing, "kind")


def test_an_enumeration_of_a_proxy_is_the_module_s(plugin: Any, proxy: Any) -> None:
    colour = plugin.Colour
    assert (proxy.Colour(1), proxy.Colour["BLUE"]) == (colour.RED, colour.BLUE)
    assert list(proxy.Colour) == list(colour)
    assert len(proxy.Colour) == 2
    assert colour.RED in proxy.Colour
    assert isinstance(proxy.Colour.RED, enum.Enum)


def test_an_exception_class_of_a_proxy_is_the_class_itself(plugin: Any, proxy: Any) -> None:
    assert proxy.Error is plugin.Error
    error, caught = plugin.Error("of the plugin"), None
    try:
        proxy.fail(error)
    except proxy.Error as raised:
        caught = raised
    assert caught is error
    with pytest.raises(ValueError, match="of the plugin"):
        proxy.fail(proxy.Error("of the plugin"))


# C code that imports when it is called by the host:


@pytest.mark.parametrize("loaded", [False, True], ids=["not loaded", "loaded"])
def test_shared_c_code_imports_for_the_engine_that_it_is_wrapped_for(
    engine: ImportEngine, tmp_path: Path, loaded: bool
) -> None:
    other = new_engine(tmp_path)
    data = b"clate\nLate\n."
    if loaded:
        other.import_module("late")
        engine.import_module("late")
    with pytest.raises(ModuleNotFoundError):
        pickle.loads(data)
    for each in (engine, other, engine):
        found = each.wrap(pickle.loads)(data)
        assert found is each.modules["late"].Late
        assert each.wrap(pickle.loads)(each.wrap(pickle.dumps)(found)) is found
    with pytest.raises(ModuleNotFoundError):
        pickle.loads(data)


def test_c_code_imports_by_name_for_the_engine_that_it_is_wrapped_for(engine: ImportEngine) -> None:
    function = ctypes.pythonapi.PyImport_ImportModule
    function.restype = ctypes.py_object
    with pytest.raises(ModuleNotFoundError):
        function(b"late")
    assert engine.wrap(function)(b"late") is engine.modules["late"]
    with pytest.raises(ModuleNotFoundError):
        function(b"late")


OWN_SQLITE = {
    "own/sqlite3/__init__.py": "from _sqlite3 import connect, Connection, OperationalError",
    "own/sqlite3/dump.py": "def _iterdump(connection, **_): return ['own', is_active()]",
}


def test_c_code_of_the_engine_imports_late_in_the_engine(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    """As sqlite's does, for `iterdump`, in the host too."""
    root = tree(OWN_SQLITE) / "own"
    copy_extensions(root, "_sqlite3")
    for _ in range(2):
        engine = new_engine(root)
        own = engine.import_module("sqlite3")
        sqlite: Any = engine.proxy(own)
        connection = sqlite.connect(":memory:")
        try:
            assert type(connection) is own.Connection
            assert engine.wrap(connection.iterdump)() == ["own", True]
            assert sqlite.Connection.iterdump(connection) == ["own", True]
            with pytest.raises(sqlite.OperationalError):
                connection.execute("no SQL")
        finally:
            connection.close()
        assert engine.modules["sqlite3.dump"].__file__ == str(root / "sqlite3" / "dump.py")
