"""An engine has a `builtins` of its own, to which the host's additions come (traps 12 and 21)."""

from __future__ import annotations

import builtins
import gettext

import pytest

from importengine import ImportEngine
from tests.support import TreeBuilder


READS = "def late():\n    return _('text')"


def test_what_the_host_adds_reaches_code_that_is_loaded_afterwards(
    tree: TreeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = ImportEngine(path=[tree({"main.py": f"{READS}\nnow = late()"})])
    monkeypatch.setattr(builtins, "_", str.upper, raising=False)
    main = engine.import_module("main")
    assert main.now == "TEXT"


def test_what_the_host_adds_reaches_code_loaded_before_with_the_next_import(
    tree: TreeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = ImportEngine(path=[tree({"main.py": READS, "other.py": ""})])
    main = engine.import_module("main")
    monkeypatch.setattr(builtins, "_", str.upper, raising=False)
    engine.import_module("other")
    assert main.late() == "TEXT"


@pytest.mark.parametrize(
    "addition",
    [
        "import builtins\nbuiltins.of_a_test = 1",
        "import builtins\nbuiltins.__dict__['of_a_test'] = 1",
        "import builtins\nsetattr(builtins, 'of_a_test', 1)",
        "__builtins__['of_a_test'] = 1",
        "import sys\nsys.modules['builtins'].of_a_test = 1",
        "from importlib import import_module\nimport_module('builtins').of_a_test = 1",
    ],
)
def test_what_a_plugin_adds_reaches_its_own_engine_alone(tree: TreeBuilder, addition: str) -> None:
    root = tree({"main.py": addition, "other.py": "seen = of_a_test"})
    one, two = ImportEngine(path=[root]), ImportEngine(path=[root])
    one.import_module("main")
    assert one.import_module("other").seen == 1
    with pytest.raises(NameError):
        two.import_module("other")
    assert not hasattr(builtins, "of_a_test")


def test_gettext_installed_by_a_plugin_stays_in_its_engine(
    tree: TreeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # undone after the test, should it fail
    monkeypatch.setattr(builtins, "_", gettext, raising=False)
    root = tree({"main.py": "import gettext\ngettext.install('domain')\nnow = _('text')"})
    assert ImportEngine(path=[root]).import_module("main").now == "text"
    assert vars(builtins)["_"] is gettext


PATCHES = {
    "assignment": "import builtins\nbefore, builtins.open = open, fake",
    "mock": "from unittest import mock\npatcher = mock.patch('builtins.open', fake)\n"
    "patcher.start()",
    "mock object": "import builtins\nfrom unittest import mock\n"
    "patcher = mock.patch.object(builtins, 'open', fake)\npatcher.start()",
}


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_a_builtin_patched_inside_is_patched_for_the_engines_code_alone(
    tree: TreeBuilder, monkeypatch: pytest.MonkeyPatch, patch: str
) -> None:
    real = builtins.open
    # undone after the test, should the patch reach the host
    monkeypatch.setattr(builtins, "open", real)
    root = tree(
        {
            "main.py": f"def fake(*args):\n    return 'fake'\n{patch}\nimport reader",
            "reader.py": "def read():\n    return open('any')",
        }
    )
    engine = ImportEngine(path=[root])
    assert engine.import_module("main").reader.read() == "fake"
    assert builtins.open is real


def test_builtins_has_the_attributes_of_a_module(tree: TreeBuilder) -> None:
    inside = ImportEngine(path=[tree({"main.py": "import builtins"})]).import_module("main")
    assert inside.builtins.__spec__ is builtins.__spec__
    assert inside.builtins.__loader__ is vars(builtins)["__loader__"]
    assert inside.builtins.__name__ == "builtins"
    assert inside.builtins.__dict__ is inside.__builtins__
    # a subclass of dict would make every look-up of a builtin slow
    assert type(inside.__builtins__) is dict


def test_the_engines_import_is_in_its_builtins(tree: TreeBuilder) -> None:
    engine = ImportEngine(path=[tree({"main.py": "import builtins\nseen = __import__"})])
    main = engine.import_module("main")
    assert main.seen is main.builtins.__import__ is engine.__import__
    assert main.seen is not builtins.__import__
