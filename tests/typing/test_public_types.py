"""What a type checker makes of the public API; mypy checks this file, pytest runs it too."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, assert_type

import pytest

from importengine import (
    EngineClosedError,
    GlobalImportEngine,
    ImportEngine,
    ImportEngineError,
    ImportRefusedError,
    Policy,
    Rule,
    Share,
    allow,
    deny,
    sysengine,
)
from importengine.errors import ExtensionHeldError
from importengine.events import ImportEvent, ModuleLoaded
from importengine.finders import FileFinder, PathFinder
from importengine.loaders import SourceLoader


class Noisy(ImportEngine):
    def module_loaded(self, event: ModuleLoaded) -> None:
        assert_type(event.fullname, str)


class Observer:
    def module_loaded(self, event: ModuleLoaded) -> None:
        assert_type(event.seconds, float | None)


def test_the_constructor() -> None:
    assert_type(ImportEngine(), ImportEngine)
    assert_type(ImportEngine(["a", Path("b")], name="x", share="pytest"), ImportEngine)
    ImportEngine(share=["a", Share("b")])
    ImportEngine(share=lambda name: name == "a")
    ImportEngine(share=Share(["a"], sysengine), policy=None, meta_path=[], path_hooks=[])
    assert_type(ImportEngine(private=["collections"]).private_names, frozenset[str])
    assert_type(ImportEngine.from_engine(sysengine, name="x"), ImportEngine)
    assert_type(Noisy.from_engine(Noisy()), Noisy)
    assert_type(sysengine, GlobalImportEngine)


def test_the_state() -> None:
    engine = ImportEngine()
    assert_type(engine.name, str)
    assert_type(engine.path, list[str])
    assert_type(engine.modules, dict[str, Any])
    assert_type(engine.meta_path, list[Any])
    assert_type(engine.policy, Policy | None)
    assert_type(engine.shares, tuple[Share, ...])
    assert_type(sysengine.path, list[str])
    assert_type(sysengine.modules, dict[str, Any])
    engine.path = ["a"]
    engine.policy = Policy()


def test_importing(tmp_path: Path) -> None:
    engine = ImportEngine()
    assert_type(engine.import_module("json"), Any)
    assert_type(engine.__import__("json"), Any)
    assert_type(engine.find_spec("json"), ModuleSpec | None)
    (tmp_path / "a.py").write_text("")
    assert_type(engine.run_path(tmp_path / "a.py"), dict[str, Any])
    assert_type(engine.activate(), AbstractContextManager[None])
    assert_type(engine.installed(), AbstractContextManager[None])
    engine.add_path_entry(tmp_path, 0)
    engine.remove_path_entry(str(tmp_path))
    observer = Observer()
    engine.add_observer(observer)
    engine.remove_observer(observer)
    engine.invalidate_caches()
    engine.close()


def shorten(text: str, *, to: int = 3) -> bytes:
    return text[:to].encode()


def test_calling_with_an_engine_active() -> None:
    engine = ImportEngine()
    assert_type(engine.wrap(len)([1]), int)
    assert_type(engine.wrap(shorten)("text", to=2), bytes)
    assert_type(engine.wrap(Path)("a"), Path)
    assert_type(sysengine.wrap(shorten)("text"), bytes)
    assert_type(engine.proxy(json), ModuleType)
    assert_type(engine.proxy(json).loads("[]"), Any)
    # what a call does not take is an error here too
    called: Callable[[str], bytes] = engine.wrap(shorten)
    assert called("text") == b"tex"
    with pytest.raises(TypeError):
        engine.wrap(shorten)(3, of=3)  # type: ignore[call-arg,arg-type]
    with pytest.raises(TypeError):
        engine.wrap(json)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        engine.proxy(len)  # type: ignore[arg-type]


def test_policies() -> None:
    assert_type(allow("a", "b", reason="why"), tuple[Rule, ...])
    assert_type(deny("a"), tuple[Rule, ...])
    policy = Policy([allow("a"), Rule("b", "deny")], otherwise="deny")
    assert_type(policy.rules, tuple[Rule, ...])
    assert_type(policy.decide("a"), Rule)
    assert_type(policy.decide("a").verdict, Literal["allow", "deny"])
    assert_type(policy.decide("a").reason, str | None)


def test_shares() -> None:
    share = Share(["a", "b_*"])
    assert_type(share.covers("a"), bool)


def test_events() -> None:
    event: ImportEvent = ModuleLoaded(fullname="a")
    assert_type(event.importer, str | None)
    assert_type(event.spec, ModuleSpec | None)
    assert_type(event.error, BaseException | None)
    assert_type(event.method, str)


def test_errors() -> None:
    error = ImportRefusedError("message", fullname="a", rule="a", reason="why")
    assert_type(error.fullname, str | None)
    assert_type(error.rule, str | None)
    assert_type(error.reason, str | None)
    held = ExtensionHeldError("message", name="a", path="a.so", holder="the host")
    assert_type(held.holder, str)
    assert_type(held.name, str | None)
    catchable: ImportError = EngineClosedError("message")
    assert isinstance(catchable, ImportEngineError)
    closed: RuntimeError = EngineClosedError("message")
    assert isinstance(closed, ImportError)


def test_finders_and_loaders(tmp_path: Path) -> None:
    engine = ImportEngine()
    assert_type(PathFinder(engine).find_spec("a", None), ModuleSpec | None)
    assert_type(PathFinder().find_spec("a", []), ModuleSpec | None)
    assert_type(FileFinder.path_hook(engine=engine)(str(tmp_path)), FileFinder)
    assert_type(SourceLoader("a", "a.py", engine=engine), SourceLoader)
