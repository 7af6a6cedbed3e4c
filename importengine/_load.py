"""Load: from the spec to the executed module, registered on the way and rolled back on failure."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ExtensionFileLoader, ModuleSpec, NamespaceLoader
from importlib.util import module_from_spec
from traceback import walk_tb
from types import ModuleType
from typing import Any

from importengine._namespace import namespace_of
from importengine._signature import takes_engine
from importengine._state import exact_name
from importengine.abc import EngineState


# removed from modules in CPython 3.15
HAS_CACHED_ATTRIBUTE = sys.version_info < (3, 15)


def load(engine: EngineState, spec: ModuleSpec, builtins: dict[str, Any] | None) -> Any:
    """Create, register and execute the module of `spec`; return what it left in `modules`.

    `builtins` becomes the `__builtins__` of the module's code, None leaves that to the
    interpreter. Contract of importlib's _load_unlocked: a failed exec leaves no trace.
    """
    loader = spec.loader
    if loader is not None and not hasattr(loader, "exec_module"):
        return _load_by_name(engine, spec)
    if loader is None and spec.submodule_search_locations is None:
        msg = "missing loader"
        raise ImportError(msg, name=spec.name)
    module = module_from_spec(spec)
    fullname = spec.name
    modules = engine.modules
    # CPython's C code and module attribute errors read this to know a circular import
    spec._initializing = True  # type: ignore[attr-defined]
    try:
        modules[fullname] = module
        engine.pending.attach(exact_name(modules, fullname))
        try:
            if loader is not None:
                give_builtins(module, None if is_extension(loader) else builtins)
                execute(engine, loader, module)
        except:
            # a failed exec must leave no trace (ie-0001 L4)
            modules.pop(fullname, None)
            raise
        # the module may have put something else in its place; and it goes to the end
        module = modules.pop(fullname)
        modules[fullname] = module
    finally:
        spec._initializing = False  # type: ignore[attr-defined]
    return module


def reexecute(
    engine: EngineState, spec: ModuleSpec, module: ModuleType, builtins: dict[str, Any] | None
) -> Any:
    """Execute `spec` again in the existing `module`; contract of importlib's _exec."""
    fullname = spec.name
    modules = engine.modules
    if modules.get(fullname) is not module:
        msg = f"module {fullname!r} not in sys.modules"
        raise ImportError(msg, name=fullname)
    loader = spec.loader
    if loader is None and spec.submodule_search_locations is None:
        msg = "missing loader"
        raise ImportError(msg, name=fullname)
    try:
        refresh_attributes(spec, module)
        if loader is not None:
            if hasattr(loader, "exec_module"):
                with _given(module, None if is_extension(loader) else builtins):
                    execute(engine, loader, module)
            else:
                _warn_of_load_module(loader)
                with engine.substituted():
                    loader.load_module(fullname)
    finally:
        # the module may have put something else in its place; KeyError where it removed itself
        module = modules.pop(fullname)
        modules[fullname] = module
    return module


def execute(engine: EngineState, loader: Any, module: ModuleType) -> None:
    """Run the module's code by its loader, which is told the engine if it takes it."""
    if takes_engine(loader.exec_module):
        loader.exec_module(module, engine=engine)
    else:
        loader.exec_module(module)


def is_extension(loader: Any) -> bool:
    """Say whether the module is C code, which takes no builtins from its module's dict."""
    return isinstance(loader, ExtensionFileLoader)


def give_builtins(module: Any, builtins: dict[str, Any] | None) -> None:
    """Set the builtins that the code of `module`, not yet run, is going to capture."""
    if builtins is None:
        return
    # of several engines that have to do with the module the first is the one that loads it
    namespace_of(module).setdefault("__builtins__", builtins)


@contextmanager
def _given(module: ModuleType, builtins: dict[str, Any] | None) -> Iterator[None]:
    """Give builtins to a module that has lived without, and keep them if its code has run."""
    namespace = namespace_of(module)
    had_builtins = "__builtins__" in namespace
    give_builtins(module, builtins)
    try:
        yield
    except BaseException as error:
        frames = (frame for frame, _ in walk_tb(error.__traceback__))
        if not had_builtins and all(frame.f_globals is not namespace for frame in frames):
            namespace.pop("__builtins__", None)
        raise


def refresh_attributes(spec: ModuleSpec, module: ModuleType) -> None:
    """Set the import-related attributes of `module` from `spec` again, as a reload does."""
    if spec.loader is None:
        # gives the spec of a namespace package the loader that its module shows
        module_from_spec(spec)
    attributes: dict[str, Any] = {
        "__name__": spec.name,
        "__loader__": spec.loader,
        "__package__": spec.parent,
        "__spec__": spec,
    }
    if spec.submodule_search_locations is not None:
        attributes["__path__"] = spec.submodule_search_locations
    if spec.has_location:
        attributes["__file__"] = spec.origin
        if HAS_CACHED_ATTRIBUTE and spec.cached is not None:
            attributes["__cached__"] = spec.cached
    elif isinstance(spec.loader, NamespaceLoader):
        attributes["__file__"] = None
    _set_attributes(module, attributes)


def _set_attributes(module: Any, attributes: dict[str, Any]) -> None:
    for name, value in attributes.items():
        try:
            setattr(module, name, value)
        except AttributeError:
            continue


def _warn_of_load_module(loader: Any) -> None:
    name = getattr(loader, "__qualname__", type(loader).__qualname__)
    warnings.warn(
        f"{name}.exec_module() not found; falling back to load_module()",
        ImportWarning,
        stacklevel=2,
    )


def _load_by_name(engine: EngineState, spec: ModuleSpec) -> Any:
    """Load by a PEP 302 loader, which registers the module itself."""
    loader: Any = spec.loader
    fullname = spec.name
    if not hasattr(loader, "load_module"):
        msg = f"{loader!r} has neither exec_module() nor load_module()"
        raise ImportError(msg, name=fullname)
    _warn_of_load_module(loader)
    modules = engine.modules
    with engine.substituted():
        # the loader knows only `sys.modules`
        try:
            loader.load_module(fullname)
        except:
            if fullname in modules:
                modules[fullname] = modules.pop(fullname)
            raise
    module = modules.pop(fullname)
    modules[fullname] = module
    _complete_attributes(spec, module)
    return module


def _complete_attributes(spec: ModuleSpec, module: Any) -> None:
    package = spec.name if hasattr(module, "__path__") else spec.name.rpartition(".")[0]
    attributes = {"__loader__": spec.loader, "__package__": package, "__spec__": spec}
    absent = {name: value for name, value in attributes.items() if not _has(module, name)}
    _set_attributes(module, absent)


def _has(module: Any, name: str) -> bool:
    return getattr(module, name, None) is not None
