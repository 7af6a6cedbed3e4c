"""What an example is: files under one or two path entries, a main script, calls from the host."""

from __future__ import annotations

from dataclasses import dataclass


ENTRY_NAMES = ("one", "two")
MAIN_NAME = "main"
ABSENT_NAME = "missing"
VIRTUAL_NAME = "virtual"


@dataclass(frozen=True)
class File:
    """A file of a path entry: its path from there, and its statements.

    A path that ends in a slash is a folder with nothing in it.
    """

    path: str
    body: tuple[str, ...] = ()

    @property
    def module_name(self) -> str:
        """The dotted name under which the file would be imported."""
        stem = self.path.removesuffix("/").removesuffix(".py").removesuffix("/__init__")
        return stem.replace("/", ".")

    @property
    def is_package(self) -> bool:
        """Whether the file makes a package."""
        return self.path.endswith(("/__init__.py", "/"))


@dataclass(frozen=True)
class Example:
    """Path entries in order, the statements of the main script, and what the host asks afterwards.

    Each statement of `main` is tried by itself. Each of `host` is an expression over
    `import_module` and `__import__`, which are those of the system under test. `since` is the
    first Python that can compile it.
    """

    entries: tuple[tuple[File, ...], ...]
    main: tuple[str, ...]
    host: tuple[str, ...] = ()
    since: tuple[int, int] = (3, 11)

    @property
    def top_names(self) -> frozenset[str]:
        """The top-level names that belong to the example."""
        files = (file for entry in self.entries for file in entry)
        tops = {file.module_name.partition(".")[0] for file in files}
        return frozenset(tops | {MAIN_NAME, ABSENT_NAME, VIRTUAL_NAME})
