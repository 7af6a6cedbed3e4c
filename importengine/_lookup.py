"""Look a module up by its name, imported or not, as `importlib.util.find_spec` does."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from importlib.util import resolve_name
from typing import Any

from importengine._journey import Engine, find_module, import_fullname
from importengine._substitution import suspended


def look_up(engine: Engine, name: str, package: str | None, prefix: str) -> ModuleSpec | None:
    """Return the spec of `name`, relative to `package` when it starts with dots; None if absent.

    Imports the parents. `prefix`, with its dot, is what qualified modules carry. Contract of
    `importlib.util.find_spec`.
    """
    # not import_module's rule: this one's error for a missing package is an ImportError
    if isinstance(package, str):
        package = package.removeprefix(prefix)
    # looks at `package` for a relative name alone
    fullname = resolve_name(name, package).removeprefix(prefix)
    engine.admit(fullname, None)
    if fullname in engine.modules:
        return _spec_of_loaded(fullname, engine.modules[fullname])
    parent = fullname.rpartition(".")[0]
    if parent:
        package_module = import_fullname(engine, parent)
        if engine.shared_spec(fullname) is None:
            _require_path(package_module, parent, fullname)
    with suspended():
        return find_module(engine, fullname)


def _require_path(module: Any, parent: str, fullname: str) -> None:
    try:
        module.__path__  # noqa: B018 - asked for its error
    except AttributeError as error:
        msg = f"__path__ attribute not found on {parent!r} while trying to find {fullname!r}"
        raise ModuleNotFoundError(msg, name=fullname) from error


def _spec_of_loaded(fullname: str, module: Any) -> ModuleSpec | None:
    if module is None:
        return None
    try:
        spec: ModuleSpec | None = module.__spec__
    except AttributeError:
        msg = f"{fullname}.__spec__ is not set"
        raise ValueError(msg) from None
    if spec is None:
        msg = f"{fullname}.__spec__ is None"
        raise ValueError(msg)
    return spec
