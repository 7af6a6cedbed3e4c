"""Run a script or a module as the `__main__` of an engine (contract of runpy)."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from pkgutil import read_code
from types import CodeType, ModuleType
from typing import Any, Protocol

from importengine._journey import Engine
from importengine._load import HAS_CACHED_ATTRIBUTE, give_builtins
from importengine._state import MISSING
from importengine.errors import ImportRefusedError


class RunningEngine(Engine, Protocol):
    """What running needs of an engine beside the journey."""

    def check_open(self) -> None: ...

    def import_module(self, name: str, package: str | None = ...) -> ModuleType: ...


def run_module(engine: RunningEngine, fullname: str) -> dict[str, Any]:
    """Execute the module `fullname`, or the `__main__` of a package, as `__main__`."""
    spec = _runnable_spec(engine, fullname)
    return _execute(engine, _code_of(spec), spec.origin, spec=spec)


def run_path(engine: RunningEngine, path: str) -> dict[str, Any]:
    """Execute the file at `path`, or the `__main__` in a directory or archive, as `__main__`."""
    engine.check_open()
    finder = _container_finder(engine, path)
    if finder is None:
        return _execute(engine, _read(path), path)
    engine.path.insert(0, path)
    try:
        spec = finder.find_spec("__main__")
        if spec is None:
            msg = f"can't find '__main__' module in {path!r}"
            raise ImportError(msg, name="__main__", path=path)
        return _execute(engine, _code_of(spec), spec.origin, spec=spec)
    finally:
        if path in engine.path:
            engine.path.remove(path)


def _container_finder(engine: RunningEngine, path: str) -> Any:
    """Return the path entry finder of a directory or archive, None for a plain file."""
    for hook in engine.path_hooks:
        try:
            return hook(path)
        except ImportError:
            continue
    return None


def _read(path: str) -> CodeType:
    with open(path, "rb") as stream:
        code: CodeType | None = read_code(stream)
        if code is None:
            stream.seek(0)
            code = compile(stream.read(), path, "exec", dont_inherit=True)
        return code


def _runnable_spec(engine: RunningEngine, fullname: str) -> ModuleSpec:
    if fullname.startswith("."):
        msg = "Relative module names not supported"
        raise ImportError(msg)
    spec = engine.find_spec(fullname)
    if spec is None:
        msg = f"No module named {fullname!r}"
        raise ModuleNotFoundError(msg, name=fullname)
    if spec.submodule_search_locations is None:
        return spec
    if fullname == "__main__" or fullname.endswith(".__main__"):
        msg = "Cannot use package as __main__ module"
        raise ImportError(msg, name=fullname)
    try:
        return _runnable_spec(engine, f"{fullname}.__main__")
    except ImportError as error:
        if isinstance(error, ImportRefusedError) or f"{fullname}.__main__" in engine.modules:
            raise
        msg = f"{error}; {fullname!r} is a package and cannot be directly executed"
        raise type(error)(msg, name=error.name) from None


def _code_of(spec: ModuleSpec) -> CodeType:
    get_code = getattr(spec.loader, "get_code", None)
    code = get_code(spec.name) if get_code is not None else None
    if not isinstance(code, CodeType):
        msg = f"No code object available for {spec.name}"
        raise ImportError(msg, name=spec.name)  # noqa: TRY004 - as runpy
    return code


def _execute(
    engine: RunningEngine, code: CodeType, file: str | None, spec: ModuleSpec | None = None
) -> dict[str, Any]:
    """Execute `code` in a new `__main__`, which stays; on failure the former one is back."""
    main = ModuleType("__main__")
    namespace = main.__dict__
    namespace.update(
        __file__=file,
        __loader__=spec.loader if spec else None,
        __package__=spec.parent if spec else "",
        __spec__=spec,
    )
    if HAS_CACHED_ATTRIBUTE:
        namespace["__cached__"] = spec.cached if spec else None
    give_builtins(main, engine.builtins_for_code())
    former = engine.modules.get("__main__", MISSING)
    engine.modules["__main__"] = main
    try:
        exec(code, namespace)
    except BaseException:
        if former is MISSING:
            engine.modules.pop("__main__", None)
        else:
            engine.modules["__main__"] = former
        raise
    return namespace
