"""What is in the interpreter's modules dict while an engine is active for a thread.

Nothing is taken out of it, so that no other thread misses anything: what the thread with the
window is not to find gets a key that it misses, and the engine's modules come beside it, under
keys that only this thread finds. Meanwhile `sys.modules` is another dict for everybody else, the
host's alone. Each step may be interrupted and done again (ie-0001 A2, A9, A10).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from typing import Any, Protocol

from attrs import frozen

from importengine._at_once import at_once
from importengine._host_modules import HOST_MODULES
from importengine._libraries import is_found_on
from importengine._namespace import namespace_of
from importengine._native_stack import has_library
from importengine._standard_library import is_in_standard_library
from importengine._state import MISSING, Modules
from importengine._visibility import (
    INTERPRETER_MODULES,
    LentName,
    WindowName,
    items_of,
    mirror,
    missed_name,
    rename,
    renamed,
    unmirror,
    window_modules,
)


class Substitute(Protocol):
    """What is put in the place of the global state."""

    # what C code keeps in the interpreter's own dict
    interpreter_state: dict[str, Any]

    @property
    def __import__(self) -> Callable[..., Any]: ...

    def import_module(self, name: str) -> Any: ...

    @property
    def modules(self) -> dict[str, Any]: ...

    def lends_to_c_code(self, fullname: str) -> bool: ...


@frozen(eq=False)
class Window:
    """One engine in the place of the global state, for one thread."""

    engine: Substitute
    modules: Modules
    # the host's modules that C code may use, of this thread and of others: the standard library
    lent: dict[str, Any]

    @classmethod
    def of(cls, engine: Substitute, modules: Modules) -> Window:
        """Return the window of `engine`, not yet open."""
        lent = {
            fullname: module
            for fullname, module in items_of(host_modules())
            if type(fullname) is str and engine.lends_to_c_code(fullname)
        }
        return cls(engine, modules, lent)


def host_modules() -> dict[str, Any]:
    """Return the host's `sys.modules`, whoever asks."""
    modules: dict[str, Any] = sys.__dict__["modules"]
    return modules


def put_host_modules_aside(*further: Callable[[], Any]) -> None:
    """Let `sys.modules` be a copy for everybody, and do `further` steps at once with that."""
    while True:
        try:
            HOST_MODULES.become_copy(
                partial(sys.__dict__.__setitem__, "modules", HOST_MODULES), *further
            )
        except RuntimeError:
            # as in items_of: nothing has been done yet
            continue
        break


def fill(window: Window) -> None:
    """Let the thread with the window find the engine's modules, and not the host's."""
    modules, lent = window.modules, window.lent
    window_modules[:] = [modules.identity]
    for fullname in list(INTERPRETER_MODULES):
        # the thread goes on finding what it shares, as all do
        is_shared = modules.get(fullname, lent.get(fullname)) is lent.get(fullname, MISSING)
        if type(fullname) is str and not is_shared:
            renamed.append(fullname)
            rename(INTERPRETER_MODULES, fullname, missed_name(fullname))
    modules.shown.clear()
    # from now on, what other threads do to the engine's modules comes here by itself
    modules.mirror = INTERPRETER_MODULES
    for fullname, module in items_of(modules):
        if lent.get(fullname, MISSING) is not module:
            mirror(INTERPRETER_MODULES, modules.identity, fullname, module)
        modules.shown.setdefault(fullname, [fullname])
    for key in list(INTERPRETER_MODULES):
        if type(key) is WindowName and key.of is modules.identity and str(key) not in modules:
            # or another thread is about to put it in
            modules.hide(str(key))
            unmirror(INTERPRETER_MODULES, modules.identity, str(key))


def collect(window: Window) -> None:
    """Take over what C code did to the interpreter's modules dict."""
    modules = window.modules
    if modules.mirror is None:
        # done already
        return
    # not what another thread has put in just when the window opened
    for fullname, ticket in list(modules.shown.items()):
        if fullname not in INTERPRETER_MODULES:
            modules.deleted_by_c(fullname, ticket)
    _collect_from_sys(window)
    for key, module in items_of(INTERPRETER_MODULES):
        # what C code adds has a plain name
        if type(key) is str and _host_module(key) is module:
            continue
        is_own = type(key) is str or (type(key) is WindowName and key.of is modules.identity)
        if is_own and not _is_of_another(window, str(key), module):
            fullname = str(key)
            if type(key) is str:
                _restore(fullname)
                modules[fullname] = module
            elif modules.get(fullname, MISSING) is not module is not window.lent.get(fullname):
                modules[fullname] = module
    modules.mirror = None


def _restore(fullname: str) -> None:
    """Take out what C code has put in, and give the host its module back where it had one."""
    hosts, name = _host_module(fullname), missed_name(fullname)
    steps: list[Callable[[], Any]] = [partial(dict.pop, INTERPRETER_MODULES, fullname, None)]
    if hosts is not MISSING and INTERPRETER_MODULES.get(name, MISSING) is MISSING:
        renamed.append(fullname)
        steps.append(partial(dict.__setitem__, INTERPRETER_MODULES, name, hosts))
    at_once(*steps)


def _collect_from_sys(window: Window) -> None:
    """Take over what C code has put into `sys.modules`, as found by `PySys_GetObject`."""
    for key in list(dict.keys(HOST_MODULES)):
        if type(key) is not str or key in HOST_MODULES.names:
            continue
        module = dict.get(HOST_MODULES, key, MISSING)
        if module is not MISSING and not _is_of_another(window, key, module):
            dict.pop(HOST_MODULES, key, None)
            window.modules[key] = module


def _is_of_another(window: Window, fullname: str, module: Any) -> bool:
    """Say whether `module` is one that other code in the process loads.

    The host's threads go on loading theirs, and put them into the same dict; of modules in
    Python only what they are just doing may come there under a plain name.
    """
    namespace = namespace_of(module)
    spec, file = namespace.get("__spec__"), namespace.get("__file__")
    if spec is None or isinstance(getattr(spec, "loader", None), ExtensionFileLoader):
        if not isinstance(file, str) or not file.endswith(tuple(EXTENSION_SUFFIXES)):
            return False
        if is_in_standard_library(file) or has_library(window.engine, file):
            return False
        if not is_found_on(sys.__dict__["path"], fullname, file):
            # made by C code that has several modules in it, before their files are loaded
            return False
    return all(module is not known for known in list(window.modules.values()))


def empty(window: Window) -> None:
    """Take the engine's modules out, and give the host's their keys back."""
    for key, module in items_of(INTERPRETER_MODULES):
        if type(key) is WindowName:
            INTERPRETER_MODULES.pop(key, None)
        elif type(key) is str and _host_module(key) is not module:
            # C code has put it there: the engine's, but for what another thread loads
            _set_back(window, key, module)
    for fullname in renamed:
        rename(INTERPRETER_MODULES, LentName(fullname), fullname)
    renamed.clear()


def _set_back(window: Window, fullname: str, module: Any) -> None:
    hosts = _host_module(fullname)
    if hosts is not MISSING:
        INTERPRETER_MODULES[fullname] = hosts
    elif _is_of_another(window, fullname, module):
        HOST_MODULES.names.add(fullname)
        dict.__setitem__(HOST_MODULES, fullname, module)
    else:
        INTERPRETER_MODULES.pop(fullname, None)


def _host_module(fullname: str) -> Any:
    """Return the host's module for the thread with the window, which misses it by its name."""
    module = dict.get(HOST_MODULES, fullname, MISSING)
    return dict.get(HOST_MODULES, LentName(fullname), MISSING) if module is MISSING else module
