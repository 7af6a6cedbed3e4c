"""Reload: find a module again and execute it in place (contract of importlib.reload)."""

from __future__ import annotations

from time import perf_counter
from types import ModuleType
from typing import Any

from importengine._journey import Engine, find_module
from importengine._load import reexecute
from importengine._state import exact_name
from importengine.events import ModuleFailed, ModuleReloaded


def reload_module(engine: Engine, module: ModuleType, under_way: dict[str, ModuleType]) -> Any:
    """Reload `module` and return what is then in `modules` under its name.

    `under_way` holds the reloads of the engine that have not ended: one of them asked for again,
    by a circular import, is returned as it is.
    """
    fullname = exact_name(engine.modules, _fullname_of(module))
    engine.admit(fullname, None)
    modules = engine.modules
    if modules.get(fullname) is not module:
        msg = f"module {fullname} not in sys.modules"
        raise ImportError(msg, name=fullname)
    if fullname in under_way:
        return under_way[fullname]
    under_way[fullname] = module
    try:
        return _reload(engine, fullname, module)
    finally:
        under_way.pop(fullname, None)


def _reload(engine: Engine, fullname: str, module: ModuleType) -> Any:
    parent = fullname.rpartition(".")[0]
    try:
        if parent:
            engine.modules[parent]
    except KeyError:
        msg = f"parent {parent!r} not in sys.modules"
        raise ImportError(msg, name=parent) from None
    spec = find_module(engine, fullname, target=module)
    # before the look at it, as importlib: a module that is not found any more has no spec
    module.__spec__ = spec
    if spec is None:
        msg = f"spec not found for the module {fullname!r}"
        raise ModuleNotFoundError(msg, name=fullname)
    started = perf_counter()
    try:
        with engine.locks.loading(fullname):
            reexecute(engine, spec, module, engine.builtins_for_code())
    except BaseException as error:
        seconds = perf_counter() - started
        engine.notifier.tell(ModuleFailed, fullname, spec=spec, seconds=seconds, error=error)
        raise
    seconds = perf_counter() - started
    engine.notifier.tell(ModuleReloaded, fullname, spec=spec, seconds=seconds)
    # the module may have replaced itself
    return engine.modules[fullname]


def _fullname_of(module: ModuleType) -> str:
    try:
        return module.__spec__.name  # type: ignore[union-attr]
    except AttributeError:
        try:
            return module.__name__
        except AttributeError:
            msg = "reload() argument must be a module"
            raise TypeError(msg) from None
