"""The host's import state before and after tests that ran inside an engine."""

import builtins
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path


LISTS = ("path", "meta_path", "path_hooks")
DICTS = ("modules", "path_importer_cache")
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))


class Snapshot:
    """The import state of the host, to be compared later."""

    def __init__(self) -> None:
        self._modules = dict(sys.modules)
        self._lists = {name: list(getattr(sys, name)) for name in LISTS}
        self._import_state = {name: getattr(sys, name) for name in (*LISTS, *DICTS)}
        self._importers = dict(sys.path_importer_cache)
        self._builtins = dict(vars(builtins))

    def changes(self) -> list[str]:
        """Return a line for each difference.

        A module of the standard library may have come, or a folder of its packages: a shared one
        is imported in the host, and one that an engine has of its own is found there.
        """
        return [*self._of_modules(), *self._of_lists(), *self._of_importers(), *self._of_builtins()]

    def _of_modules(self) -> Iterator[str]:
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module:
                yield f"sys.modules[{name!r}] is another or gone"
        for name in sys.modules.keys() - self._modules.keys():
            if not _is_standard(name) and not self._is_alias(name):
                yield f"sys.modules[{name!r}] is new"

    def _is_alias(self, name: str) -> bool:
        # multiprocessing has `__main__` under a second name
        return any(sys.modules[name] is module for module in self._modules.values())

    def _of_lists(self) -> Iterator[str]:
        for name, value in self._import_state.items():
            if getattr(sys, name) is not value:
                yield f"sys.{name} is another object"
        for name, items in self._lists.items():
            if getattr(sys, name) != items:
                yield f"sys.{name} has other items"

    def _of_importers(self) -> Iterator[str]:
        after = sys.path_importer_cache
        for entry, importer in self._importers.items():
            if after.get(entry, self) is not importer:
                yield f"sys.path_importer_cache[{entry!r}] is another or gone"
        for entry in after.keys() - self._importers.keys():
            if not _is_standard_folder(entry):
                yield f"sys.path_importer_cache[{entry!r}] is new"

    def _of_builtins(self) -> Iterator[str]:
        after = vars(builtins)
        for name in self._builtins.keys() | after.keys():
            if name != "_" and self._builtins.get(name, self) is not after.get(name, self):
                yield f"builtins.{name} is new, another or gone"


def _is_standard(name: str) -> bool:
    if name.partition(".")[0] in sys.stdlib_module_names:
        return True
    # one that is generated, whose name says where for
    file = getattr(sys.modules[name], "__file__", None) or ""
    return Path(file).parent == STANDARD_LIBRARY


def _is_standard_folder(entry: str) -> bool:
    folder = Path(entry)
    if not folder.is_relative_to(STANDARD_LIBRARY):
        return False
    names = folder.relative_to(STANDARD_LIBRARY).parts
    # beside its packages are the tests and what is installed
    return not names or names[0] in sys.stdlib_module_names
