"""What every loader of this library keeps to; see `test_loaders.py` for the loaders."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine, sysengine


class LoaderContract(ABC):
    """Specialise: `fullname` is what the loader loads."""

    fullname: str

    @abstractmethod
    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        """Return a loader of `fullname` for *engine*."""

    @pytest.fixture
    def engine(self) -> ImportEngine:
        return ImportEngine(name="contract")

    @pytest.fixture
    def loader(self, engine: ImportEngine, tmp_path: Path) -> Any:
        return self.make(engine, tmp_path)

    def spec(self, loader: Any) -> ModuleSpec:
        """Return the spec that a finder would give for *loader*."""
        spec = spec_from_loader(self.fullname, loader)
        assert spec is not None
        return spec

    def load(self, engine: ImportEngine, loader: Any) -> Any:
        """Load by hand, as PEP 451 has it, and return what is in the engine."""
        module = module_from_spec(self.spec(loader))
        engine.modules[self.fullname] = module
        loader.exec_module(module)
        return engine.modules[self.fullname]

    def test_it_loads_by_hand(
        self, engine: ImportEngine, loader: Any, host_unchanged: None
    ) -> None:
        module = self.load(engine, loader)
        assert module.__name__ == self.fullname

    def test_it_loads_on_the_engine_s_meta_path(
        self, engine: ImportEngine, loader: Any, host_unchanged: None
    ) -> None:
        fullname, spec = self.fullname, self.spec(loader)

        class Finder:
            def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
                return spec if name == fullname else None

        engine.meta_path.insert(0, Finder())
        assert engine.import_module(fullname) is engine.modules[fullname]

    def test_it_puts_nothing_into_the_host(
        self, engine: ImportEngine, loader: Any, host_unchanged: None
    ) -> None:
        before = dict(sys.modules)
        self.load(engine, loader)
        changed = {name for name, module in sys.modules.items() if before.get(name) is not module}
        assert changed == set()

    def test_it_creates_a_module_or_asks_for_the_default_one(
        self, loader: Any, host_unchanged: None
    ) -> None:
        created = loader.create_module(self.spec(loader))
        assert created is None or created.__name__ == self.fullname

    def test_its_engine_is_the_one_given(self, engine: ImportEngine, loader: Any) -> None:
        assert loader.engine is engine

    def test_without_an_engine_it_is_the_host_s(self, tmp_path: Path) -> None:
        assert self.make(None, tmp_path).engine is sysengine


class CodeLoaderContract(LoaderContract):
    """A loader of Python code, which is `def late(): import late_one`."""

    code = "def late():\n    import late_one\n    return late_one"

    def test_imports_of_its_code_are_the_engine_s(
        self, engine: ImportEngine, loader: Any, host_unchanged: None
    ) -> None:
        module = self.load(engine, loader)
        late_one = engine.modules["late_one"] = object()
        assert module.late() is late_one

    def test_it_has_the_code(self, loader: Any) -> None:
        assert loader.get_code(self.fullname).co_names == ("late",)
        assert not loader.is_package(self.fullname)
