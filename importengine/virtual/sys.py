"""The `sys` of an engine: its import state, and everything else of the real one."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from types import BuiltinFunctionType, ModuleType
from typing import Any

from importengine._lazy import Filter
from importengine._namespace import namespace_of
from importengine._substitution import STATE_NAMES


class _LikeModule(type):
    """Let the type of an engine's `sys` mean what it means in the host: the type of modules."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:
        """Derive from ModuleType itself where somebody derives from `type(sys)`."""
        ours = [base for base in bases if type(base) is _LikeModule]
        if not ours:
            return super().__new__(cls, name, bases, namespace)
        plain = tuple(ModuleType if base in ours else base for base in bases)
        return types.new_class(name, plain, exec_body=lambda body: body.update(namespace))

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, ModuleType)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, ModuleType)


class EngineSys(ModuleType, metaclass=_LikeModule):
    """What `import sys` gives in an engine.

    `modules`, `path`, `meta_path`, `path_hooks` and `path_importer_cache` are the engine's, and on
    3.15 `lazy_modules` and the filter of lazy imports. Every other name is read from and written to the real `sys`, so that `sys.stdout = …` redirects
    the one `print` there is (ie-0001 V2). Calling its type makes an ordinary module, as
    calling the type of the real `sys` does.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """Return an ordinary module."""
        module = ModuleType.__new__(ModuleType)
        if args or kwargs:
            module.__init__(*args, **kwargs)  # type: ignore[misc]
        return module

    def __getattr__(self, name: str) -> Any:
        namespace = complete_sys(self)
        if name in namespace:
            return namespace[name]
        if name in STATE_NAMES:
            # deleted, or set to something that has no such attribute
            msg = f"module 'sys' has no attribute {name!r}"
            raise AttributeError(msg, name=name, obj=self)
        value = getattr(sys, name)
        if name in _LAZY_NAMES:
            engine = namespace["_engine"]
            return _LAZY_NAMES[name](engine)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        namespace = complete_sys(self)
        if "_engine" not in namespace:
            # called by hand, for an ordinary module
            ModuleType.__setattr__(self, name, value)
            return
        namespace["_deleted"].discard(name)
        if name == "modules":
            # as in the host: shown from now on, and no import looks at it
            namespace["_shown_modules"] = value
        elif name in STATE_NAMES:
            setattr(namespace["_engine"], name, value)
        elif name in _OWN_NAMES:
            namespace[name] = value
        else:
            setattr(sys, name, value)
            if name in namespace:
                namespace[name] = value

    def __delattr__(self, name: str) -> None:
        namespace = complete_sys(self)
        if "_engine" not in namespace:
            ModuleType.__delattr__(self, name)
            return
        if name in STATE_NAMES:
            # gone to look at, until it is set again: the engine goes on with what it has
            namespace["_deleted"].add(name)
            return
        if name not in _OWN_NAMES:
            delattr(sys, name)
        namespace.pop(name, None)

    def __dir__(self) -> list[str]:
        return dir(sys)

    def __repr__(self) -> str:
        return repr(sys)


def _filter_setter(engine: Any) -> Callable[[Filter | None], None]:
    def set_lazy_imports_filter(accepts: Filter | None) -> None:
        if accepts is not None and not callable(accepts):
            msg = "filter provided but is not callable"
            raise ValueError(msg)
        engine.lazy_imports_filter = accepts

    return set_lazy_imports_filter


# what `sys` has for lazy imports (PEP 810, CPython 3.15), beside the mode, which is the process's
_LAZY_NAMES: dict[str, Callable[[Any], Any]] = {
    "lazy_modules": lambda engine: engine.lazy_modules,
    "get_lazy_imports_filter": lambda engine: lambda: engine.lazy_imports_filter,
    "set_lazy_imports_filter": _filter_setter,
}


def _state(name: str) -> property:
    def read(self: EngineSys) -> Any:
        namespace = namespace_of(self)
        if name in (namespace["_deleted"] or ()):
            raise AttributeError(name)
        if name == "modules" and "_shown_modules" in namespace:
            return namespace["_shown_modules"]
        return getattr(namespace["_engine"], name)

    return property(read)


def _live(name: str) -> property:
    # written and deleted by the class; a data descriptor, by which tools that patch know that the
    # instance's dict does not have the value
    return property(lambda _: getattr(sys, name))


# what messages and documentation say of a module's type
EngineSys.__name__ = EngineSys.__qualname__ = ModuleType.__name__
EngineSys.__doc__ = ModuleType.__doc__

for _name in STATE_NAMES:
    type.__setattr__(EngineSys, _name, _state(_name))


def make_sys(engine: Any) -> ModuleType:
    """Return the `sys` of `engine`."""
    module: ModuleType = ModuleType.__new__(EngineSys)
    of_host = sys.__dict__
    namespace_of(module).update(
        {name: of_host[name] for name in _SAME_NAMES}, _engine=engine, _deleted=None
    )
    return module


def complete_sys(module: ModuleType) -> dict[str, Any]:
    """Return the dict of an engine's `sys`, with the constants in it; of others as it is."""
    namespace = namespace_of(module)
    if namespace.get("_deleted", module) is None:
        namespace["_deleted"] = set[str]()
        namespace.update(_constants())
        namespace["__displayhook__"] = _displayhook_of(namespace["_engine"])
    return namespace


def _displayhook_of(engine: Any) -> Callable[[object], None]:
    """Return what prints the value of an expression as `sys.__displayhook__` does."""

    def displayhook(value: object, /) -> None:
        """Print `value`, unless it is None, and keep it as `_` of the engine's builtins."""
        if value is None:
            return
        builtins = engine.own_modules["builtins"]
        # as long as it is printed, which may be by code that prints values, too
        builtins._ = None
        text, output = repr(value), sys.stdout
        try:
            output.write(text)
        except UnicodeEncodeError:
            encoding = output.encoding
            output.write(text.encode(encoding, "backslashreplace").decode(encoding))
        output.write("\n")
        builtins._ = value

    return displayhook


# set on the engine's `sys` alone
_OWN_NAMES = frozenset({"__spec__", "__loader__"})
# what a module has from the start
_SAME_NAMES = ("__name__", "__doc__", "__package__", "__loader__", "__spec__")


def _constants() -> dict[str, Any]:
    """Return what nobody is going to replace in `sys`: found at once, also by `vars`."""
    return {
        name: value
        for name, value in vars(sys).items()
        if isinstance(value, str | tuple | BuiltinFunctionType)
        and not name.endswith("hook")
        and name not in (*STATE_NAMES, *_LAZY_NAMES, "ps1", "ps2")
    }


for _name in vars(sys).keys() - _constants().keys() - {*STATE_NAMES, *_LAZY_NAMES, *_OWN_NAMES}:
    type.__setattr__(EngineSys, _name, _live(_name))
