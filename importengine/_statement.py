"""The import statement: resolve the name, have the module imported, and return what it binds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from importengine._bind import NamesOf, import_fromlist, top_of
from importengine._c_import import is_c_import, show_to_c_code
from importengine._caller import binds_by_name, statement_frame
from importengine._journey import Engine, import_fullname
from importengine._lazy_names import decode_lazy, is_lazy_by_name
from importengine._namespace import namespace_of
from importengine._ready import Ready
from importengine._resolve import NOT_GIVEN, resolve
from importengine._state import Modules, exact_name
from importengine._traceback import without_machinery


def make_import(engine: Engine) -> Callable[..., Any]:  # noqa: C901 - one function is the point
    """Return the `__import__` of `engine`: a closure, as a bound method costs four times that."""
    ready = _ready_of(engine)
    modules, namespaces, relative = ready.modules, ready.namespaces, ready.relative
    tops, dotted = ready.tops, ready.dotted

    def __import__(  # noqa: C901, N807, PLR0912 - the name of the builtin
        name: str,
        globals: Any = NOT_GIVEN,
        locals: Any = None,
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        # what is ready; anything unusual goes on below
        if fromlist:
            try:
                fullname = name
                if level:
                    spec = globals["__spec__"]
                    known = relative[id(spec), globals["__package__"], name, level]
                    fullname = known[1] if known[0] is spec else ""
                namespace = namespaces[fullname]
                if type(fromlist) is tuple:
                    for item in fromlist:
                        namespace[item]
                    return modules[fullname]
            except (KeyError, TypeError):
                pass
        elif fromlist is None and type(name) is str and not level:
            module = tops.get(name)
            if module is not None:
                return module
            parts = dotted.get(name)
            if parts is not None:
                top, links = parts
                for namespace, child, module in links:
                    if namespace.get(child) is not module:
                        break
                else:
                    return top
        try:
            if is_c_import(globals, locals, fromlist, level):
                module = import_fullname(engine, _fullname_for_c(engine, name))
                show_to_c_code(name, module, fromlist)
                # what has been imported may have kept this frame, and with it the list
                del fromlist
                return module
            return import_statement(engine, name, globals, fromlist, level)
        except BaseException as error:
            error.__traceback__ = without_machinery(error)
            raise

    return __import__


def _ready_of(engine: Engine) -> Ready:
    """Return what is ready in the engine: in a global one nothing, as the interpreter's is asked."""
    modules = engine.modules
    return modules.ready if isinstance(modules, Modules) else Ready()


def _fullname_for_c(engine: Engine, name: str) -> str:
    return resolve(name, None, 0, getattr(engine.modules, "prefix", ""))


def import_statement(engine: Engine, name: str, namespace: Any, fromlist: Any, level: int) -> Any:
    """Do what `__import__` does; contract of PyImport_ImportModuleLevelObject."""
    modules, written = engine.modules, name
    fullname = resolve(name, namespace, level, getattr(modules, "prefix", ""))
    if level == 0:
        # without what a lazy import has encoded, with the prefix that may be written
        name = decode_lazy(name)
    importer = namespace.get("__name__") if isinstance(namespace, dict) else None
    if importer is not None:
        importer = exact_name(modules, importer)
    module = import_fullname(engine, fullname, importer, _import_by_statement)
    if fromlist:
        if level and isinstance(modules, Modules):
            modules.ready.put_relative(namespace, name, level, fullname)
        return _with_names(engine, module, fromlist, importer)
    if not name or "." not in name:
        return module
    if level == 0:
        top = import_fullname(engine, name.partition(".")[0], importer, _import_by_statement)
    else:
        top = top_of(name, fullname, modules)
    return _with_dotted(engine, top, name, written)


def _with_names(engine: Engine, module: Any, fromlist: Iterable[Any], importer: str | None) -> Any:
    """Import what `fromlist` names, and return what the statement takes the names from."""
    if hasattr(module, "__path__"):
        import_fromlist(
            module,
            fromlist,
            engine.modules,
            lambda child: _import_by_statement(engine, child, importer),
        )
    # a statement passes a tuple; anything else comes from a call, which gets the module
    if engine.is_global or type(fromlist) is not tuple or fromlist[0] == "*":
        return module
    namespace = namespace_of(module)
    if all(name in namespace for name in fromlist) or statement_frame() is None:
        return module
    return NamesOf(module, engine.modules)


def _with_dotted(engine: Engine, top: Any, name: str, written: str) -> Any:
    """Return what `import a.b as c` takes `b` from, where `a` does not have it yet, or `top`."""
    if engine.is_global:
        return top
    module = top
    for child in name.split(".")[1:]:
        namespace = namespace_of(module)
        if child not in namespace:
            if is_lazy_by_name(written) or binds_by_name(statement_frame()):
                return NamesOf(top, engine.modules, name.partition(".")[2])
            return top
        module = namespace[child]
    return top


def _import_by_statement(engine: Engine, fullname: str, importer: str | None) -> Any:
    """Import as a statement that binds the first part of `fullname` does.

    The interpreter's `__import__` imports parents and the submodules of a fromlist by itself.
    """
    module = import_fullname(engine, fullname, importer, _import_by_statement)
    top, dot, _ = fullname.partition(".")
    if dot:
        import_fullname(engine, top, importer, _import_by_statement)
    return module
