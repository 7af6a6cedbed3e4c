"""The contract of finders, for each finder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from importengine import ImportEngine
from importengine.finders import (
    BuiltinFinder,
    FileFinder,
    FrozenFinder,
    PathFinder,
    SharedFinder,
)
from tests.contracts.finders import FinderContract, MetaPathFinderContract


class TestBuiltinFinder(MetaPathFinderContract):
    present = "time"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        return BuiltinFinder(engine)

    def test_it_answers_only_for_builtin_modules(self, finder: Any) -> None:
        known = {name for name in sys.stdlib_module_names if finder.find_spec(name)}
        assert known == set(sys.builtin_module_names) & sys.stdlib_module_names


class TestFrozenFinder(MetaPathFinderContract):
    present = "__hello__"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        return FrozenFinder(engine)


class TestPathFinder(MetaPathFinderContract):
    present = "present"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        return PathFinder(engine)

    def test_a_given_path_is_searched_instead_of_the_engine_s(
        self, finder: Any, tmp_path: Path, host_unchanged: None
    ) -> None:
        assert finder.find_spec("present", []) is None
        assert finder.find_spec("present", [str(tmp_path)]) is not None

    def test_entries_are_cached(
        self, finder: Any, engine: ImportEngine, tmp_path: Path, host_unchanged: None
    ) -> None:
        finder.find_spec("present")
        cached = engine.path_importer_cache[str(tmp_path)]
        finder.find_spec("present_too")
        assert engine.path_importer_cache[str(tmp_path)] is cached


class TestSharedFinder(MetaPathFinderContract):
    present = "calendar"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        return SharedFinder(engine)

    def test_it_answers_for_top_level_names_only(self, finder: Any) -> None:
        assert finder.find_spec("calendar", ["somewhere"]) is None


class TestFileFinder(FinderContract):
    present = "present"

    def make(self, engine: ImportEngine | None, root: Path) -> Any:
        return FileFinder(str(root), engine=engine)

    def test_a_path_hook_makes_it_for_the_engine(
        self, engine: ImportEngine, tmp_path: Path
    ) -> None:
        finder = FileFinder.path_hook(engine=engine)(str(tmp_path))
        assert type(finder) is FileFinder
        assert finder.engine is engine
