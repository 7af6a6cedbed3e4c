"""Events, the observers that are told of them, and the methods that a subclass overrides."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError

from importengine import ImportEngine, ImportRefusedError, Policy, deny
from importengine.events import (
    ImportEvent,
    ModuleFailed,
    ModuleFound,
    ModuleLoaded,
    ModuleLoading,
    ModuleMissing,
    ModuleRefused,
    ModuleReloaded,
    ModuleRequested,
    ModuleUnloaded,
)
from tests.memory import MemoryFinder


SOURCES = {
    "outer": "import inner",
    "inner": "",
    "bad": "1 / 0",
    "wants": "import absent",
    "pkg": "",
    "pkg.sub": "from . import absent",
}


class Recorder:
    """Observes everything."""

    def __init__(self) -> None:
        self.events: list[ImportEvent] = []

    def _record(self, event: ImportEvent) -> None:
        self.events.append(event)

    module_requested = module_found = module_missing = module_refused = _record
    module_loading = module_loaded = module_failed = _record
    module_reloaded = module_unloaded = _record

    @property
    def told(self) -> list[str]:
        return [f"{event.method.removeprefix('module_')} {event.fullname}" for event in self.events]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def engine(recorder: Recorder) -> ImportEngine:
    engine = ImportEngine(name="told", meta_path=[MemoryFinder(SOURCES)])
    engine.add_observer(recorder)
    return engine


def test_a_nested_import_is_told_inside_the_outer_one(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    engine.import_module("outer")
    assert recorder.told == [
        "requested outer",
        "found outer",
        "loading outer",
        "requested inner",
        "found inner",
        "loading inner",
        "loaded inner",
        "loaded outer",
    ]


def test_the_importer_is_the_module_that_asked(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    engine.import_module("outer")
    importers = {(event.fullname, event.importer) for event in recorder.events}
    assert importers == {("outer", None), ("inner", "outer")}


def test_each_event_has_its_class_and_its_fields(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    module = engine.import_module("inner")
    requested, found, loading, loaded = recorder.events
    kinds = [ModuleRequested, ModuleFound, ModuleLoading, ModuleLoaded]
    assert [type(event) for event in recorder.events] == kinds
    assert requested.spec is None
    assert found.spec is loading.spec is loaded.spec is module.__spec__
    assert requested.seconds is found.seconds is loading.seconds is None
    assert loaded.seconds is not None
    assert loaded.seconds >= 0
    assert {event.error for event in recorder.events} == {None}


def test_the_time_of_a_load_includes_that_of_nested_imports(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    engine.import_module("outer")
    inner, outer = (event.seconds for event in recorder.events if type(event) is ModuleLoaded)
    assert inner is not None
    assert outer is not None
    assert outer >= inner


def test_a_missing_module_is_told_with_its_error(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        engine.import_module("absent")
    assert recorder.told == ["requested absent", "missing absent"]
    event = recorder.events[-1]
    assert type(event) is ModuleMissing
    assert event.error is caught.value


def test_a_submodule_of_no_package_is_told_as_missing(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("inner.sub")
    assert recorder.told[-2:] == ["loaded inner", "missing inner.sub"]


def test_a_name_of_a_fromlist_that_is_no_module_is_told_as_missing(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    with pytest.raises(ImportError):
        engine.import_module("pkg.sub")
    assert recorder.told[-3:] == ["requested pkg.absent", "missing pkg.absent", "failed pkg.sub"]
    assert recorder.events[-2].importer == "pkg.sub"


def test_a_module_that_raises_is_told_as_failed(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        engine.import_module("bad")
    event = recorder.events[-1]
    assert recorder.told[-2:] == ["loading bad", "failed bad"]
    assert type(event) is ModuleFailed
    assert event.error is caught.value
    assert event.spec is not None
    assert event.seconds is not None
    # nothing of it is left when it is told
    assert "bad" not in engine.modules


def test_a_module_whose_import_is_missing_is_told_as_failed_and_the_other_as_missing(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("wants")
    assert recorder.told[-2:] == ["missing absent", "failed wants"]


def test_a_refused_module_is_told_with_its_error(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    engine.policy = Policy(deny("inner"))
    with pytest.raises(ImportRefusedError) as caught:
        engine.import_module("outer")
    assert recorder.told[-3:] == ["requested inner", "refused inner", "failed outer"]
    event = recorder.events[-2]
    assert type(event) is ModuleRefused
    assert event.importer == "outer"
    assert event.error is caught.value


def test_a_reload_is_told(engine: ImportEngine, recorder: Recorder, host_unchanged: None) -> None:
    module = engine.import_module("inner")
    recorder.events.clear()
    engine.reload(module)
    event = recorder.events[-1]
    assert type(event) is ModuleReloaded
    assert event.spec is module.__spec__
    assert event.seconds is not None


def test_a_reload_that_fails_is_told(recorder: Recorder, host_unchanged: None) -> None:
    sources = {"a": ""}
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    module = engine.import_module("a")
    engine.add_observer(recorder)
    sources["a"] = "1 / 0"
    with pytest.raises(ZeroDivisionError) as caught:
        engine.reload(module)
    event = recorder.events[-1]
    assert type(event) is ModuleFailed
    assert event.error is caught.value


def test_closing_tells_of_each_module(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    engine.import_module("outer")
    recorder.events.clear()
    engine.close()
    assert {type(event) for event in recorder.events} == {ModuleUnloaded}
    told = {event.fullname for event in recorder.events}
    assert told == {"sys", "builtins", "__main__", "inner", "outer"}
    engine.close()
    assert len(recorder.events) == len(told)


@pytest.mark.parametrize("observed_first", [True, False])
def test_cached_imports_are_told_of_as_requested(
    recorder: Recorder, host_unchanged: None, observed_first: bool
) -> None:
    sources = {"a": "def late():\n    import b\n    from b import x", "b": "x = 1"}
    engine = ImportEngine(meta_path=[MemoryFinder(sources)])
    if observed_first:
        engine.add_observer(recorder)
    late = engine.import_module("a").late
    late()
    late()
    if not observed_first:
        engine.add_observer(recorder)
    recorder.events.clear()
    late()
    assert recorder.told == ["requested b", "requested b"]
    assert recorder.events[0].importer == "a"


def test_shared_modules_are_told_of_too(recorder: Recorder, host_unchanged: None) -> None:
    engine = ImportEngine()
    engine.add_observer(recorder)
    engine.import_module("calendar")
    assert recorder.told == [
        "requested calendar",
        "found calendar",
        "loading calendar",
        "loaded calendar",
    ]


def test_events_are_frozen_values() -> None:
    event: ImportEvent = ModuleLoaded(fullname="a", seconds=1.0)
    assert event == ModuleLoaded(fullname="a", seconds=1.0)
    other: ImportEvent = ModuleFailed(fullname="a", seconds=1.0)
    assert event != other
    with pytest.raises(FrozenInstanceError):
        event.fullname = "b"  # type: ignore[misc]
    with pytest.raises(TypeError):
        ModuleLoaded("a")  # type: ignore[call-arg]


def test_every_event_names_a_method_of_its_own() -> None:
    methods = [kind.method for kind in ImportEvent.__subclasses__()]
    assert len(methods) == len(set(methods)) == 9


def test_a_subclass_is_told_by_its_methods(host_unchanged: None) -> None:
    told: list[str] = []

    class Noisy(ImportEngine):
        def module_loaded(self, event: ModuleLoaded) -> None:
            told.append(event.fullname)

    class Noisier(Noisy):
        def module_missing(self, event: ModuleMissing) -> None:
            told.append(f"no {event.fullname}")

    engine = Noisier(meta_path=[MemoryFinder(SOURCES)])
    engine.import_module("outer")
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("absent")
    assert told == ["inner", "outer", "no absent"]


def test_observers_are_told_in_the_order_in_which_they_came(host_unchanged: None) -> None:
    told: list[str] = []
    engine = ImportEngine(meta_path=[MemoryFinder(SOURCES)])
    for name in ("first", "second"):
        engine.add_observer(SimpleNamespace(module_found=lambda _, name=name: told.append(name)))
    engine.import_module("inner")
    assert told == ["first", "second"]


class Failing:
    def __init__(self, error: BaseException) -> None:
        self.error = error

    def module_requested(self, event: ModuleRequested) -> None:
        raise self.error

    module_found = module_loading = module_loaded = module_requested


def test_an_observer_that_raises_is_logged_and_the_import_succeeds(
    engine: ImportEngine,
    recorder: Recorder,
    host_unchanged: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine.remove_observer(recorder)
    engine.add_observer(Failing(ValueError("of the observer")))
    engine.add_observer(recorder)
    with caplog.at_level(logging.ERROR, logger="importengine"):
        engine.import_module("inner")
    assert len(recorder.events) == 4
    assert len(caplog.records) == 4
    assert {record.name for record in caplog.records} == {"importengine"}
    assert "of the observer" in caplog.text


def test_an_observer_cannot_hold_back_an_interrupt(
    engine: ImportEngine, host_unchanged: None
) -> None:
    engine.add_observer(Failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        engine.import_module("inner")


def test_a_removed_observer_is_told_no_more(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    engine.remove_observer(recorder)
    engine.import_module("inner")
    assert recorder.events == []


OBSERVERS: dict[str, Any] = {
    "with bound methods": Recorder(),
    "with functions": SimpleNamespace(module_loaded=lambda event: None),
    "with another's method": SimpleNamespace(module_loaded=[].append),
    "a class": type("Static", (), {"module_loaded": staticmethod(print)}),
}


@pytest.mark.parametrize("kind", OBSERVERS)
def test_any_observer_that_was_added_can_be_removed(engine: ImportEngine, kind: str) -> None:
    engine.add_observer(OBSERVERS[kind])
    engine.remove_observer(OBSERVERS[kind])
    with pytest.raises(ValueError, match="is not an observer of this engine"):
        engine.remove_observer(OBSERVERS[kind])


def test_removing_an_observer_leaves_the_others(
    engine: ImportEngine, recorder: Recorder, host_unchanged: None
) -> None:
    other = Recorder()
    engine.add_observer(other)
    engine.remove_observer(other)
    engine.import_module("inner")
    assert len(recorder.events) == 4


@pytest.mark.parametrize("observer", [object(), None, SimpleNamespace(module_load=print)])
def test_what_has_no_method_for_any_event_is_refused(engine: ImportEngine, observer: Any) -> None:
    with pytest.raises(TypeError, match="has no method to be told by: any of module_requested"):
        engine.add_observer(observer)


def test_removing_what_was_not_added_is_refused(engine: ImportEngine) -> None:
    with pytest.raises(ValueError, match="is not an observer of this engine"):
        engine.remove_observer(Recorder())
