"""`share=`: which names an engine takes from the host or from another engine, and when."""

from __future__ import annotations

import calendar
import concurrent.futures.thread
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine, Share, sysengine
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


STANDARD_LIBRARY = str(Path(os.__file__).parent)


@pytest.fixture
def finder(host: pytest.MonkeyPatch) -> MemoryFinder:
    """A finder on the host's meta path."""
    sources = {
        "shr_one": "import sys",
        "shr_pkg": "",
        "shr_pkg.sub": "",
        "shr_two": "import shr_one",
    }
    found = MemoryFinder(sources)
    sys.meta_path.append(found)
    return found


def is_ours(name: str) -> bool:
    return name.startswith("shr_")


FORMS: dict[str, Any] = {
    "a name": "shr_one",
    "a prefix": "shr_*",
    "names": ["other", "shr_one"],
    "an iterator": iter(["shr_one"]),
    "a predicate": is_ours,
    "a Share": Share("shr_one"),
    "a Share of the host": Share("shr_one", sysengine),
    "a list with a Share": ["other", Share("shr_one")],
    "a Share of a predicate": [Share(is_ours)],
}


@pytest.mark.parametrize("form", FORMS)
def test_a_shared_module_is_the_host_s(finder: MemoryFinder, form: str) -> None:
    engine = ImportEngine(share=FORMS[form])
    of_host = sysengine.import_module("shr_one")
    assert engine.import_module("shr_one") is of_host


def test_a_module_that_the_host_has_not_imported_is_imported_there(finder: MemoryFinder) -> None:
    engine = ImportEngine(share="shr_two")
    module = engine.import_module("shr_two")
    assert sys.modules["shr_two"] is module
    # and so is what it imports
    assert sys.modules["shr_one"] is module.shr_one
    assert "shr_one" not in engine.modules


def test_a_name_that_is_not_shared_is_not_found_in_the_host(finder: MemoryFinder) -> None:
    engine = ImportEngine(share="shr_one")
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("shr_two")


def test_a_shared_name_that_the_host_does_not_have_is_missing(finder: MemoryFinder) -> None:
    engine = ImportEngine(share="absent_everywhere")
    assert engine.find_spec("absent_everywhere") is None
    with pytest.raises(ModuleNotFoundError) as caught:
        engine.import_module("absent_everywhere")
    assert caught.value.name == "absent_everywhere"


def test_a_shared_package_is_shared_whole(finder: MemoryFinder) -> None:
    engine = ImportEngine(share="shr_pkg")
    submodule = engine.import_module("shr_pkg.sub")
    assert sys.modules["shr_pkg.sub"] is submodule
    assert engine.import_module("shr_pkg") is sys.modules["shr_pkg"]
    with pytest.raises(ModuleNotFoundError):
        engine.import_module("shr_pkg.absent")


def test_find_spec_of_a_shared_module_does_not_import_it(finder: MemoryFinder) -> None:
    engine = ImportEngine(share="shr_one")
    spec = engine.find_spec("shr_one")
    assert spec is not None
    assert spec.name == "shr_one"
    assert "shr_one" not in sys.modules
    assert "shr_one" not in engine.modules


def test_a_shared_module_that_fails_in_the_host_fails_in_the_engine(finder: MemoryFinder) -> None:
    engine = ImportEngine(share="shr_bad")
    finder.sources = {**finder.sources, "shr_bad": "1 / 0"}
    with pytest.raises(ZeroDivisionError):
        engine.import_module("shr_bad")
    assert "shr_bad" not in engine.modules
    assert "shr_bad" not in sys.modules


def test_a_module_found_on_the_engine_s_path_is_private(
    finder: MemoryFinder, tree: TreeBuilder
) -> None:
    engine = ImportEngine([tree({"shr_one.py": "mine = True"})], share="shr_*")
    assert engine.import_module("shr_one").mine


def test_a_module_is_shared_once_and_private_when_it_was_removed(
    finder: MemoryFinder, tree: TreeBuilder
) -> None:
    engine = ImportEngine([tree({})], share="shr_one")
    of_host = engine.import_module("shr_one")
    del engine.modules["shr_one"]
    engine.meta_path.append(MemoryFinder({"shr_one": "mine = True"}))
    assert engine.import_module("shr_one").mine
    assert sys.modules["shr_one"] is of_host


def test_a_standard_module_is_private_when_it_was_removed(host_unchanged: None) -> None:
    engine = ImportEngine()
    assert engine.import_module("colorsys") is sysengine.import_module("colorsys")
    del engine.modules["colorsys"]
    assert engine.import_module("colorsys") is not sys.modules["colorsys"]


# another engine as donor:


@pytest.fixture
def donor() -> ImportEngine:
    sources = {"lib": "import part", "part": "", "pkg": "", "pkg.sub": ""}
    return ImportEngine(name="donor", meta_path=[MemoryFinder(sources)])


def test_a_module_is_taken_from_another_engine(donor: ImportEngine, host_unchanged: None) -> None:
    engine = ImportEngine(share=Share("lib", donor))
    module = engine.import_module("lib")
    assert donor.modules["lib"] is module
    assert donor.modules["part"] is module.part
    assert "part" not in engine.modules


def test_submodules_are_taken_from_the_other_engine_too(
    donor: ImportEngine, host_unchanged: None
) -> None:
    engine = ImportEngine(share=[Share("pkg", donor)])
    assert engine.import_module("pkg.sub") is donor.import_module("pkg.sub")


def test_the_first_share_that_covers_a_name_wins(donor: ImportEngine, host_unchanged: None) -> None:
    second = ImportEngine(meta_path=[MemoryFinder({"lib": ""})])
    engine = ImportEngine(share=[Share("lib", donor), Share("lib", second)])
    assert engine.import_module("lib") is donor.modules["lib"]
    assert "lib" not in second.modules


def test_a_share_goes_before_the_standard_library_s(host_unchanged: None) -> None:
    donor = ImportEngine(meta_path=[MemoryFinder({"calendar": ""})])
    engine = ImportEngine(share=Share("calendar", donor))
    assert engine.import_module("calendar") is donor.modules["calendar"]


def test_names_and_shares_are_taken_in_the_order_given(
    donor: ImportEngine, host_unchanged: None
) -> None:
    engine = ImportEngine(share=["pytest", Share("pytest", donor)])
    assert engine.import_module("pytest") is pytest


# the standard library:


def test_a_plugin_s_own_calendar_wins_inside_that_plugin_only(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"plugin.py": "import calendar", "calendar.py": "mine = True"})
    alpha, beta = ImportEngine([root], name="alpha"), ImportEngine(name="beta")
    assert alpha.import_module("plugin").calendar.mine
    assert beta.import_module("calendar") is calendar


def test_a_shared_module_goes_on_using_the_real_calendar(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    import http.cookiejar

    engine = ImportEngine([tree({"calendar.py": "mine = True"})])
    assert engine.import_module("calendar").mine
    shared = engine.import_module("http.cookiejar")
    assert shared is http.cookiejar
    assert shared.timegm is calendar.timegm


@pytest.mark.parametrize("position", ["before", "after"])
def test_where_the_standard_library_is_on_the_path_it_has_its_place(
    tree: TreeBuilder, host_unchanged: None, position: str
) -> None:
    root = tree({"calendar.py": "mine = True", "own.py": ""})
    path = [str(root), STANDARD_LIBRARY]
    engine = ImportEngine(path if position == "before" else reversed(path))
    module = engine.import_module("calendar")
    assert (module is calendar) is (position == "after")
    engine.import_module("own")


def test_what_the_standard_library_s_folder_holds_but_is_not_standard_is_private(
    host_unchanged: None,
) -> None:
    if not Path(STANDARD_LIBRARY, "test", "__init__.py").exists():
        pytest.skip("the interpreter comes without its tests")
    engine = ImportEngine([STANDARD_LIBRARY], share=[])
    assert engine.import_module("test") is not sys.modules.get("test")


@pytest.mark.parametrize("name", ["sys", "builtins", "importlib", "_frozen_importlib"])
def test_a_module_that_is_import_state_is_never_shared(host_unchanged: None, name: str) -> None:
    engine = ImportEngine(share=name)
    assert engine.import_module(name) is not sys.modules[name]


# some of them are extension modules where the interpreter is built so
@pytest.mark.parametrize("name", sorted({"time", "_thread", "errno"} & {*sys.builtin_module_names}))
def test_a_builtin_module_wins_over_the_path(
    tree: TreeBuilder, host_unchanged: None, name: str
) -> None:
    engine = ImportEngine([tree({f"{name}.py": "mine = True"})])
    assert engine.import_module(name) is sysengine.import_module(name)


# what is refused:


@pytest.mark.parametrize(
    ("share", "error"),
    [
        ("", ValueError),
        ("*", ValueError),
        ("pkg.sub", ValueError),
        ("pkg.*", ValueError),
        ("*_plugin", ValueError),
        ("a b", ValueError),
        (["fine", "not fine"], ValueError),
        ([3], TypeError),
        ([b"x"], TypeError),
        (3, TypeError),
    ],
)
@pytest.mark.parametrize("make", [lambda share: ImportEngine(share=share), Share])
def test_what_is_no_top_level_name_is_refused(
    share: Any, error: type[Exception], make: Callable[[Any], Any]
) -> None:
    with pytest.raises(error):
        make(share)


def test_a_share_says_what_it_covers() -> None:
    share = Share(["numpy", "django_*"])
    assert share.donor is None
    assert [name for name in ("numpy", "numpy_x", "django", "django_x") if share.covers(name)] == [
        "numpy",
        "django_x",
    ]


def test_the_shares_of_an_engine_end_with_the_standard_library() -> None:
    shares = ImportEngine(share="pytest").shares
    assert [share.covers("pytest") for share in shares] == [True, False]
    assert shares[-1].covers("calendar")


def test_a_package_that_shadows_a_standard_one_has_its_own_submodules(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    files = {
        "unittest/__init__.py": "",
        "unittest/mock.py": "x = 'own mock'",
        "code/__init__.py": "",
        "code/parts.py": "x = 'own parts'",
    }
    engine = ImportEngine([tree(files)])
    assert engine.import_module("unittest.mock").x == "own mock"
    assert engine.import_module("code.parts").x == "own parts"


def test_the_rest_of_a_standard_package_with_own_parts_is_the_host_s(
    host_unchanged: None,
) -> None:
    engine = ImportEngine()
    ours = engine.import_module("concurrent.futures")
    assert ours is not concurrent.futures
    assert engine.import_module("concurrent.futures.thread") is concurrent.futures.thread
    assert ours.Future is concurrent.futures.Future


def test_private_names_are_the_engines_own() -> None:
    engine = ImportEngine(private=["collections", "json"])
    import collections.abc
    import json

    own = engine.import_module("collections")
    assert own is not collections
    assert own.UserDict is not collections.UserDict
    # what it is made of is compiled in, and shared
    assert own.OrderedDict is collections.OrderedDict
    assert engine.import_module("collections.abc").Set is collections.abc.Set
    decoder = engine.import_module("json.decoder")
    assert decoder is not json.decoder
    assert decoder is engine.import_module("json").decoder
    # what shares them goes on with the host's
    assert engine.import_module("functools").namedtuple is vars(collections)["namedtuple"]
    assert engine.modules["collections"] is own


def test_the_submodules_of_private_packages_are_private_too() -> None:
    engine = ImportEngine(private=["collections", "_collections_abc"])
    import collections.abc

    # which uses the host's
    engine.import_module("typing")
    own = engine.import_module("collections.abc")
    assert own is engine.import_module("collections").abc
    assert own.MutableSet is not collections.abc.MutableSet


def test_private_names_go_with_the_engine(tmp_path: Path) -> None:
    import pickle

    engine = ImportEngine([tmp_path], private="calendar")
    assert engine.private_names == {"calendar"}
    for other in (pickle.loads(pickle.dumps(engine)), ImportEngine.from_engine(engine)):
        assert other.private_names == {"calendar"}
        assert other.import_module("calendar") is not calendar


@pytest.mark.parametrize(
    ("names", "kind", "message"),
    [
        (["a.b"], ValueError, "'a.b' cannot be private: give a top-level name"),
        ([""], ValueError, "'' cannot be private"),
        (["time"], ValueError, "'time' cannot be private: it is compiled into the interpreter"),
        ([1], TypeError, "private names must be str, not int"),
    ],
)
def test_names_that_cannot_be_private_are_refused(
    names: list[Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        ImportEngine(private=names)
