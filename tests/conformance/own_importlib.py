"""The engine's own importlib, as CPython's tests want it: one module object a name."""

import importlib
import sys
from types import ModuleType

from importengine import ImportEngine, sysengine
from importengine.virtual import abstract_loaders, bootstrap_external_view, bootstrap_view


def _engine_around(target: ImportEngine) -> ImportEngine:
    """Return an engine in which `importlib` is built over the functions and finders of `target`."""
    around = ImportEngine(name="importlib")
    bootstrap = bootstrap_view(target)
    external = bootstrap_external_view(target, bootstrap)
    around.modules.update(
        {
            "_frozen_importlib": bootstrap,
            "_frozen_importlib_external": external,
            "importlib._bootstrap": bootstrap,
            "importlib._bootstrap_external": external,
        }
    )
    return around


def _complete(around: ImportEngine, target: ImportEngine) -> ImportEngine:
    """Import what the tests use, then let the statements in it import by `target`."""
    for name in ("util", "machinery", "abc", "resources", "metadata"):
        around.import_module(f"importlib.{name}")
    around.modules["builtins"].__import__ = target.__import__
    # these two are the engine's own methods
    around.modules["importlib"].reload = target.reload
    around.modules["importlib.util"].find_spec = target.find_spec
    for name in ("importlib._abc", "importlib.abc"):
        theirs = importlib.import_module(name)
        vars(around.modules[name]).update(abstract_loaders(target, vars(theirs)))
    for module in list(around.modules.values()):
        if vars(module).get("sys") is around.modules["sys"]:
            module.sys = sys
    return around


_around_sys = _complete(_engine_around(sysengine), sysengine)


def importlib_module(name: str) -> ModuleType:
    """Return the module `name` of the importlib that belongs to `sysengine`."""
    module: ModuleType = _around_sys.import_module(name)
    return module
