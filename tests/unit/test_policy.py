"""`Policy`: which modules may be imported; a refusal holds on every way to import."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine, ImportRefusedError, Policy, Rule, allow, deny
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


@pytest.mark.parametrize(
    ("rule", "covered", "free"),
    [
        (allow("a"), ["a", "a.b", "a.b.c"], ["ab", "b"]),
        (allow("a.b"), ["a", "a.b", "a.b.c"], ["a.c", "b"]),
        (deny("a.b"), ["a.b", "a.b.c"], ["a", "a.c"]),
        (allow("a.*"), ["a", "a.b", "a.b.c"], ["ab"]),
        (deny("a.*"), ["a.b", "a.b.c"], ["a", "ab"]),
        (deny("a*"), ["a", "ab", "ab.c"], ["b"]),
        (deny("*._private"), ["a._private", "a.b._private"], ["_private", "a"]),
        (deny("*"), ["a", "a.b"], []),
        (deny("A"), ["A"], ["a"]),
    ],
)
def test_a_pattern_covers_names(
    rule: tuple[Rule, ...], covered: list[str], free: list[str]
) -> None:
    assert [name for name in [*covered, *free] if rule[0].covers(name)] == covered


def test_the_first_rule_that_covers_a_name_decides() -> None:
    policy = Policy([deny("a.secret"), allow("a"), deny("*", reason="not listed")])
    decided = [policy.decide(name) for name in ("a", "a.b", "a.secret.x", "b")]
    assert [rule.verdict for rule in decided] == ["allow", "allow", "deny", "deny"]
    assert decided[-1].reason == "not listed"


@pytest.mark.parametrize("otherwise", ["allow", "deny"])
def test_otherwise_decides_where_no_rule_does(otherwise: Any) -> None:
    assert Policy([allow("a")], otherwise=otherwise).decide("b").verdict == otherwise


def test_rules_come_one_by_one_or_in_groups() -> None:
    one, two = allow("a", "b", reason="why")
    assert (one.pattern, two.pattern, two.reason) == ("a", "b", "why")
    assert Policy([one, [two]]) == Policy([allow("a", "b", reason="why")]) == Policy((one, two))
    assert Policy().rules == ()


@pytest.mark.parametrize("rules", [["a"], "a", [3], [[3]], 3, [None]])
def test_what_is_no_rule_is_refused(rules: Any) -> None:
    with pytest.raises(TypeError):
        Policy(rules)


@pytest.mark.parametrize("make", [lambda: Rule("a", "maybe"), lambda: Policy(otherwise="maybe")])  # type: ignore[arg-type]
def test_a_verdict_is_allow_or_deny(make: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="maybe"):
        make()


def test_a_pattern_is_text() -> None:
    with pytest.raises(TypeError):
        Rule(3, "deny")  # type: ignore[arg-type]


FILES = {
    "statement.py": "import secret",
    "from_statement.py": "from pkg import secret",
    "relative.py": "",
    "by_importlib.py": "import importlib\nimportlib.import_module('secret')",
    "by_find_spec.py": "import importlib.util\nimportlib.util.find_spec('secret')",
    "by_call.py": "__import__('secret')",
    "late.py": "def late():\n    import secret",
    "secret.py": "",
    "pkg/__init__.py": "",
    "pkg/secret.py": "",
    "pkg/relative.py": "from . import secret",
}

WAYS: dict[str, Callable[[ImportEngine], Any]] = {
    "import_module": lambda engine: engine.import_module("secret"),
    "of a submodule": lambda engine: engine.import_module("pkg.secret"),
    "__import__": lambda engine: engine.__import__("secret"),
    "find_spec": lambda engine: engine.find_spec("secret"),
    "run_module": lambda engine: engine.run_module("secret"),
    "statement": lambda engine: engine.import_module("statement"),
    "from": lambda engine: engine.import_module("from_statement"),
    "relative": lambda engine: engine.import_module("pkg.relative"),
    "importlib": lambda engine: engine.import_module("by_importlib"),
    "importlib.util": lambda engine: engine.import_module("by_find_spec"),
    "call": lambda engine: engine.import_module("by_call"),
    "late": lambda engine: engine.import_module("late").late(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("loaded", [False, True])
def test_a_denied_module_is_refused_on_every_way(
    tree: TreeBuilder, host_unchanged: None, way: str, loaded: bool
) -> None:
    engine = ImportEngine([tree(FILES)], name="strict")
    if loaded:
        engine.import_module("secret")
        engine.import_module("pkg.secret")
        del engine.modules["pkg"].secret
    engine.policy = Policy(deny("secret", "pkg.secret", reason="it is secret"))
    with pytest.raises(ImportRefusedError) as caught:
        WAYS[way](engine)
    error = caught.value
    assert error.fullname == error.name == error.rule
    assert error.fullname in {"secret", "pkg.secret"}
    assert error.reason == "it is secret"
    assert str(error) == (
        f"import of '{error.fullname}' refused by the policy of <ImportEngine 'strict'>:"
        " it is secret"
    )


def test_a_denied_module_is_not_reloaded(tree: TreeBuilder, host_unchanged: None) -> None:
    engine = ImportEngine([tree(FILES)])
    secret = engine.import_module("secret")
    engine.policy = Policy(deny("secret"))
    with pytest.raises(ImportRefusedError) as caught:
        engine.reload(secret)
    assert caught.value.reason is None


def test_a_late_import_is_refused_though_it_went_well_before(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    engine = ImportEngine([tree(FILES)])
    late = engine.import_module("late").late
    late()
    engine.policy = Policy(deny("secret"))
    with pytest.raises(ImportRefusedError):
        late()
    engine.policy = None
    late()


def test_a_refusal_can_be_caught_as_an_import_error(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    code = "try:\n    import secret\nexcept ImportError:\n    secret = None"
    engine = ImportEngine([tree({"a.py": code, **FILES})], policy=Policy(deny("secret")))
    assert engine.import_module("a").secret is None


def test_what_nothing_allows_is_refused_with_its_reason(host_unchanged: None) -> None:
    engine = ImportEngine(policy=Policy([allow("json")], otherwise="deny"))
    assert engine.import_module("json.decoder")
    with pytest.raises(ImportRefusedError, match="no rule allows it") as caught:
        engine.import_module("calendar")
    assert caught.value.fullname == "calendar"
    assert caught.value.rule is None


def test_an_allowed_submodule_has_its_parents_allowed(host_unchanged: None) -> None:
    sources = {"a": "", "a.b": "", "a.b.c": "", "a.x": ""}
    policy = Policy([allow("a.b.c")], otherwise="deny")
    engine = ImportEngine(meta_path=[MemoryFinder(sources)], policy=policy)
    engine.import_module("a.b.c")
    with pytest.raises(ImportRefusedError):
        engine.import_module("a.x")


@pytest.mark.parametrize("name", ["importlib", "dataclasses", "runpy", "pkgutil", "inspect"])
def test_an_allowed_standard_module_may_import_what_it_needs(
    host_unchanged: None, name: str
) -> None:
    # how an engine gets a standard module is not its user's business
    engine = ImportEngine(policy=Policy([allow(name)], otherwise="deny"))
    engine.import_module(name)


@pytest.mark.parametrize("loaded_before", [False, True])
def test_a_shared_module_may_import_what_it_needs(
    host_unchanged: None, loaded_before: bool
) -> None:
    if loaded_before:
        import email.message  # noqa: F401
    engine = ImportEngine(policy=Policy([allow("email")], otherwise="deny"))
    engine.import_module("email.message")


def test_a_script_may_be_run_with_a_strict_policy(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree({"script.py": "import json"})
    engine = ImportEngine(policy=Policy([allow("json")], otherwise="deny"))
    assert engine.run_path(root / "script.py")["json"]


COPIES: list[Callable[[Any], Any]] = [lambda error: pickle.loads(pickle.dumps(error)), copy.copy]


@pytest.mark.parametrize("copied", COPIES)
def test_a_refusal_survives_pickling(copied: Callable[[Any], Any]) -> None:
    engine = ImportEngine(policy=Policy(deny("secret", reason="why")))
    with pytest.raises(ImportRefusedError) as caught:
        engine.import_module("secret")
    error = caught.value
    error.add_note("a note")
    error.path = "somewhere"
    again = copied(error)
    assert type(again) is ImportRefusedError
    assert vars(again) == vars(error)
    assert (str(again), again.args) == (str(error), error.args)
    assert (again.msg, again.name, again.path) == (error.msg, "secret", "somewhere")
    assert (again.fullname, again.rule, again.reason) == ("secret", "secret", "why")
    assert again.__notes__ == ["a note"]


def test_the_refused_file_is_not_read(tmp_path: Path, host_unchanged: None) -> None:
    (tmp_path / "secret.py").write_text("raise SystemExit")
    engine = ImportEngine([tmp_path], policy=Policy(deny("secret")))
    with pytest.raises(ImportRefusedError):
        engine.import_module("secret")
    assert not (tmp_path / "__pycache__").exists()


def test_a_module_of_a_standard_name_is_not_above_the_policy(
    tree: TreeBuilder, host_unchanged: None
) -> None:
    root = tree({"code.py": "import refused", "refused.py": ""})
    engine = ImportEngine([root], policy=Policy(deny("refused")))
    with pytest.raises(ImportRefusedError):
        engine.import_module("code")


def test_what_the_engine_s_own_standard_modules_need_is_not_refused(host_unchanged: None) -> None:
    engine = ImportEngine(policy=Policy(deny("struct", "linecache")))
    engine.import_module("pickle")
    engine.import_module("pdb")


def test_what_the_standard_library_may_import_is_not_for_all(tree: TreeBuilder) -> None:
    folder = tree({"plugin.py": "import pdb\nimport code"})
    engine = ImportEngine(path=[folder], policy=Policy([deny("code")]))
    with pytest.raises(ImportRefusedError, match="code"):
        engine.import_module("plugin")
    assert "code" in engine.modules
