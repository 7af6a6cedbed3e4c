"""Say in lines of text what came of an example: errors, modules, names, paths.

Nothing here depends on which side it looks at. Folders and addresses are written so that two runs
of one example give the same lines.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from types import FunctionType, ModuleType, TracebackType
from typing import Any

from tests.differential.systems import System


IMPORT_SYSTEM_FRAME = "<import system>"
_HARNESS = str(PurePath(__file__).parent)
_MACHINERY = ("<frozen importlib", str(PurePath(re.__file__).parent.parent / "importlib"))
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_LOADER = re.compile(r"loader=<.*? object at 0x>")
_LIBRARY_PATHS = tuple(sys.path)
_MAX_CHAIN = 4
_SPEC_FIELDS = ("name", "origin", "parent", "cached", "has_location", "_initializing")


class Observer:
    """Looks at one import system after an example ran in the folder `root`."""

    def __init__(self, system: System, root: str, top_names: frozenset[str]) -> None:
        self._system = system
        self._root = root
        self._top_names = top_names
        self._keys = _keys_by_identity(system.modules)

    def error(self, error: BaseException | None) -> Iterator[str]:
        """Describe how a statement ended."""
        if error is None:
            yield "ok"
            return
        yield f"{type(error).__qualname__}: {self._text(error)}"
        if isinstance(error, ImportError):
            for field in ("name", "path", "name_from"):
                yield f"  .{field} = {self._plain(getattr(error, field, None))}"
        if isinstance(error, SyntaxError):
            yield f"  at {self._plain(error.filename)}:{error.lineno}"
        for frame in self._frames(error.__traceback__):
            yield f"  in {frame}"
        for link in self._chain(error):
            yield f"  {link}"

    def value(self, value: object) -> str:
        """Describe a value: a module by its key, anything else by its repr."""
        keys = self._keys.get(id(value))
        if keys:
            return f"<module {self._preferred(keys, value)}>"
        if isinstance(value, ModuleType):
            return f"<unregistered {vars(value).get('__name__')!r}>"
        if isinstance(value, (FunctionType, type)):
            return f"<{type(value).__name__} {value.__qualname__}>"
        return self._plain(value)

    def registry(self) -> Iterator[str]:
        """Describe every module of the example, in the order of `sys.modules`."""
        modules = {
            key: module for key, module in self._system.modules.items() if self._is_ours(key)
        }
        yield f"keys: {', '.join(modules)}"
        for key, module in modules.items():
            for line in self._module(module):
                yield f"{key}: {line}"

    def search_path(self) -> Iterator[str]:
        """Describe what the example did to `sys.path`."""
        for entry in self._system.path:
            if entry not in _LIBRARY_PATHS:
                yield self._plain(entry)

    def lazy_names(self) -> Iterator[str]:
        """Name the modules that wait for their first use."""
        yield from filter(self._is_ours, self._system.lazy_names)

    def _is_ours(self, key: object) -> bool:
        return isinstance(key, str) and key.partition(".")[0] in self._top_names

    def _preferred(self, keys: list[str], module: object) -> str:
        ours = [key for key in keys if self._is_ours(key)]
        if ours:
            return "|".join(sorted(ours))
        name = getattr(module, "__name__", None)
        return name if name in keys else keys[0]

    def _module(self, module: object) -> Iterator[str]:
        if not isinstance(module, ModuleType):
            yield f"= {self._plain(module)}"
            return
        names = vars(module)
        file = names.get("__file__")
        if isinstance(file, str) and not file.startswith(self._root) and file.startswith("/"):
            yield "= from elsewhere"
            return
        for name in ("__name__", "__package__", "__file__", "__cached__"):
            if name in names:
                yield f"{name} = {self._plain(names[name])}"
        if "__path__" in names:
            yield f"__path__ = {self._locations(names['__path__'])}"
        yield from self._spec(names.get("__spec__"))
        yield f"dunder names: {' '.join(sorted(filter(_is_dunder, names)))}"
        for name in sorted(names):
            if not _is_dunder(name) and name != "_outcomes":
                yield f"{name} = {self.value(names[name])}"

    def _spec(self, spec: object) -> Iterator[str]:
        if spec is None:
            yield "__spec__ = None"
            return
        for field in _SPEC_FIELDS:
            yield f"__spec__.{field} = {self._plain(getattr(spec, field, 'absent'))}"
        locations = getattr(spec, "submodule_search_locations", "absent")
        yield f"__spec__.submodule_search_locations = {self._locations(locations)}"

    def _locations(self, path: object) -> str:
        try:
            listed = list(path)  # type: ignore[call-overload]
        except Exception as error:
            return f"{self._plain(path)} ({type(error).__name__})"
        return self._plain(listed)

    def _frames(self, traceback: TracebackType | None) -> Iterator[str]:
        """Name the frames; those of an import system show as one, whichever it is."""
        before = ""
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if not code.co_filename.startswith((_HARNESS, "<host>")):
                name = f"{self._short(code.co_filename)}:{traceback.tb_lineno} {code.co_name}"
                frame = IMPORT_SYSTEM_FRAME if _is_machinery(code.co_filename) else name
                if not frame == before == IMPORT_SYSTEM_FRAME:
                    yield frame
                before = frame
            traceback = traceback.tb_next

    def _chain(self, error: BaseException) -> Iterator[str]:
        for _ in range(_MAX_CHAIN):
            cause, context = error.__cause__, error.__context__
            if cause is not None:
                kind, error = "cause", cause
            elif context is not None:
                kind, error = "context", context
            else:
                return
            yield f"{kind} {type(error).__qualname__}: {self._text(error)}"

    def _text(self, error: BaseException) -> str:
        return self._normal(str(error))

    def _plain(self, value: object) -> str:
        try:
            return self._normal(repr(value))
        except Exception as error:
            return f"<repr: {type(error).__name__}>"

    def _normal(self, text: str) -> str:
        return normalised(text, self._root)

    def _short(self, filename: str) -> str:
        if filename.startswith(self._root):
            return filename.removeprefix(self._root + "/")
        return "/".join(PurePath(filename).parts[-2:])


def normalised(text: str, root: str) -> str:
    """Take out of `text` what differs between two runs: folders, addresses, loaders."""
    text = _ADDRESS.sub("0x", text.replace(root, "<root>"))
    return _LOADER.sub("loader=...", text)


def _keys_by_identity(modules: Mapping[str, Any]) -> dict[int, list[str]]:
    keys: dict[int, list[str]] = {}
    for key, module in list(modules.items()):
        if module is not None and not isinstance(module, (int, str)):
            keys.setdefault(id(module), []).append(key)
    return keys


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _is_machinery(filename: str) -> bool:
    return filename.startswith(_MACHINERY) or "/importengine/" in filename
