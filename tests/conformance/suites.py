"""Which of the interpreter's test modules there are to run."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path


PACKAGES = ("test.test_import", "test.test_importlib")
if sys.version_info >= (3, 15):
    # PEP 810
    PACKAGES = (*PACKAGES, "test.test_lazy_import")

# What a minute buys: the statement, the finders, the source loaders and the public functions.
QUICK = (
    "test.test_import",
    "test.test_importlib.import_",
    "test.test_importlib.source",
    "test.test_importlib.test_api",
    "test.test_importlib.test_spec",
    "test.test_importlib.test_util",
)


class TestPackageMissingError(Exception):
    """The running interpreter was installed without its test package."""


def find_modules() -> list[str]:
    """Return the fullnames of all test modules of import, sorted.

    Raise TestPackageMissingError where the interpreter has none.
    """
    return sorted(name for package in PACKAGES for name in _modules_of(package))


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
    if spec is None or not spec.submodule_search_locations:
        raise TestPackageMissingError(package)
    folder = Path(spec.submodule_search_locations[0])
    if "TestCase" in (folder / "__init__.py").read_text(encoding="utf-8"):
        yield package
    for path in folder.rglob("test_*.py"):
        relative = path.relative_to(folder)
        if all((folder / parent / "__init__.py").exists() for parent in relative.parents):
            yield ".".join((package, *relative.with_suffix("").parts))
