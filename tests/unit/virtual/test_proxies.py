"""Modules of the host that are seen through, and the `sys` and `warnings` of an engine."""

from __future__ import annotations

import concurrent.futures
import logging
import sys
import typing
import warnings
from types import ModuleType
from typing import Any

import pytest

from importengine import ImportEngine
from tests.support import TreeBuilder


@pytest.fixture
def engine(host_unchanged: None) -> ImportEngine:
    return ImportEngine()


def test_what_the_host_binds_again_shows_at_once(
    engine: ImportEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = engine.import_module("logging")
    assert ours is not logging
    monkeypatch.setattr(logging, "raiseExceptions", "changed")
    assert ours.raiseExceptions == "changed"


def test_what_is_written_is_written_to_the_host_s(
    engine: ImportEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = engine.import_module("logging")
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    ours.raiseExceptions = "written"
    assert logging.raiseExceptions == "written"  # type: ignore[comparison-overlap]


def test_what_is_added_and_deleted_is_so_in_the_host_s(engine: ImportEngine) -> None:
    ours = engine.import_module("logging")
    ours.added_by_test = 1
    assert vars(logging)["added_by_test"] == 1
    del ours.added_by_test
    assert not hasattr(logging, "added_by_test")
    with pytest.raises(AttributeError):
        ours.added_by_test  # noqa: B018 - asked for its error


def test_a_submodule_is_the_engine_s_alone(engine: ImportEngine) -> None:
    ours = engine.import_module("logging")
    config = engine.import_module("logging.config")
    assert ours.config is config
    assert vars(logging).get("config") is not config
    del ours.config
    assert "config" not in vars(ours)


def test_it_lists_what_the_host_s_has(engine: ImportEngine) -> None:
    ours = engine.import_module("logging")
    assert set(dir(logging)) <= set(dir(ours))
    assert not {"_original", "_asked_for"} & set(dir(ours))


def test_a_class_that_is_asked_for_has_its_module_at_hand(engine: ImportEngine) -> None:
    ours = engine.import_module("concurrent.futures")
    assert ours.ThreadPoolExecutor is concurrent.futures.ThreadPoolExecutor
    assert ours.ThreadPoolExecutor.__module__ in engine.modules
    assert ours.ProcessPoolExecutor is not concurrent.futures.ProcessPoolExecutor


def test_calling_the_type_of_sys_by_hand_is_as_with_any_module(engine: ImportEngine) -> None:
    kind: Any = type(engine.modules["sys"])
    plain = ModuleType("plain")
    kind.__setattr__(plain, "x", 1)
    assert plain.__dict__["x"] == 1
    kind.__delattr__(plain, "x")
    assert "x" not in plain.__dict__
    assert type(kind.__new__(kind)) is ModuleType
    assert kind.__name__ == "module"


def test_a_part_of_the_state_that_is_deleted_is_gone_to_look_at(engine: ImportEngine) -> None:
    ours: Any = engine.modules["sys"]
    path = engine.path
    del ours.path
    assert not hasattr(ours, "path")
    assert engine.path is path
    assert isinstance(sys.path, list)
    ours.path = ["again"]
    assert ours.path is engine.path


def test_other_names_of_sys_are_deleted_in_the_host(engine: ImportEngine) -> None:
    ours: Any = engine.modules["sys"]
    ours.added_by_test = 1
    assert vars(sys)["added_by_test"] == 1
    del ours.added_by_test
    assert not hasattr(sys, "added_by_test")


WARNS = """
    import warnings

    def warn(**options):
        warnings.warn("here", UserWarning, **options)

    def by_another(**options):
        warn(**options)
"""


@pytest.mark.parametrize(
    ("level", "shown"), [(1, "warns.py"), (2, "warns.py"), (3, "test_proxies.py")]
)
def test_a_warning_points_where_the_level_says(
    tree: TreeBuilder, engine: ImportEngine, level: int, shown: str
) -> None:
    engine.path = [str(tree({"warns.py": WARNS}))]
    module = engine.import_module("warns")
    with pytest.warns(UserWarning, match="here") as caught:
        module.by_another(stacklevel=level)
    assert caught[0].filename.endswith(shown)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="new in 3.12")
def test_a_warning_skips_files_by_prefix(tree: TreeBuilder, engine: ImportEngine) -> None:
    root = tree({"warns.py": WARNS})
    engine.path = [str(root)]
    module = engine.import_module("warns")
    with pytest.warns(UserWarning, match="here") as caught:
        module.by_another(skip_file_prefixes=(str(root),))
    assert caught[0].filename == __file__


def test_a_level_beyond_the_stack_is_no_error(tree: TreeBuilder, engine: ImportEngine) -> None:
    engine.path = [str(tree({"warns.py": WARNS}))]
    with pytest.warns(UserWarning, match="here"):
        engine.import_module("warns").warn(stacklevel=10_000)
    assert warnings.filters


def test_a_reference_that_names_its_module_is_evaluated_there(
    tree: TreeBuilder, engine: ImportEngine
) -> None:
    files = {
        "home.py": "class Thing: ...",
        "uses.py": """
            import typing
            import home

            class Row(typing.TypedDict):
                thing: "Thing"

            Row.__annotations__ = {"thing": typing.ForwardRef("Thing", module="home")}
            hints = typing.get_type_hints(Row)
        """,
    }
    engine.path = [str(tree(files))]
    module = engine.import_module("uses")
    assert module.hints == {"thing": engine.modules["home"].Thing}
    assert typing.ForwardRef is module.typing.ForwardRef
