"""A shared module is offered once: removed from `modules`, it loads privately (trap 18)."""

from __future__ import annotations

import json
import json.decoder
import sys

from importengine import ImportEngine, Share
from tests.support import TreeBuilder


def test_a_shared_module_is_the_hosts() -> None:
    assert ImportEngine().import_module("json") is json


def test_after_its_removal_the_name_loads_privately() -> None:
    engine = ImportEngine()
    engine.import_module("json")
    del engine.modules["json"]
    private = engine.import_module("json")
    assert private is not json
    assert private.__file__ == json.__file__
    assert sys.modules["json"] is json


def test_removed_from_within_it_is_removed_from_its_own_engine_alone(tree: TreeBuilder) -> None:
    text = "import sys, json as first\ndel sys.modules['json']\nimport json as second"
    root = tree({"main.py": text})
    one, two = ImportEngine(path=[root]), ImportEngine(path=[root])
    main = one.import_module("main")
    assert main.first is json
    assert main.second is not json
    assert two.import_module("json") is json


def test_a_shared_child_never_joins_a_private_parent() -> None:
    engine = ImportEngine()
    for fullname in ("json", "json.decoder"):
        engine.import_module(fullname)
    del engine.modules["json"]
    del engine.modules["json.decoder"]
    private = engine.import_module("json")
    assert private.decoder is engine.modules["json.decoder"] is not json.decoder
    assert json.decoder is sys.modules["json.decoder"]


def test_a_child_not_seen_before_is_private_under_a_private_parent() -> None:
    engine = ImportEngine()
    engine.import_module("json")
    del engine.modules["json"]
    engine.import_module("json")
    private = engine.import_module("json.tool")
    assert private is not sys.modules.get("json.tool")
    assert engine.modules["json"].tool is private
    assert getattr(json, "tool", None) is not private


def test_a_private_child_is_not_bound_on_a_shared_parent() -> None:
    engine = ImportEngine()
    engine.import_module("json.decoder")
    del engine.modules["json.decoder"]
    engine.import_module("json.decoder")
    assert json.decoder is sys.modules["json.decoder"]


def test_a_module_taken_from_another_engine_is_offered_once_too(tree: TreeBuilder) -> None:
    root = tree({"helper.py": ""})
    donor = ImportEngine(path=[root])
    engine = ImportEngine(path=[], share=Share("helper", donor))
    assert engine.import_module("helper") is donor.modules["helper"]
    del engine.modules["helper"]
    engine.path.append(str(root))
    assert engine.import_module("helper") is not donor.modules["helper"]


def test_importing_afresh_inside_gives_a_fresh_module(tree: TreeBuilder) -> None:
    text = """
        import sys, heapq as shared
        saved = {name: sys.modules.pop(name) for name in ('heapq', '_heapq') if name in sys.modules}
        sys.modules['_heapq'] = None
        import heapq as fresh
        del sys.modules['heapq'], sys.modules['_heapq']
        sys.modules.update(saved)
        import heapq as again
        """
    main = ImportEngine(path=[tree({"main.py": text})]).import_module("main")
    assert main.fresh is not main.shared
    assert main.again is main.shared
    # without its accelerator the functions are written in Python
    assert hasattr(main.fresh.heappush, "__code__")
