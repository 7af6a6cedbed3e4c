"""What tests share: trees of files, and the host's import state compared."""

from __future__ import annotations

import builtins
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Self


__all__ = ["HostState", "TreeBuilder", "build_tree"]

TreeBuilder = Callable[[Mapping[str, str]], Path]

# imported in the host by nature: what engines share, and the engine's own parts
HOST_NAMES = sys.stdlib_module_names | {"importengine", "__mp_main__"}
HOST_FOLDERS = (
    sysconfig.get_path("stdlib"),
    sysconfig.get_path("platstdlib"),
    str(Path(__file__).parents[1] / "importengine"),
    # the archive that would hold the standard library, on the path by default
    *(
        entry
        for entry in sys.path
        if entry.endswith(f"python{sysconfig.get_config_var('py_version_nodot')}.zip")
    ),
)


def build_tree(root: Path, files: Mapping[str, str]) -> Path:
    """Write *files* (relative path to text, which is dedented) under *root*, and return *root*.

    A path that ends in a slash is an empty folder.
    """
    for name, text in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root


@dataclass(frozen=True)
class HostState:
    """All of the interpreter's state that importing reads, as it was when taken."""

    objects: dict[str, object]
    lists: dict[str, list[object]]
    modules: dict[str, object]
    names: dict[str, frozenset[str]]

    @classmethod
    def take(cls) -> Self:
        """Remember the state of now."""
        return cls(_objects(), _lists(), dict(sys.modules), _names())

    def differences(self, later: HostState) -> Iterator[str]:
        """Yield each difference in words.

        Not counted are the standard library's modules, and this project's, that were added to
        `sys.modules`, and the standard library's folders added to `sys.path_importer_cache`.
        """
        for name, value in self.objects.items():
            if later.objects[name] is not value:
                yield f"{name} is another object"
        for name, items in self.lists.items():
            if later.lists[name] != items:
                yield f"{name} was {items} and is {later.lists[name]}"
        yield from _module_differences(self.modules, later.modules)
        for what, before in self.names.items():
            for name in sorted(before ^ later.names[what]):
                change = "removed from" if name in before else "added to"
                yield f"{name!r} was {change} {what}"


def _module_differences(before: Mapping[str, object], later: Mapping[str, object]) -> Iterator[str]:
    for name, module in before.items():
        if name not in later:
            yield f"sys.modules[{name!r}] was removed"
        elif later[name] is not module:
            yield f"sys.modules[{name!r}] is another object"
    for name in sorted(later.keys() - before.keys()):
        if not _is_host_module(name):
            yield f"sys.modules[{name!r}] was added"


def _objects() -> dict[str, object]:
    names = ("modules", "path", "meta_path", "path_hooks", "path_importer_cache")
    return {
        **{f"sys.{name}": getattr(sys, name) for name in names},
        "type(sys)": type(sys),
        "builtins.__import__": builtins.__import__,
        # PEP 810, since 3.15
        "builtins.__lazy_import__": getattr(builtins, "__lazy_import__", None),
        "the lazy import filter": getattr(sys, "get_lazy_imports_filter", lambda: None)(),
    }


def _lists() -> dict[str, list[object]]:
    names = ("path", "meta_path", "path_hooks")
    return {
        **{f"sys.{name}": list(getattr(sys, name)) for name in names},
        "the lazy import mode": [getattr(sys, "get_lazy_imports", lambda: "none")()],
    }


def _names() -> dict[str, frozenset[str]]:
    lazy_modules: set[str] = getattr(sys, "lazy_modules", set())
    return {
        "builtins": frozenset(builtins.__dict__),
        "sys.path_importer_cache": frozenset(
            path for path in map(str, sys.path_importer_cache) if not _is_host_folder(path)
        ),
        "sys.lazy_modules": frozenset(name for name in lazy_modules if not _is_host_module(name)),
    }


def _is_host_module(name: str) -> bool:
    # sysconfig's data has the platform in its name
    return name.partition(".")[0] in HOST_NAMES or name.startswith("_sysconfigdata_")


def _is_host_folder(path: str) -> bool:
    return "site-packages" not in path and path.startswith(HOST_FOLDERS)
