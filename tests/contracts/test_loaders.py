"""The contract of loaders, for each loader."""

from __future__ import annotations

import calendar
import importlib.util
import py_compile
import shutil
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine, sysengine
from importengine.loaders import (
    BuiltinLoader,
    BytecodeLoader,
    ExtensionLoader,
    NamespaceLoader,
    SharedLoader,
    SourceLoader,
)
from tests.contracts.loaders import CodeLoaderContract, LoaderContract


class TestSourceLoader(CodeLoaderContract):
    fullname = "of_source"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        path = root / "of_source.py"
        path.write_text(self.code)
        return SourceLoader(self.fullname, str(path), engine)

    def test_it_has_the_source(self, loader: Any) -> None:
        assert loader.get_source(self.fullname) == self.code


class TestBytecodeLoader(CodeLoaderContract):
    fullname = "of_bytecode"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        source, path = root / "of_bytecode.py", root / "of_bytecode.pyc"
        source.write_text(self.code)
        py_compile.compile(str(source), cfile=str(path))
        return BytecodeLoader(self.fullname, str(path), engine)

    def test_it_has_no_source(self, loader: Any) -> None:
        assert loader.get_source(self.fullname) is None


EXTENSION = importlib.util.find_spec("_queue")
FILE = Path(EXTENSION.origin or "") if EXTENSION is not None else Path()


@pytest.mark.skipif(not FILE.is_file(), reason="_queue is no file here")
class TestExtensionLoader(LoaderContract):
    fullname = "_queue"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        return ExtensionLoader(self.fullname, str(shutil.copy(FILE, root)), engine)

    def test_it_has_neither_code_nor_source(self, loader: Any) -> None:
        assert loader.get_code(self.fullname) is None
        assert loader.get_source(self.fullname) is None
        assert not loader.is_package(self.fullname)

    def test_each_engine_has_a_module_of_the_same_file(
        self, engine: ImportEngine, loader: Any, host_unchanged: None
    ) -> None:
        first = self.load(engine, loader)
        other = ImportEngine()
        second = self.load(other, ExtensionLoader(self.fullname, loader.path, other))
        assert second is not first
        assert second.__file__ == first.__file__ == loader.path


class TestNamespaceLoader(LoaderContract):
    fullname = "of_namespace"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        def find(fullname: str, path: Sequence[str]) -> ModuleSpec | None:
            return None

        return NamespaceLoader(self.fullname, [str(root)], find, engine)

    def test_it_is_a_package_without_code(self, loader: Any) -> None:
        assert loader.is_package(self.fullname)
        assert loader.get_source(self.fullname) == ""


class TestSharedLoader(LoaderContract):
    fullname = "calendar"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        self.taken: list[tuple[object, str]] = []
        return SharedLoader(sysengine, engine, lambda *taken: self.taken.append(taken))

    def test_it_gives_the_donor_s_own_and_notes_it(
        self, engine: ImportEngine, loader: Any, host_unchanged: None
    ) -> None:
        module = self.load(engine, loader)
        assert module is calendar
        assert self.taken == [(sysengine, "calendar")]
        assert module.__loader__ is not loader

    def test_an_error_of_the_donor_is_raised(self, host_unchanged: None) -> None:
        loader = SharedLoader(ImportEngine(), ImportEngine())
        with pytest.raises(ModuleNotFoundError):
            loader.exec_module(ModuleType("absent_from_everywhere"))


class TestBuiltinLoader(LoaderContract):
    fullname = "errno"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        return BuiltinLoader(engine)

    def test_it_has_neither_code_nor_source(self, loader: Any) -> None:
        assert loader.get_code(self.fullname) is None
        assert loader.get_source(self.fullname) is None
        assert not loader.is_package(self.fullname)

    def test_what_is_not_builtin_is_refused(self, loader: Any) -> None:
        with pytest.raises(ImportError, match="is not a built-in module"):
            loader.get_code("calendar")
