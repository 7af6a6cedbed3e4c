"""Bound views: a module with the same objects, whose functions use the engine's import state."""

from __future__ import annotations

import dis
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from importengine._rows import is_own
from importengine._substitution import STATE_NAMES


def bound_view(
    module: ModuleType, replacements: Mapping[str, Any], *, only_readers: bool = False
) -> ModuleType:
    """Return a new module like `module` with `replacements` in it.

    Its plain functions are the same code over the view's own globals, so that they use the
    replacements; every class and other object stays identical to the original's. With
    `only_readers` that is done for functions alone that use import state, by themselves or by
    a function that they call: any other keeps its identity too, as a marker may be a function
    (`typing.NamedTuple`). What the module makes when it is asked for is made for each.
    """
    view = ModuleType(module.__name__, module.__doc__)
    namespace = view.__dict__
    namespace.update(vars(module))
    if only_readers:
        functions = _reading_functions(module, replacements)
    else:
        functions = _functions_of(module, vars(module))
    # a function takes its builtins from its globals when it is made
    namespace.update(replacements)
    for name in functions.keys() - replacements.keys():
        namespace[name] = _over(functions[name], namespace)
    return view


def _functions_of(module: ModuleType, names: Iterable[str]) -> dict[str, FunctionType]:
    """Return those of `names` that are functions over the globals of `module`."""
    values = vars(module)
    return {
        name: value
        for name in names
        if isinstance(value := values.get(name), FunctionType)
        and value.__globals__ is values
        # one that stands for a base class is known by its identity
        and not hasattr(value, "__mro_entries__")
    }


def _reading_functions(
    module: ModuleType, replacements: Mapping[str, Any]
) -> dict[str, FunctionType]:
    """Return the functions of `module` that come to use one of the replacements."""
    key = module.__name__, frozenset(replacements)
    if key not in _known_readers:
        _known_readers[key] = _readers(_functions_of(module, vars(module)), replacements)
    return _functions_of(module, _known_readers[key])


class Proxy(ModuleType):
    """The host's module, seen through, but for submodules and functions of the engine's own.

    What is written to it is written to the host's, as with any shared module. Its dict has all
    names, as tools that patch a module look there; what may be bound again is read from the
    host's at each use.
    """

    def __init__(self, names: Mapping[str, Any], original: ModuleType) -> None:
        super().__init__(original.__name__, original.__doc__)
        self.__dict__.update(names)
        self.__dict__["_original"] = original

    def __getattr__(self, name: str) -> Any:
        return self.__dict__["_asked_for"](name)

    def __setattr__(self, name: str, value: Any) -> None:
        if not isinstance(value, ModuleType):
            setattr(self.__dict__["_original"], name, value)
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        found = self.__dict__.pop(name, None)
        if not isinstance(found, ModuleType):
            delattr(self.__dict__["_original"], name)

    def __dir__(self) -> list[str]:
        hidden = {"_original", "_asked_for"}
        return sorted({*dir(self.__dict__["_original"]), *self.__dict__} - hidden)


def proxy(
    module: ModuleType, replacements: Mapping[str, Any], asked_for: Callable[[str], Any]
) -> Proxy:
    """Return a proxy of `module` with `replacements` in it, and its readers as in a view.

    `asked_for` is called with the names of attributes that are not in its dict.
    """
    view = bound_view(module, replacements, only_readers=True)
    seen_through = _class_over(module)(vars(view), module)
    namespace = seen_through.__dict__
    for name, value in vars(view).items():
        if isinstance(value, FunctionType) and value.__globals__ is vars(view):
            namespace[name] = _over(value, namespace)
    namespace.pop("__getattr__", None)
    namespace["_asked_for"] = asked_for
    return seen_through


# one class for all engines: what it has of its own is which names are looked up
_classes: dict[str, type[Proxy]] = {}


def _class_over(module: ModuleType) -> type[Proxy]:
    """Return the class of proxies of `module`: with a property for each name that may change."""
    name = module.__name__
    if name not in _classes:
        live = {
            key: _live(key)
            for key, value in vars(module).items()
            if not key.startswith("__") and not isinstance(value, _SETTLED)
        }
        _classes[name] = type("module", (Proxy,), live)
    return _classes[name]


_SETTLED = (FunctionType, BuiltinFunctionType, type, ModuleType)


def _live(name: str) -> property:
    def read(self: Proxy) -> Any:
        return self.__dict__["_asked_for"](name)

    # written and deleted by the class
    return property(read)


# by module and by what is replaced: the same for every engine, and slow to tell
_known_readers: dict[tuple[str, frozenset[str]], set[str]] = {}


def _readers(functions: Mapping[str, FunctionType], replacements: Mapping[str, Any]) -> set[str]:
    """Return the names of the functions that come to use one of the replacements."""
    used = {name: set(_names_in(function.__code__)) for name, function in functions.items()}
    others = (replacements.keys() | _RUNS_CODE) - {"sys", "__builtins__"}
    readers = {
        name
        for name, uses in used.items()
        if name == "__getattr__"
        or uses & others
        or ("sys" in uses and not uses.isdisjoint(STATE_NAMES))
        or any(map(is_own, _imported_by(functions[name])))
    }
    while True:
        callers = {name for name, uses in used.items() if uses & readers} - readers
        if not callers:
            return readers
        readers |= callers


# what code that is run by them sees of builtins is what their caller has
_RUNS_CODE = frozenset({"__import__", "eval", "exec"})


def _imported_by(function: FunctionType) -> Iterator[str]:
    """Return the fullnames that import statements in `function` name."""
    package = function.__globals__.get("__package__") or ""
    for code in _codes_in(function.__code__):
        for instruction in dis.get_instructions(code):
            if instruction.opname == "IMPORT_NAME":
                name = instruction.argval
                # relative ones are the module's own package's, of which parts may be own
                yield name
                yield f"{package}.{name}"


def _names_in(code: CodeType) -> Iterator[str]:
    for inner in _codes_in(code):
        yield from inner.co_names


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes_in(constant)


def _over(function: FunctionType, namespace: dict[str, Any]) -> FunctionType:
    copy = FunctionType(
        function.__code__,
        namespace,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__dict__.update(function.__dict__)
    copy.__module__ = function.__module__
    copy.__qualname__ = function.__qualname__
    copy.__annotations__ = function.__annotations__
    return copy
