"""Which file the C code of an extension module is taken from: its own, or a copy of it.

C code is never unloaded, and has static variables that are one for the process and file. So the
first engine to load a file has it for itself, and others load copies (ie-0001 X1).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from weakref import WeakKeyDictionary, finalize

from attrs import define, field

from importengine._elf import Library, read_library
from importengine._library_slots import load_library
from importengine._namespace import namespace_of
from importengine._native_stack import note_library
from importengine._standard_library import is_in_standard_library
from importengine._state import default_engine
from importengine.abc import EngineState


_Identity = tuple[int, int]

# how many characters of a name are replaced by a number
_MARK = 5
_numbers = count(1)

# how far above a library the others may be that it finds relative to itself, if it does not say
_LEVELS = 3


@define(eq=False)
class _Libraries:
    """The extension files of one engine."""

    # by the file that is meant, the one that is loaded
    paths: dict[_Identity, str] = field(factory=dict)
    # by the file of a library that comes with extension files, the name that a copy has
    bundled: dict[_Identity, str | None] = field(factory=dict)
    # the fullnames of its extension modules
    names: set[str] = field(factory=set)
    copies: Path | None = None


_guard = threading.RLock()
_of_engine: WeakKeyDictionary[EngineState, _Libraries] = WeakKeyDictionary()
# files that an engine has loaded, or is about to; they stay so when the engine is gone
_held: set[_Identity] = set()


def library_for(engine: EngineState, fullname: str, path: str) -> str:
    """Return the file that `engine` loads for the extension file `path`, always the same one.

    That is `path` for the first engine to ask, where the host has no use for it; otherwise a
    copy, which lives as long as the engine. So are the libraries that come with it, which are
    loaded here: the dynamic linker would take another version's by the same name. OSError where
    a copy cannot be made.
    """
    identity = _identity(path)
    with _guard:
        libraries = _of_engine.setdefault(engine, _Libraries())
        if identity not in libraries.paths:
            is_taken = _is_taken(fullname, path)
            # in another version of it
            is_held = other_holder(engine, fullname) is not None
            libraries.paths[identity] = _own_file(engine, libraries, path, is_taken, is_held)
            _held.add(identity)
        note_library(libraries.paths[identity], engine, path)
        return libraries.paths[identity]


def _identity(path: str) -> _Identity:
    status = os.stat(path)
    return status.st_dev, status.st_ino


def opened_library(engine: EngineState, path: str) -> str:
    """Return the file that code of `engine` opens for the library `path`, always the same one.

    That is a copy where the process may have opened `path` already, and `path` itself where that
    does not come with the modules of the engine.
    """
    identity = _identity(path)
    with _guard:
        libraries = _of_engine.setdefault(engine, _Libraries())
        bundled = libraries.bundled.get(identity)
        if bundled is not None:
            return bundled
        if identity not in libraries.paths:
            if not _is_below(engine.path, path) or is_in_standard_library(path):
                return path
            is_taken = identity in _held or _is_below(default_engine().path, path)
            libraries.paths[identity] = _own_file(engine, libraries, path, is_taken, is_taken)
            _held.add(identity)
            note_library(libraries.paths[identity], engine, path)
        return libraries.paths[identity]


def _is_below(search_path: Iterable[object], path: str) -> bool:
    """Say whether the file `path` is in one of the folders, or in a folder there."""
    file = Path(os.path.realpath(path))
    entries = (entry for entry in search_path if isinstance(entry, str))
    return any(file.is_relative_to(os.path.realpath(entry)) for entry in entries)


def _own_file(
    engine: EngineState, libraries: _Libraries, path: str, is_taken: bool, is_held: bool
) -> str:
    """Return `path` or a copy: where it `is_taken`, needs copies, or `is_held` by its symbols."""
    library = read_library(path)
    names: dict[str, str] = {}
    if library is not None:
        names = _load_bundled(engine, libraries, library)
        is_taken |= bool(names) or (library.has_unique_symbols and is_held)
    return _copy(engine, libraries, path, library, names) if is_taken else path


def _is_taken(fullname: str, path: str) -> bool:
    return _identity(path) in _held or _is_for_host(fullname, path)


def _load_bundled(
    engine: EngineState, libraries: _Libraries, library: Library, inherited: tuple[str, ...] = ()
) -> dict[str, str]:
    """Load what comes with `library`, as copies of the engine's own; return their names by name.

    `inherited` are the folders of what needs it.
    """
    names = {}
    folders = library.folders(inherited)
    for name, path in library.bundled(folders):
        identity = _identity(path)
        if identity not in libraries.bundled:
            # where it needs itself, by way of others
            libraries.bundled[identity] = None
            libraries.bundled[identity] = _load_own(engine, libraries, name, path, folders)
        own = libraries.bundled[identity]
        if own is not None:
            names[name] = own
    return names


def _load_own(
    engine: EngineState, libraries: _Libraries, name: str, path: str, inherited: tuple[str, ...]
) -> str | None:
    """Load a copy of a library that nobody else uses; return its name, None where that fails."""
    library = read_library(path)
    if library is None or library.name != name or len(name) < _MARK + len("?.so"):
        return None
    own = f"{next(_numbers):0{_MARK}x}{name[_MARK:]}"
    names = {name: own, **_load_bundled(engine, libraries, library, inherited)}
    copy = _copy(engine, libraries, path, library, names)
    note_library(copy, engine, path)
    return own if load_library(copy) else None


def note_loaded(engine: EngineState, fullname: str) -> None:
    """Remember that `engine` has loaded an extension module `fullname`."""
    with _guard:
        _of_engine.setdefault(engine, _Libraries()).names.add(fullname)


def other_holder(engine: EngineState, fullname: str) -> str | None:
    """Return who else has loaded a file for `fullname`, in words.

    None where nobody has, or where `engine` has done so itself before.
    """
    with _guard:
        own = _of_engine.get(engine)
        if own is not None and fullname in own.names:
            return None
        if fullname in default_engine().modules:
            return "the host"
        for other, libraries in _of_engine.items():
            if other is not engine and fullname in libraries.names:
                return repr(other)
    return None


def _is_for_host(fullname: str, path: str) -> bool:
    """Say whether the host has loaded the file, or may do so as it finds it on its path."""
    loaded = namespace_of(default_engine().modules.get(fullname)).get("__file__")
    if isinstance(loaded, str) and os.path.exists(loaded) and os.path.samefile(loaded, path):
        return True
    return is_found_on(default_engine().path, fullname, path)


def is_found_on(search_path: Iterable[object], fullname: str, path: str) -> bool:
    """Say whether the file `path` is where `search_path` may find the module `fullname`."""
    package = fullname.split(".")[:-1]
    folder = os.path.dirname(os.path.realpath(path))
    entries = (entry for entry in search_path if isinstance(entry, str))
    return any(folder == os.path.realpath(os.path.join(entry, *package)) for entry in entries)


def _copy(
    engine: EngineState,
    libraries: _Libraries,
    path: str,
    library: Library | None,
    names: Mapping[str, str],
) -> str:
    """Return a copy of the file `path` that shares nothing with it, and needs other `names`."""
    if libraries.copies is None:
        libraries.copies = Path(tempfile.mkdtemp(prefix="importengine-"))
        finalize(engine, _remove, libraries.copies, os.getpid())
    # each in a folder of its own, under the names of the last folders above it
    folder = Path(tempfile.mkdtemp(dir=libraries.copies))
    levels = _levels(library)
    copy = folder.joinpath(*Path(path).absolute().parts[1:][-levels - 1 :])
    copy.parent.mkdir(parents=True, exist_ok=True)
    if library is None:
        shutil.copyfile(path, copy)
    else:
        copy.write_bytes(library.renamed(names))
    return str(copy)


def _levels(library: Library | None) -> int:
    """Return how many folders above it a library may need."""
    search = () if library is None else library.search
    return max([_LEVELS, *(entry.count("..") + 1 for entry in search)])


def _remove(folder: Path, process: int) -> None:
    # a forked child has the parent's engines, whose files are the parent's
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def link_surroundings(path: str, copy: str) -> bool:
    """Lay links around `copy` to what is around `path`, for libraries that it finds from there.

    Return False where that is done already, or `copy` is no copy.
    """
    if path == copy or not os.path.isabs(copy):
        return False
    source, target = Path(path).absolute().parent, Path(copy).parent
    if any(entry.is_symlink() for entry in target.iterdir()):
        return False
    for _ in range(min(_levels(read_library(path)), len(source.parts) - 1)):
        for entry in source.iterdir():
            if not os.path.lexists(target / entry.name):
                (target / entry.name).symlink_to(entry)
        source, target = source.parent, target.parent
    return True


def _renew_guard() -> None:
    global _guard
    _guard = threading.RLock()


# another thread may have held it at the fork, and is not there to release it
os.register_at_fork(after_in_child=_renew_guard)
