"""Printing an engine's error in the host imports nothing into the host (trap 19)."""

from __future__ import annotations

import sys
import traceback

import pytest

from importengine import ImportEngine
from tests.isolation.child import run_in_child
from tests.support import TreeBuilder


HOST = "import builtins\nbuiltins.imported_in_host = True\nsimilar = 1"
REPLACES = "import sys\nclass Other:\n    __name__ = __name__\nsys.modules[__name__] = Other()"
PLUGIN = {
    "thing/__init__.py": "similes = 1",
    "replaced.py": REPLACES,
    "from_name.py": "from thing import similar",
    "from_replaced.py": "from replaced import similar",
    "from_package.py": "import thing.similar",
    "missing.py": "import thinq",
    "missing_late.py": "def late():\n    import thinq\nlate()",
    "circular.py": "import circular_two",
    "circular_two.py": "from circular import similar",
    "attribute.py": "import thing\nthing.similar",
    "undefined.py": "similar",
    "by_name.py": "from importlib import import_module\nimport_module('thing.similar')",
}
RAISING = sorted(set(PLUGIN) - {"thing/__init__.py", "replaced.py", "circular_two.py"})


@pytest.mark.parametrize("raising", [name.removesuffix(".py") for name in RAISING])
def test_the_host_imports_no_module_of_that_name(
    tree: TreeBuilder, monkeypatch: pytest.MonkeyPatch, raising: str
) -> None:
    # modules that fail, as what the suggestion catches leaves no trace in sys.modules
    names = ("thing", "thinq", "replaced", "circular", "similar")
    root = tree({f"host/{name}.py": "raise SystemError('imported in the host')" for name in names})
    tree({f"plugin/{name}": text for name, text in PLUGIN.items()})
    monkeypatch.setattr(sys, "path", [str(root / "host"), *sys.path])
    monkeypatch.setattr(sys, "path_importer_cache", dict(sys.path_importer_cache))
    asked: list[str] = []

    class Watching:
        def find_spec(self, fullname: str, *_: object) -> None:
            asked.append(fullname)

    monkeypatch.setattr(sys, "meta_path", [Watching(), *sys.meta_path])
    engine = ImportEngine(path=[root / "plugin"])
    with pytest.raises((ImportError, AttributeError, NameError)) as caught:
        engine.import_module(raising)
    asked.clear()
    printed = "".join(traceback.format_exception(caught.value))
    assert type(caught.value).__name__ in printed
    assert not set(asked) & {*names, "thing.similar"}


def test_the_interpreter_ends_with_the_error_and_without_an_import(tree: TreeBuilder) -> None:
    root = tree({"host/thing.py": "print('imported in the host')", "plugin/thing.py": ""})
    tree({"plugin/main.py": "from thing import absent"})
    script = """
        import sys
        from importengine import ImportEngine
        sys.path.insert(0, sys.argv[1])
        sys.stderr = sys.stdout
        try:
            ImportEngine(path=[sys.argv[2]]).import_module("main")
        except ImportError:
            sys.excepthook(*sys.exc_info())
            sys.__excepthook__(*sys.exc_info())
        """
    printed = run_in_child(script, root / "host", root / "plugin")
    assert printed.count("cannot import name 'absent' from 'thing'") == 2
    assert "imported in the host" not in printed
