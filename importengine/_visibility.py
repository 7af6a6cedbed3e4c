"""Names in the interpreter's modules dict that only some of the code in the process finds.

C code looks a module up in that one dict, whoever it works for. A look-up compares the name that
is asked for with the keys of its hash, and so a key may answer by who asks (ie-0001 A10).
"""

from __future__ import annotations

import dis
import sys
import threading
from collections import deque
from collections.abc import Callable
from functools import lru_cache, partial
from types import FrameType
from typing import Any
from weakref import ref

from importengine._native_stack import engine_on_native_stack, engines_with_c_code
from importengine._rows import row_of
from importengine.share import STANDARD_LIBRARY


# the engines, by the identity of the dict of builtins that their code has
_engines: dict[int, ref[Any]] = {}

# the dict that the interpreter itself uses; nothing can make it use another one
INTERPRETER_MODULES: dict[str, Any] = sys.modules

# the identity of the thread that has a window open, or nothing
window_owner: list[int] = []
# the `modules`, by identity, of the engine whose window it is, or nothing
window_modules: list[object] = []

# the host's modules that the thread with the window misses only as long as it is open
renamed: list[str] = []

# by thread, what C code is about to look up and is not to find in the host
_looked_for: dict[int, str] = {}


def announce(engine: Any, builtins: dict[str, Any]) -> None:
    """Let code that has `builtins` be known as code of `engine`, for as long as that lives."""
    identity = id(builtins)

    def forget(_: object, engines: dict[int, ref[Any]] = _engines) -> None:
        engines.pop(identity, None)

    _engines[identity] = ref(engine, forget)


def engine_of(frame: FrameType) -> Any:
    """Return the engine whose code runs in `frame`; None for the host's."""
    reference = _engines.get(id(frame.f_builtins))
    return None if reference is None else reference()


# the instructions by which Python code imports or uses a dict, with no other C code
_NO_C_CODE = frozenset(
    dis.opmap[name]
    for name in ("IMPORT_NAME", "BINARY_SUBSCR", "STORE_SUBSCR", "DELETE_SUBSCR", "CONTAINS_OP")
    if name in dis.opmap
)


def engine_of_c_code(frame: FrameType) -> Any:
    """Return the engine whose C code has been called from the host's `frame`; None for the host's."""
    if frame.f_code.co_code[frame.f_lasti] in _NO_C_CODE:
        return None
    return engine_on_native_stack()


def is_in_window_of(of: object) -> bool:
    """Say whether the calling thread has a window open, of the engine whose `modules` are `of`."""
    return threading.get_ident() in window_owner and window_modules[-1:] == [of]


class _Name(str):
    """A key that answers by who asks for its text; it equals another such key by kind and text."""

    __slots__ = ()


class LentName(_Name):
    """The name of a module of the host's: code misses it that is about to find an engine's.

    That is the thread with a window, and one whose C code has just imported that name.
    """

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(
        self,
        other: object,
        # not as globals, which may be gone when the interpreter ends
        same: Callable[..., Any] = str.__eq__,
        thread: Callable[[], int] = threading.get_ident,
        owner: list[int] = window_owner,
        looked_for: dict[int, str] = _looked_for,
    ) -> bool:
        equal: bool = same(self, other)
        if equal is not True:
            return equal
        if isinstance(other, _Name):
            return isinstance(other, LentName)
        return not (owner or looked_for) or not (
            thread() in owner or same(self, looked_for.get(thread())) is True
        )

    def __reduce__(self) -> Any:
        return str, (str(self),)


class HostName(LentName):
    """The name of a module of the host's that engines do not share: code in engines misses it too."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(  # type: ignore[override] # the further parameters are not for callers
        self,
        other: object,
        # not as globals, which may be gone when the interpreter ends
        lent: Callable[..., Any] = LentName.__eq__,
        caller: Callable[[int], FrameType] = sys._getframe,
        engines: dict[int, Any] = _engines,
    ) -> bool:
        equal: bool = lent(self, other)
        if equal is not True or isinstance(other, _Name):
            return equal
        try:
            frame = caller(1)
        except ValueError:
            # the interpreter asks, with no code running
            return True
        if id(frame.f_builtins) in engines:
            return False
        return not (engines and _is_ambiguous(self) and engine_of_c_code(frame) is not None)


def _is_ambiguous(fullname: str) -> bool:
    """Say whether an engine with C code has a package of that name too."""
    # a plain string, which asks nobody
    top = str(fullname).partition(".")[0]
    return any(top in engine.modules for engine in engines_with_c_code())


class WindowName(_Name):
    """The name of an engine's module while the engine is active: other threads miss it.

    `of` is the engine's `modules`: another thread may put one in when the window has become
    another engine's.
    """

    __slots__ = ("of",)
    __hash__ = str.__hash__
    of: object

    def __eq__(self, other: object) -> bool:
        equal: bool = str.__eq__(self, other)
        if equal is not True:
            return equal
        if isinstance(other, _Name):
            return type(other) is WindowName and other.of is self.of
        return is_in_window_of(self.of)


class ShownName(_Name):
    """The name of a module that C code is about to look up; equal to no other such key.

    In `thread`, and where `engine` is not None, for C code of that engine alone.
    """

    __slots__ = ("answers", "engine", "is_found", "thread")
    __hash__ = str.__hash__
    engine: Any
    thread: int
    # not while it is put in or out, beside a module of the host's
    is_found: bool
    # how often it has been found
    answers: int

    def __eq__(self, other: object) -> bool:
        equal: bool = str.__eq__(self, other)
        if equal is not True:
            return equal
        if isinstance(other, _Name):
            return self is other
        if not self.is_found or threading.get_ident() != self.thread:
            return False
        if self.engine is not None and not _is_called_by_c_code_of(self.engine):
            return False
        # asked again, and noted with no other thread in between: it may be taken back
        if not self.is_found:
            return False
        self.answers += 1
        return True


def _is_called_by_c_code_of(engine: Any) -> bool:
    try:
        return engine_of_c_code(sys._getframe(2)) is engine
    except ValueError:
        # the interpreter asks, with no code running
        return False


class _WindowQuery(WindowName):
    """A name to look for: equal to a WindowName alone, of the same text and `modules`."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return type(other) is WindowName and other.of is self.of and str.__eq__(self, other)


class _PlainQuery(_Name):
    """A name to look for: equal to a plain one alone, and no others are asked who is asking."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return type(other) is str and str.__eq__(self, other)


def show(fullname: str, module: Any, engine: Any = None) -> ShownName:
    """Let C code that is called by this thread find `module`; return the key to take back.

    Of `engine` alone, or where that is None whichever looks next.
    """
    key = ShownName(fullname)
    key.engine, key.thread, key.is_found = engine, threading.get_ident(), False
    key.answers = 0
    for modules in _dicts():
        if dict.get(modules, _PlainQuery(fullname), module) is not module:
            rename(modules, fullname, missed_name(fullname))
        dict.__setitem__(modules, key, module)
    if engine is None:
        _looked_for[key.thread] = fullname
    key.is_found = True
    return key


def is_still_unasked(key: ShownName, answers: int) -> bool:
    """Let `key` not be found any more, unless it has been since it had been `answers` times."""
    # no other thread gets its turn between these two
    if key.answers == answers:
        key.is_found = False
    return not key.is_found


def take_back(key: ShownName) -> None:
    """Take back what was shown."""
    key.is_found = False
    if key.engine is None:
        _looked_for.pop(key.thread, None)
    for modules in _dicts():
        dict.pop(modules, key, None)


def _dicts() -> list[dict[str, Any]]:
    # two while a window is open, of which the other writes to this one
    return [INTERPRETER_MODULES, sys.__dict__["modules"]]


def hide_from_engines(fullname: str) -> None:
    """Give the host's module `fullname` its key in the place of a plain one."""
    name = host_name(fullname)
    # those in a window have such keys, and the others get them when it closes
    if type(name) is HostName and not window_owner:
        rename(INTERPRETER_MODULES, fullname, name)


def rename(modules: dict[str, Any], fullname: str, name: str) -> bool:
    """Let what is in `modules` as `fullname` have the key `name`; return False if it is not there."""
    if type(fullname) is str:
        fullname = _PlainQuery(fullname)
    try:
        # at once, as other threads see it: it is all one call of C code
        taken = map(partial(dict.pop, modules), (fullname,))
        deque(map(partial(dict.__setitem__, modules), (name,), taken), 0)
    except KeyError:
        # or another thread has just removed it
        return False
    return True


# the interpreter itself asks for these, at any time
_VISIBLE = {"__main__", "_frozen_importlib", "_frozen_importlib_external", "builtins", "sys"}


@lru_cache(maxsize=4096)
def host_name(fullname: str) -> str:
    """Return the key for the host's module `fullname`: one that engines miss, or find and share."""
    if fullname in _VISIBLE:
        return fullname
    if STANDARD_LIBRARY.covers(fullname.partition(".")[0]):
        row = row_of(fullname)
        if row is None or row.kind not in {"copy", "view"}:
            return fullname
    return HostName(fullname)


def items_of(modules: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the items of a dict that other threads change meanwhile."""
    while True:
        try:
            return list(modules.items())
        except RuntimeError:
            # a collection of garbage came in between, and let another thread go on
            continue


def missed_name(fullname: str) -> LentName:
    """Return the key of a module of the host's that somebody is to miss who finds it else."""
    name = host_name(fullname)
    return name if isinstance(name, LentName) else LentName(fullname)


def mirror(modules: dict[str, Any], of: object, fullname: str, module: Any) -> None:
    """Put a module of an engine, whose are `of`, into the interpreter's dict, for its window."""
    if type(host_name(fullname)) is str and rename(modules, fullname, missed_name(fullname)):
        # the host's, which the engine has shared until now
        renamed.append(fullname)
    modules[_named(WindowName, of, fullname)] = module


def unmirror(modules: dict[str, Any], of: object, fullname: str) -> None:
    """Take an engine's module out of the interpreter's dict, and no other of that name."""
    modules.pop(_named(_WindowQuery, of, fullname), None)


def _named(kind: type[WindowName], of: object, fullname: str) -> WindowName:
    name = kind(fullname)
    name.of = of
    return name
