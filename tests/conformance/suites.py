"""Which of the interpreter's test modules there are to run."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path


IMPORT = ("test.test_import", "test.test_importlib")
if sys.version_info >= (3, 15):
    # PEP 810
    IMPORT = (*IMPORT, "test.test_lazy_import")

# Those that look at import state, or use modules that do.
STANDARD_LIBRARY = (
    "test.test_pkgutil",
    "test.test_runpy",
    "test.test_zipimport",
    "test.test_modulefinder",
    "test.test_dataclasses",
    "test.test_typing",
    "test.test_enum",
    "test.test_pickle",
    "test.test_copyreg",
    "test.test_inspect",
    # where the tests of unittest and of its mock are, until CPython 3.11 and since
    "unittest.test" if sys.version_info < (3, 12) else "test.test_unittest",
    "test.test_doctest",
)

# What a minute buys: the statement, the finders, the source loaders and the public functions.
QUICK = (
    "test.test_import",
    "test.test_importlib.import_",
    "test.test_importlib.source",
    "test.test_importlib.test_api",
    "test.test_importlib.test_spec",
    "test.test_importlib.test_util",
)


# The same inside an engine, for the standard library.
QUICK_INSIDE = (
    "test.test_copyreg",
    "test.test_dataclasses",
    "test.test_importlib.resources",
    "test.test_importlib.test_util",
    "test.test_inspect",
    "test.test_pkgutil",
    "test.test_runpy",
    "test.test_zipimport",
)


class TestPackageMissingError(Exception):
    """The running interpreter was installed without its test package."""


def find_modules(packages: tuple[str, ...]) -> list[str]:
    """Return the fullnames of all test modules in `packages`, sorted.

    A package may be a single module. Raise TestPackageMissingError where one does not exist.
    """
    return sorted(name for package in packages for name in _modules_of(package))


def select(modules: list[str], wanted: tuple[str, ...]) -> list[str]:
    """Return the modules that `wanted` names; a package names everything below it."""
    return [
        module
        for module in modules
        if any(
            f"{module}.".startswith((f"{name}.", f"test.{name}.", f"test.test_importlib.{name}."))
            for name in wanted
        )
    ]


def _modules_of(package: str) -> Iterator[str]:
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        spec = None
    if spec is None:
        raise TestPackageMissingError(package)
    if not spec.submodule_search_locations:
        yield package
        return
    folder = Path(spec.submodule_search_locations[0])
    if "TestCase" in (folder / "__init__.py").read_text(encoding="utf-8"):
        yield package
    # the tests of mock have no underscore
    for path in folder.rglob("test*.py"):
        relative = path.relative_to(folder)
        if all((folder / parent / "__init__.py").exists() for parent in relative.parents):
            yield ".".join((package, *relative.with_suffix("").parts))
