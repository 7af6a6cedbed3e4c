"""What every finder of this library keeps to; see `test_finders.py` for the finders."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine, sysengine


class FinderContract(ABC):
    """Specialise: `present` and `absent` are fullnames that the finder knows and does not."""

    present: str
    absent = "absent_from_everywhere"

    @abstractmethod
    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        """Return the finder for *engine*."""

    @pytest.fixture
    def engine(self, tmp_path: Path) -> ImportEngine:
        (tmp_path / "present.py").write_text("x = 1")
        (tmp_path / "present_too.py").write_text("x = 1")
        return ImportEngine([tmp_path], name="contract")

    @pytest.fixture
    def finder(self, engine: ImportEngine, tmp_path: Path) -> Any:
        return self.make(engine, tmp_path)

    def test_what_it_knows_it_answers_with_a_spec(self, finder: Any, host_unchanged: None) -> None:
        spec = finder.find_spec(self.present)
        assert isinstance(spec, ModuleSpec)
        assert spec.name == self.present
        assert spec.loader is not None

    def test_what_it_does_not_know_it_answers_with_none(
        self, finder: Any, host_unchanged: None
    ) -> None:
        assert finder.find_spec(self.absent) is None

    def test_each_answer_is_a_new_spec(self, finder: Any, host_unchanged: None) -> None:
        assert finder.find_spec(self.present) is not finder.find_spec(self.present)

    def test_finding_loads_nothing(
        self, finder: Any, engine: ImportEngine, host_unchanged: None
    ) -> None:
        before = dict(engine.modules)
        finder.find_spec(self.present)
        assert engine.modules == before

    def test_it_takes_a_target(self, finder: Any, host_unchanged: None) -> None:
        module = type(finder)
        assert finder.find_spec(self.present, target=module) is not None

    def test_its_engine_is_the_one_given(
        self, finder: Any, engine: ImportEngine, host_unchanged: None
    ) -> None:
        assert finder.engine is engine

    def test_without_an_engine_it_is_the_host_s(self, tmp_path: Path) -> None:
        assert self.make(None, tmp_path).engine is sysengine

    def test_its_loader_is_a_loader(self, finder: Any, host_unchanged: None) -> None:
        loader = finder.find_spec(self.present).loader
        assert callable(loader.create_module)
        assert callable(loader.exec_module)


class MetaPathFinderContract(FinderContract):
    """A finder that stands on a meta path."""

    def test_it_takes_a_path(self, finder: Any, host_unchanged: None) -> None:
        assert finder.find_spec(self.present, None, None) is not None

    def test_the_engine_loads_by_it_alone(
        self, finder: Any, engine: ImportEngine, host_unchanged: None
    ) -> None:
        engine.meta_path = [finder]
        assert engine.import_module(self.present) is engine.modules[self.present]
        with pytest.raises(ModuleNotFoundError):
            engine.import_module(self.absent)

    def test_caches_are_invalidated_where_it_has_any(
        self, finder: Any, engine: ImportEngine, host_unchanged: None
    ) -> None:
        engine.meta_path = [finder]
        engine.invalidate_caches()
        assert engine.find_spec(self.present) is not None
