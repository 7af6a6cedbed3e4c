"""Faults at every step of a load, and what has to be as it was after each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES, ModuleSpec
from pathlib import Path
from threading import Thread
from types import CodeType, ModuleType
from typing import Any

from attrs import define

from importengine import ImportEngine
from importengine.finders import FileFinder
from importengine.loaders import ExtensionLoader, SourceLoader
from tests.support import build_tree


__all__ = ["ERRORS", "KINDS", "STEPS", "build_package", "fault", "faults"]

ERRORS: tuple[type[BaseException], ...] = (
    OSError,
    ImportError,
    ModuleNotFoundError,
    SyntaxError,
    MemoryError,
    RecursionError,
    KeyboardInterrupt,
    # ends the thread, and nothing but the thread
    SystemExit,
    GeneratorExit,
)
SOURCE, EXTENSION = "source", "extension"
KINDS = (SOURCE, EXTENSION)
STEPS = ("find", "read", "compile", "create", "begin exec", "end exec", "bind")
# what C code has no step for
_OF_SOURCE = ("read", "compile")

PACKAGE = "faulty"
FILES = {
    f"{PACKAGE}/__init__.py": f"""
        import sys
        from types import ModuleType
        faults = []

        class Package(ModuleType):
            def __setattr__(self, name, value):
                if faults:
                    raise faults.pop()
                super().__setattr__(name, value)

        sys.modules["{PACKAGE}"].__class__ = Package
    """,
    f"{PACKAGE}/victim.py": "from . import before\nvalue = 1",
    f"{PACKAGE}/before.py": "",
}
SECONDS = 30


def build_package(root: Path, extension: Path) -> Path:
    """Write the package that faults are tried on, with a copy of an extension file in it.

    Return the folder that it is in. The file keeps its name, `victim` being another of its names.
    """
    build_tree(root, FILES)
    (root / PACKAGE / extension.name).write_bytes(extension.read_bytes())
    return root


def faults() -> Iterator[tuple[str, str, type[BaseException]]]:
    """Yield each step, kind of module and error that there is."""
    for kind in KINDS:
        for step in STEPS:
            if kind == SOURCE or step not in _OF_SOURCE:
                for error in ERRORS:
                    yield step, kind, error


@define
class _Failing:
    """A fault at one step, once."""

    step: str = ""
    fault: BaseException | None = None

    def may_fail(self, step: str) -> None:
        if self.step == step and self.fault is not None:
            error, self.fault = self.fault, None
            raise error


class _WithoutBytecode(SourceLoader):
    """A loader that reads and compiles each time."""

    def set_data(self, *_: Any, **__: Any) -> None:
        """Write nothing."""


def _source_loader(failing: _Failing) -> type[SourceLoader]:
    class Loader(_WithoutBytecode):
        def get_data(self, path: str) -> bytes:
            # a bytecode file that cannot be read is no fault
            if self.name.endswith(".victim") and path == self.path:
                failing.may_fail("read")
            return super().get_data(path)

        def source_to_code(  # type: ignore[override]
            self, *args: Any, **kwargs: Any
        ) -> CodeType:
            if self.name.endswith(".victim"):
                failing.may_fail("compile")
            code: CodeType = super().source_to_code(*args, **kwargs)
            return code

        def create_module(self, spec: ModuleSpec) -> None:
            if self.name.endswith(".victim"):
                failing.may_fail("create")

        def exec_module(self, module: ModuleType) -> None:
            is_victim = self.name.endswith(".victim")
            if is_victim:
                failing.may_fail("begin exec")
            super().exec_module(module)
            if is_victim:
                failing.may_fail("end exec")

    return Loader


def _extension_loader(failing: _Failing) -> type[ExtensionLoader]:
    class Loader(ExtensionLoader):
        def create_module(self, spec: ModuleSpec) -> ModuleType:
            failing.may_fail("create")
            return super().create_module(spec)

        def exec_module(self, module: ModuleType) -> None:
            failing.may_fail("begin exec")
            super().exec_module(module)
            failing.may_fail("end exec")

    return Loader


class _FailingFinder:
    """A meta path finder that finds nothing, and fails once."""

    def __init__(self, failing: _Failing, victim: str) -> None:
        self._failing, self._victim = failing, victim

    def find_spec(self, fullname: str, *_: Any) -> None:
        if fullname == self._victim:
            self._failing.may_fail("find")


@contextmanager
def _engine(folder: Path, victim: str) -> Iterator[tuple[ImportEngine, _Failing]]:
    failing = _Failing()
    engine = ImportEngine([folder])
    engine.path_hooks.insert(
        0,
        FileFinder.path_hook(
            (_bound(_extension_loader(failing), engine), EXTENSION_SUFFIXES),
            (_bound(_source_loader(failing), engine), SOURCE_SUFFIXES),
            engine=engine,
        ),
    )
    engine.meta_path.insert(0, _FailingFinder(failing, victim))
    try:
        yield engine, failing
    finally:
        engine.close()


def _bound(loader: type[Any], engine: ImportEngine) -> Callable[[str, str], Any]:
    return lambda fullname, path: loader(fullname, path, engine)


def fault(
    folder: Path, extension: str, step: str, kind: str, error: type[BaseException]
) -> list[str]:
    """Let the load of a module fail once, in a thread that ends with the error.

    `folder` is what `build_package` made, `extension` the name of its extension module. Return
    what is not as it was afterwards, or went wrong when the module is imported again.
    """
    victim = f"{PACKAGE}.victim" if kind == SOURCE else f"{PACKAGE}.{extension}"
    with _engine(folder, victim) as (engine, failing):
        engine.import_module(f"{PACKAGE}.before")
        before = _state(engine)
        failing.step, failing.fault = step, error("injected")
        if step == "bind":
            engine.modules[PACKAGE].faults.append(failing.fault)
        problems = list(_problems(_raised(lambda: engine.import_module(victim)), error))
        # a package that refuses the attribute has its submodule all the same, as in CPython
        kept = {victim} if step == "bind" else set()
        problems += _differences(before, _state(engine), kept)
        again = _raised(lambda: engine.import_module(victim))
        if again is not None:
            problems.append(f"imported again, {again!r} was raised")
        elif engine.modules.get(victim) is None:
            problems.append("imported again, it is not there")
    return [f"{error.__name__} at {step} of {kind}: {problem}" for problem in problems]


def _problems(raised: BaseException | None, error: type[BaseException]) -> Iterator[str]:
    if type(raised) is not error:
        yield f"{raised!r} was raised"


def _state(engine: ImportEngine) -> dict[str, dict[str, Any]]:
    package = dict(vars(engine.modules[PACKAGE]))
    return {"modules": dict(engine.modules), "package": package}


def _differences(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]], kept: set[str]
) -> Iterator[str]:
    for what, names in before.items():
        for name in (names.keys() ^ after[what].keys()) - kept:
            yield f"{name} is {'not ' if name in names else ''}in {what}"
        for name in names.keys() & after[what].keys():
            if names[name] is not after[what][name]:
                yield f"{name} in {what} is another"


def _raised(call: Callable[[], Any]) -> BaseException | None:
    """Return what `call` raises in a thread of its own, which ends with it."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:
            raised.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(SECONDS)
    if thread.is_alive():
        return TimeoutError(f"no end after {SECONDS} s")
    return raised[0] if raised else None
