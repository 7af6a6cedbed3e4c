"""`ImportEngine`: an import system of its own."""

from __future__ import annotations

import os
import threading
import zipimport
from collections.abc import Callable, Iterable, MutableMapping
from contextlib import AbstractContextManager
from functools import partial
from importlib.machinery import ModuleSpec
from itertools import count
from types import ModuleType
from typing import Any, Self

from importengine import _host_import, _run, _substitution
from importengine._active_calls import P, R, called_active, module_proxy
from importengine._adopt import OwnFinders
from importengine._configuration import configuration, configured
from importengine._copying import copied_modules, copy_state
from importengine._journey import import_fullname
from importengine._lazy import Filter, make_lazy_import
from importengine._locks import ModuleLocks
from importengine._lookup import look_up
from importengine._made_once import make_once
from importengine._namespace import namespace_of
from importengine._notify import Notifications, Notifier
from importengine._path_entries import as_path, path_changed, path_entries
from importengine._pending import PendingSubmodules
from importengine._qualified import Naming, modules_for, unregister
from importengine._reload import reload_module
from importengine._resolve import resolve_in_package
from importengine._sharing import Sharing, is_virtual
from importengine._state import default_engine
from importengine._statement import make_import
from importengine._traceback import without_machinery
from importengine._visibility import announce, items_of
from importengine.abc import Locks, Observer, PathHook, Pending
from importengine.errors import EngineClosedError
from importengine.events import ModuleRefused, ModuleRequested, ModuleUnloaded
from importengine.finders import (
    BuiltinFinder,
    FileFinder,
    FrozenFinder,
    PathFinder,
    SharedFinder,
)
from importengine.loaders.bound import bound_loader
from importengine.policy import Policy
from importengine.share import STANDARD_LIBRARY, Share, ShareLike, private_names, shares_of
from importengine.virtual import (
    builtins_state,
    complete_sys,
    make_builtins,
    make_sys,
    refresh_builtins,
)


__all__ = ["ImportEngine"]

_numbers = count(1)


class ImportEngine(Notifications):
    """An import system of its own in this process (PEP 406, ie-0001).

    `path` are its path entries, as on `sys.path`; `name` shows in messages; `share` are further
    top-level names to take from the host or another engine (see `Share`), beside the standard
    library, and `private` are those to load for this engine alone all the same; `policy` says what may be imported; `meta_path` and `path_hooks` replace the default
    finders and hooks. Standard (PEP 451) finders and hooks work, and the interpreter's own
    search for the engine. With `naming="qualified"` its modules carry a prefix of the engine's in
    their names, by which the host finds them too, until the engine is closed (ie-0001 Q1). With
    `share_code=False` it has code objects of its own, which engines that take turns do not slow
    down: for one that lives long and computes much (ie-0001 F6).
    """

    is_global = False
    # what the names of its modules begin with, with the dot
    _prefix: str = ""

    # made when they are first asked for; `meta_path` and `path_hooks` may be edited and set
    meta_path: list[Any]
    path_hooks: list[PathHook]
    notifier: Notifier
    pending: Pending
    loader_classes: dict[type, type]
    interpreter_state: dict[str, Any]
    lock: Any
    locks: Locks
    _own_finders: OwnFinders
    _reloading: dict[str, ModuleType]

    def __init__(
        self,
        path: Iterable[str | os.PathLike[str]] = (),
        *,
        name: str | None = None,
        share: ShareLike = (),
        private: str | Iterable[str] = (),
        policy: Policy | None = None,
        meta_path: Iterable[Any] | None = None,
        path_hooks: Iterable[PathHook] | None = None,
        naming: Naming = "exact",
        share_code: bool = True,
    ) -> None:
        self.name = f"engine-{next(_numbers)}" if name is None else name
        self.naming = naming
        self.share_code = share_code
        self.path = path_entries(path)
        self.path_importer_cache: MutableMapping[str, Any] = {}
        self._sharing = Sharing(self, shares_of(share), private_names(private))
        self._begin(policy)
        if meta_path is not None:
            self.meta_path = list(meta_path)
        if path_hooks is not None:
            self.path_hooks = list(path_hooks)
        # after all that may refuse its arguments: qualified modules are registered in the host
        self._modules = modules_for(self)
        self._prefix = getattr(self._modules, "prefix", "")
        self._make_import()
        self.lazy_imports_filter: Filter | None = None
        self._builtins = make_builtins(self.__import__, make_lazy_import(self))
        self._builtins_state = builtins_state()
        announce(self, self._builtins.__dict__)
        self.own_modules = {"sys": make_sys(self), "builtins": self._builtins}
        # as in an interpreter that runs nothing: there, and empty
        self._modules.fill({**self.own_modules, "__main__": self._empty_main()})

    def _begin(self, policy: Policy | None) -> None:
        """Set up what a global engine has too."""
        self._policy = policy
        self._closed = False

    def _make_import(self) -> None:
        if type(self).__import__ is ImportEngine.__import__:
            # a closure in the instance: a method costs every cached import four times as much
            self.__dict__["__import__"] = make_import(self)

    @classmethod
    def from_engine(cls, other: ImportEngine, *, name: str | None = None) -> Self:
        """Return an engine that starts with a copy of the state of `other`.

        Later changes on either side are unseen by the other. The modules themselves are the same
        objects, lent by `other`: their submodules go on being imported there, so that a package
        stays whole. `sys`, `builtins` and `importlib` are the new engine's own.
        """
        other.check_open()
        engine = cls(
            other.path,
            name=name,
            share=[Share((), other), *other.shares],
            private=other.private_names,
        )
        modules = copied_modules(other)
        engine._sharing.taken.update(modules)
        copy_state(other, engine, modules)
        engine.policy = other.policy
        return engine

    @property
    def modules(self) -> dict[str, Any]:
        """The modules by fullname; edited in place, like the interpreter's own."""
        return self._modules

    @property
    def policy(self) -> Policy | None:
        """What may be imported; None allows everything (ie-0001 P1)."""
        return self._policy

    @policy.setter
    def policy(self, policy: Policy | None) -> None:
        self._policy = policy
        self._forget_ready()

    @property
    def shares(self) -> tuple[Share, ...]:
        """What the engine takes from the host and from other engines, the first to cover wins."""
        return self._sharing.shares

    @property
    def private_names(self) -> frozenset[str]:
        """The top-level names that the engine loads for itself, whoever shares them (ie-0001 S8)."""
        return self._sharing.private

    @property
    def lazy_modules(self) -> set[str]:
        """What lazy imports have named and nothing has loaded yet (PEP 810); a new set."""
        return self.pending.names - self.modules.keys()

    def __reduce__(self) -> Any:
        """Pickle what the engine was made of; the copy begins without modules (ie-0001 E9)."""
        return partial(configured, type(self), **configuration(self)), ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}{' (closed)' if self._closed else ''}>"

    # importing:

    def __import__(
        self,
        name: str,
        globals: Any = None,
        locals: Any = None,
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        """Import as the `import` statement does; a `builtins.__import__` (PEP 406).

        Arguments, result and errors are those of the builtin.
        """
        return make_import(self)(name, globals, locals, fromlist, level)

    def import_module(self, name: str, package: str | None = None) -> Any:
        """Import and return the module `name`, relative to `package` when it starts with dots.

        Contract of `importlib.import_module`.
        """
        try:
            return import_fullname(self, resolve_in_package(name, package, self._prefix))
        except BaseException as error:
            error.__traceback__ = without_machinery(error)
            raise

    def find_spec(self, name: str, package: str | None = None) -> ModuleSpec | None:
        """Return the spec of a module, imported or not; None where it does not exist.

        Imports the parents. Contract of `importlib.util.find_spec`: ValueError for a loaded
        module that has no spec.
        """
        try:
            return look_up(self, name, package, self._prefix)
        except BaseException as error:
            error.__traceback__ = without_machinery(error)
            raise

    def reload(self, module: ModuleType) -> Any:
        """Execute a loaded module again in place; contract of `importlib.reload`."""
        with _substitution.suspended():
            return reload_module(self, module, self._reloading)

    def invalidate_caches(self) -> None:
        """Let the finders notice what was created since they last looked."""
        for finder in self.meta_path:
            own = self.own_finder(finder)
            if hasattr(own, "invalidate_caches"):
                own.invalidate_caches()

    def run_path(self, path: str | os.PathLike[str]) -> dict[str, Any]:
        """Execute a script, directory or archive as the engine's `__main__`; return its globals.

        `__main__` stays in `modules`, for what the script leaves behind; when it raises, the
        former one is back. `sys.argv` is the process's and not changed.
        """
        return _run.run_path(self, as_path(path))

    def run_module(self, name: str) -> dict[str, Any]:
        """Execute a module as the engine's `__main__`, as `python -m`; return its globals."""
        return _run.run_module(self, name)

    # the process-global state:

    def activate(self) -> AbstractContextManager[None]:
        """Substitute the process-global import state by this engine's (PEP 406, ie-0001 A1).

        For C code that imports, and for host code: in the block `sys` shows the engine's state
        to this thread, and import statements import in the engine. Other threads go on seeing
        the host's. One engine at a time is active in the process: waits for other threads'
        blocks; nests in one's own.
        """
        self.check_open()
        return _substitution.substituted(self, self._modules)

    substituted = activate

    def wrap(self, function: Callable[P, R]) -> Callable[P, R]:
        """Return `function` as one that host code calls with this engine active (ie-0001 A11).

        For functions in C that import when they are called: where their caller is not code of the
        engine, they import in the host. TypeError for what is not callable, and for what runs
        later than it is called: coroutine and generator functions.
        """
        return called_active(self, function)

    def proxy(self, module: ModuleType) -> ModuleType:
        """Return `module` as one whose functions and classes are called with this engine active.

        Its submodules too. What they return is as it is: wrap the methods that need it. TypeError
        for what is not a module.
        """
        return module_proxy(self, module)

    def installed(self) -> AbstractContextManager[None]:
        """Let the engine answer the import statements of host code in the current context.

        Other threads and tasks are unaffected (ie-0001 A7).
        """
        self.check_open()
        return _host_import.answered_by(self)

    # path entries:

    def add_path_entry(self, entry: str | os.PathLike[str], index: int | None = None) -> None:
        """Put `entry` on `path`, at its end or at `index`; importer cache and namespaces follow."""
        text = as_path(entry)
        with self.lock:
            self.path.insert(len(self.path) if index is None else index, text)
            path_changed(self, text)

    def remove_path_entry(self, entry: str | os.PathLike[str]) -> None:
        """Take `entry` off `path`; ValueError where it is not on it."""
        text = as_path(entry)
        with self.lock:
            if text not in self.path:
                msg = f"{text!r} is not on the path of {self!r}"
                raise ValueError(msg)
            self.path.remove(text)
            path_changed(self, text)

    # observers:

    def add_observer(self, observer: Observer | Any) -> None:
        """Tell `observer` of events from now on; TypeError where it has no method for any."""
        self.notifier.add(observer)
        if self.notifier.listens(ModuleRequested):
            self._forget_ready()

    def remove_observer(self, observer: Observer | Any) -> None:
        """Stop telling `observer`; ValueError where it was not told."""
        self.notifier.remove(observer)

    # the end:

    def close(self) -> None:
        """Drop every module; importing in the engine raises EngineClosedError from now on.

        Objects that are still in use go on working, but for imports in them. May be called again.
        """
        with self.lock:
            if self._closed:
                return
            self._closed = True
            for fullname, module in items_of(self.modules):
                if self._prefix and fullname.startswith(self._prefix):
                    # the second name of a module
                    continue
                # from its dict: a module's own __getattr__ is not to be run for this
                spec = namespace_of(module).get("__spec__")
                self.notifier.tell(ModuleUnloaded, fullname, spec=spec)
            self.modules.clear()
            unregister(self)
            self.path_importer_cache.clear()
            self.meta_path.clear()
            self.path_hooks.clear()
            self._own_finders.clear()
            self.loader_classes.clear()

    # what the journey, finders and loaders use:

    def admit(self, fullname: str, importer: str | None) -> None:
        """Raise EngineClosedError or ImportRefusedError where `fullname` may not be imported."""
        if self._closed:
            self.check_open(fullname)
        policy = self._policy
        if policy is None:
            return
        if importer is not None and self.is_virtual(importer):
            # what the standard library's own modules need is not the importer's choice
            return
        error = policy.refusal(fullname, repr(self))
        if error is not None:
            self.notifier.tell(ModuleRefused, fullname, importer=importer, error=error)
            raise error

    def is_open_to_all(self, fullname: str) -> bool:
        """Say whether the policy has nothing against `fullname`, whoever imports it."""
        return self._policy is None or self._policy.decide(fullname).verdict == "allow"

    def check_open(self, fullname: str | None = None) -> None:
        """Raise EngineClosedError where the engine is closed."""
        if self._closed:
            msg = f"{self!r} is closed; make a new engine to import in"
            raise EngineClosedError(msg, name=fullname)

    def own_finder(self, finder: Any) -> Any:
        """Return the engine's own finder for one of the interpreter's (ie-0001 F5)."""
        return self._own_finders.of(finder)

    def shared_spec(self, fullname: str) -> ModuleSpec | None:
        """Return the spec that takes `fullname` from its donor; None where it is not shared."""
        return self._sharing.spec(fullname)

    def bring_imports_of(self, fullname: str) -> None:
        """Take what the host's standard module `fullname` has imported (ie-0001 S6)."""
        self._sharing.bring_imports_of(default_engine(), fullname)

    def complete(self, fullname: str) -> None:
        """Put into `sys` what waits for its first import."""
        if fullname == "sys":
            complete_sys(self.own_modules[fullname])

    def is_lent(self, fullname: str) -> bool:
        """Say whether the module in `modules` is a donor's own."""
        return self._sharing.lender_of(fullname) is not None

    def is_virtual(self, fullname: str) -> bool:
        """Say whether the module in `modules` is the engine's own version of a standard one."""
        return is_virtual(self.modules, fullname)

    def is_standard(self, fullname: str) -> bool:
        """Say whether `fullname` is a module of the standard library."""
        return STANDARD_LIBRARY.covers(fullname.partition(".")[0])

    def builtins_for_code(self) -> dict[str, Any] | None:
        """Return the `__builtins__` of the engine's code, with what the host has added since."""
        state = builtins_state()
        if state != self._builtins_state:
            refresh_builtins(self._builtins)
            self._builtins_state = state
        return self._builtins.__dict__

    def lends_to_c_code(self, fullname: str) -> bool:
        """Say whether C code finds the host's module `fullname` while the engine is active."""
        return self._sharing.offers_to_c_code(fullname)

    def _empty_main(self) -> ModuleType:
        main = ModuleType("__main__")
        main.__dict__["__builtins__"] = self._builtins.__dict__
        return main

    def _forget_ready(self) -> None:
        self._modules.ready.clear()


def _default_meta_path(engine: ImportEngine) -> list[Any]:
    return [
        BuiltinFinder(engine),
        FrozenFinder(engine),
        PathFinder(engine),
        SharedFinder(engine),
    ]


def _default_path_hooks(engine: ImportEngine) -> list[PathHook]:
    return [
        bound_loader(engine, zipimport.zipimporter),
        FileFinder.path_hook(engine=engine),
    ]


make_once(
    ImportEngine,
    meta_path=_default_meta_path,
    path_hooks=_default_path_hooks,
    notifier=Notifier,
    pending=PendingSubmodules,
    loader_classes=lambda _: {},
    interpreter_state=lambda _: {},
    lock=lambda _: threading.RLock(),
    locks=lambda _: ModuleLocks(),
    _own_finders=OwnFinders,
    _reloading=lambda _: {},
)
