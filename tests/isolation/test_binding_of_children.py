"""A submodule is bound on its parent when it is loaded, and not before (traps 13 and 17)."""

from __future__ import annotations

import pytest

from importengine import ImportEngine
from tests.support import TreeBuilder


def test_import_as_takes_a_partly_loaded_submodule(tree: TreeBuilder) -> None:
    root = tree(
        {
            "a/__init__.py": "",
            "a/b/__init__.py": "import a.b.c as c",
            "a/b/c.py": "import a.b as b\nimport a.b.c as itself",
        }
    )
    engine = ImportEngine(path=[root])
    package = engine.import_module("a.b")
    assert package.c.b is package
    assert package.c.itself is package.c is engine.modules["a.b.c"]


def test_a_submodule_being_loaded_is_no_attribute_of_its_parent(tree: TreeBuilder) -> None:
    root = tree({"a/__init__.py": "", "a/b.py": "import a\nearly = hasattr(a, 'b')"})
    engine = ImportEngine(path=[root])
    assert engine.import_module("a.b").early is False
    assert engine.modules["a"].b is engine.modules["a.b"]


def test_using_the_dotted_name_of_a_partly_loaded_submodule_is_cpythons_error(
    tree: TreeBuilder,
) -> None:
    root = tree({"a/__init__.py": "", "a/b.py": "import a.c", "a/c.py": "import a.b\na.b"})
    with pytest.raises(AttributeError) as caught:
        ImportEngine(path=[root]).import_module("a.b")
    assert str(caught.value) == (
        "cannot access submodule 'b' of module 'a' (most likely due to a circular import)"
    )


def test_a_failed_submodule_leaves_no_trace(tree: TreeBuilder) -> None:
    root = tree(
        {
            "a/__init__.py": "",
            "a/b.py": "from a import c\nraise LookupError",
            "a/c.py": "from a import b",
        }
    )
    engine = ImportEngine(path=[root])
    with pytest.raises(LookupError):
        engine.import_module("a.b")
    assert "a.b" not in engine.modules
    assert not hasattr(engine.modules["a"], "b")
    assert engine.modules["a"].c is engine.modules["a.c"]


def test_a_failed_package_keeps_the_submodules_that_were_loaded(tree: TreeBuilder) -> None:
    root = tree({"a/__init__.py": "import a.b\nraise LookupError", "a/b.py": ""})
    engine = ImportEngine(path=[root])
    with pytest.raises(LookupError):
        engine.import_module("a")
    assert "a" not in engine.modules
    assert "a.b" in engine.modules
