"""The two modules under `importlib`, with the engine's functions and finders in them.

What stands on them (`importlib`, `importlib.util`, `importlib.machinery` and so on) is the
interpreter's own source, executed in the engine: see the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from importlib import machinery
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from importengine import _interpreter as interpreter
from importengine._adopt import adopt_spec
from importengine._bind import import_fromlist
from importengine._find import find_spec
from importengine._journey import Engine, import_fullname
from importengine._load import load, reexecute
from importengine._resolve import resolve_in_package
from importengine._state import default_engine, exact_name
from importengine.finders import BuiltinFinder, FileFinder, FrozenFinder, PathFinder
from importengine.loaders import (
    BuiltinLoader,
    SharedLoader,
)
from importengine.loaders.bound import as_in_host, bound_loader
from importengine.virtual.views import bound_view


_FILE_LOADERS = (
    machinery.SourceFileLoader,
    machinery.SourcelessFileLoader,
    machinery.ExtensionFileLoader,
    machinery.NamespaceLoader,
)


def bootstrap_view(engine: Engine) -> ModuleType:
    """Return `_frozen_importlib` for `engine`: its functions import in the engine."""
    loader = BuiltinLoader(engine)
    replacements = {
        "sys": engine.modules["sys"],
        "BuiltinImporter": _importer(
            machinery.BuiltinImporter,
            BuiltinFinder(engine),
            {
                "create_module": loader.create_module,
                "exec_module": loader.exec_module,
                **_load_module(machinery.BuiltinImporter, engine),
            },
        ),
        "FrozenImporter": _importer(
            machinery.FrozenImporter,
            FrozenFinder(engine),
            _load_module(machinery.FrozenImporter, engine),
        ),
        **_functions(engine),
    }
    return bound_view(interpreter.bootstrap, replacements)


def bootstrap_external_view(engine: Engine, bootstrap: ModuleType) -> ModuleType:
    """Return `_frozen_importlib_external` for `engine`: its loaders load for the engine."""
    path = PathFinder(engine)
    namespace_path = bound_loader(engine, interpreter.bootstrap_external._NamespacePath)
    replacements = {
        "sys": engine.modules["sys"],
        "_bootstrap": bootstrap,
        "PathFinder": _bound(
            machinery.PathFinder,
            {
                "find_spec": path.find_spec,
                "invalidate_caches": path.invalidate_caches,
                "discover": path.discover,
                "find_distributions": path.find_distributions,
                "_path_hooks": path.make_finder,
                "_path_importer_cache": path.finder_for,
            },
        ),
        "FileFinder": FileFinder,
        **{loader.__name__: bound_loader(engine, loader) for loader in _FILE_LOADERS},
        "_NamespacePath": namespace_path,
        # its name since CPython 3.15
        "NamespacePath": namespace_path,
    }
    view = bound_view(interpreter.bootstrap_external, replacements)
    vars(bootstrap)["_bootstrap_external"] = view
    return view


def _load_module(host_class: Any, engine: Engine) -> dict[str, Callable[..., Any]]:
    """Return a `load_module` that registers in the engine (PEP 302; until CPython 3.14)."""
    if not hasattr(host_class, "load_module"):
        return {}

    def load_module(*args: Any) -> Any:
        with engine.substituted():
            return host_class.load_module(*args)

    return {"load_module": load_module}


def abstract_loaders(engine: Engine, namespace: Mapping[str, Any]) -> dict[str, object]:
    """Return what stands in `importlib.abc`: loaders whose `load_module` is the engine's."""
    return {
        name: as_in_host(value, value, _load_module(value, engine))
        for name, value in namespace.items()
        if isinstance(value, type) and hasattr(value, "load_module")
    }


def submodules_at_hand(engine: Engine, namespace: Mapping[str, Any]) -> dict[str, object]:
    """Return what stands in `importlib`: submodules as attributes that nobody has imported.

    Shared standard modules have imported them, in the host (`zipfile` imports `importlib.util`);
    in a process of its own the engine's code would find them.
    """
    package = namespace["__name__"]

    def __getattr__(name: str) -> Any:  # noqa: N807 - PEP 562
        fullname = f"{package}.{name}"
        if fullname not in default_engine().modules:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=engine.modules.get(package))
        return import_fullname(engine, fullname)

    return {"__getattr__": __getattr__}


def module_makers(engine: Engine, names: Mapping[str, Any]) -> dict[str, object]:
    """Return what stands in `_imp`: C code is initialised over the engine's state."""

    def over_engine(make: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(make)
        def made(*args: Any) -> Any:
            with engine.substituted():
                return make(*args)

        return made

    return {name: over_engine(names[name]) for name in _MODULE_MAKERS if name in names}


_MODULE_MAKERS = ("create_builtin", "create_dynamic", "exec_builtin", "exec_dynamic")


def _functions(engine: Engine) -> dict[str, Callable[..., Any]]:
    """Return the engine's own steps under the names of importlib's."""

    def gcd_import(name: str, package: str | None = None, level: int = 0) -> Any:
        prefix = getattr(engine.modules, "prefix", "")
        return import_fullname(engine, resolve_in_package("." * level + name, package, prefix))

    def find_and_load(name: str, import_: Any, **_: Any) -> Any:  # noqa: ARG001
        return import_fullname(engine, exact_name(engine.modules, name))

    def find(name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        name = exact_name(engine.modules, name)
        engine.admit(name, None)
        shared = engine.shared_spec(name)
        if shared is not None and path is not None:
            return shared
        spec = find_spec(engine, name, path, target)
        return spec if spec is None or engine.is_global else adopt_spec(engine, spec)

    def handle_fromlist(
        module: Any, fromlist: Any, import_: Any, *, recursive: bool = False
    ) -> Any:
        import_fromlist(module, fromlist, engine.modules, import_, recursive=recursive)
        return module

    def load_spec(spec: ModuleSpec) -> Any:
        with engine.locks.loading(exact_name(engine.modules, spec.name)):
            return load(engine, spec, engine.builtins_for_code())

    def exec_spec(spec: ModuleSpec, module: ModuleType) -> Any:
        with engine.locks.loading(exact_name(engine.modules, spec.name)):
            return reexecute(engine, spec, module, engine.builtins_for_code())

    return {
        "__import__": engine.__import__,  # type: ignore[attr-defined]
        "_gcd_import": gcd_import,
        "_find_and_load": find_and_load,
        "_find_spec": find,
        "_handle_fromlist": handle_fromlist,
        "_load": load_spec,
        "_exec": exec_spec,
    }


def _bound(host_class: type, methods: Mapping[str, Callable[..., Any]]) -> type:
    """Return a class like `host_class`, which is used without an instance, with our methods."""
    return as_in_host(
        host_class, host_class, {name: staticmethod(method) for name, method in methods.items()}
    )


def _importer(host_class: type, finder: Any, methods: Mapping[str, Callable[..., Any]]) -> type:
    """Return a class like `host_class` that is finder and loader in one, as importlib has it."""

    def find_spec(
        fullname: str, path: Any = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec: ModuleSpec | None = finder.find_spec(fullname, path, target)
        if spec is not None and not isinstance(spec.loader, SharedLoader):
            spec.loader = importer  # type: ignore[assignment]
        return spec

    importer = _bound(host_class, {**methods, "find_spec": find_spec})
    return importer
