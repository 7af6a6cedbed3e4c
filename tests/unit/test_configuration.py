"""What an engine was made of is pickled, and makes one like it, here or in a child process."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import machinery
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from importengine import ImportEngine, ImportRefusedError, Policy, Share, allow, deny, sysengine
from importengine._child import in_child
from importengine.finders import BuiltinFinder, FileFinder, PathFinder
from tests.isolation.child import run_in_child
from tests.memory import MemoryFinder
from tests.support import TreeBuilder


FILES = {"helper.py": "x = 1", "pkg/__init__.py": "", "pkg/sub.py": "class Thing: ..."}


Again = Callable[[ImportEngine], Any]


@pytest.fixture
def again(host_unchanged: None) -> Iterator[Again]:
    """Pickle an engine and return what is unpickled; both are closed at the end."""
    engines: list[ImportEngine] = []

    def by_pickle(engine: ImportEngine) -> Any:
        made = pickle.loads(pickle.dumps(engine))
        engines.extend([engine, made])
        return made

    yield by_pickle
    for engine in engines:
        engine.close()


class Mine(ImportEngine):
    """An engine of another class."""


def is_shared(name: str) -> bool:
    """Share what a module-level predicate says."""
    return name == "pytest"


def accepts(importer: str | None, name: str, names: Iterable[str] | None) -> bool:
    """Say which imports may be lazy."""
    return False


def no_hook(entry: str) -> Any:
    """Be a path hook for nothing."""
    raise ImportError(entry)


# what is pickled:


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_engine_is_pickled_in_every_protocol(host_unchanged: None, protocol: int) -> None:
    engine = ImportEngine(["/one", "/two"], name="original")
    made = pickle.loads(pickle.dumps(engine, protocol))
    assert type(made) is ImportEngine
    assert made is not engine
    assert (made.name, made.path) == ("original", ["/one", "/two"])
    assert made.path is not engine.path


def test_a_copy_by_the_copy_module_is_a_new_engine_too(host_unchanged: None) -> None:
    engine = ImportEngine(["/one"], name="original")
    for made in (copy.copy(engine), copy.deepcopy(engine)):
        assert made is not engine
        assert (made.name, made.path) == ("original", ["/one"])


def test_it_begins_without_modules(again: Again, tree: TreeBuilder) -> None:
    engine = ImportEngine([tree(FILES)])
    of_original = engine.import_module("pkg.sub")
    made = again(engine)
    assert made.modules.keys() == {"sys", "builtins", "__main__"}
    assert made.import_module("pkg.sub") is made.modules["pkg.sub"] is not of_original
    assert engine.modules["pkg.sub"] is of_original
    assert made.modules["sys"].modules is made.modules


def test_a_name_that_was_given_by_number_is_kept(again: Again) -> None:
    engine = ImportEngine()
    assert again(engine).name == engine.name


def test_the_class_of_an_engine_is_kept(again: Again) -> None:
    assert type(again(Mine())) is Mine


def test_the_path_is_the_one_of_now(again: Again) -> None:
    engine = ImportEngine(["/one"])
    engine.add_path_entry("/two")
    assert again(engine).path == ["/one", "/two"]


SHARES: dict[str, Any] = {
    "a name": "pytest",
    "names": ["other", "pytest"],
    "a prefix": "pyte*",
    "a predicate": is_shared,
    "a Share": Share("pytest"),
    "of the host": Share("pytest", sysengine),
    "several": [Share("other"), is_shared, "more*"],
}


@pytest.mark.parametrize("form", SHARES)
def test_what_an_engine_shares_is_kept(again: Again, form: str) -> None:
    engine = ImportEngine(share=SHARES[form])
    made = again(engine)
    assert made.import_module("pytest") is pytest
    assert [share.covers("pytest") for share in made.shares] == [
        share.covers("pytest") for share in engine.shares
    ]
    assert made.shares[-1] is engine.shares[-1]


def test_what_an_engine_does_not_share_is_not_shared(again: Again) -> None:
    with pytest.raises(ModuleNotFoundError):
        again(ImportEngine(share="other")).import_module("pytest")


def test_a_donor_is_made_again_with_its_engine(again: Again, tree: TreeBuilder) -> None:
    donor = ImportEngine([tree(FILES)], name="donor")
    made = again(ImportEngine(share=["pytest", Share("helper", donor)]))
    of_made = made.shares[1].donor
    assert of_made is not donor
    assert (of_made.name, of_made.path) == ("donor", donor.path)
    assert made.import_module("helper") is of_made.modules["helper"]
    assert "helper" not in donor.modules


def test_engines_that_are_pickled_together_stay_together(host_unchanged: None) -> None:
    donor = ImportEngine(name="donor")
    one, two = (ImportEngine(share=Share("helper", donor)) for _ in range(2))
    made_one, made_donor, made_two = pickle.loads(pickle.dumps((one, donor, two)))
    assert made_one.shares[0].donor is made_donor is made_two.shares[0].donor
    assert made_one is not made_two


def test_the_policy_is_kept(again: Again) -> None:
    policy = Policy([allow("json"), deny("socket", reason="stay offline")], otherwise="deny")
    engine = ImportEngine(policy=policy)
    made = again(engine)
    assert made.policy == policy
    assert made.import_module("json")
    with pytest.raises(ImportRefusedError, match="stay offline"):
        made.import_module("socket")
    engine.policy = None
    assert again(engine).policy is None


def test_the_naming_is_kept(again: Again, tree: TreeBuilder) -> None:
    engine = ImportEngine([tree(FILES)], name="beta", naming="qualified")
    made = again(engine)
    assert (engine.naming, made.naming) == ("qualified", "qualified")
    names = [one.import_module("pkg.sub").Thing.__module__ for one in (engine, made)]
    assert names == ["beta.pkg.sub", "beta_1.pkg.sub"]
    assert again(ImportEngine()).naming == "exact"


def test_a_qualified_engine_that_was_closed_leaves_its_prefix(
    again: Again, tree: TreeBuilder
) -> None:
    engine = ImportEngine([tree(FILES)], name="beta", naming="qualified")
    text = pickle.dumps(engine)
    engine.close()
    made = pickle.loads(text)
    assert made.import_module("helper").__name__ == "beta.helper"
    made.close()


# finders and hooks:


def test_its_own_finders_and_hooks_are_made_for_it(again: Again, tmp_path: Path) -> None:
    made = again(ImportEngine([tmp_path]))
    assert [type(finder).__name__ for finder in made.meta_path] == [
        "BuiltinFinder",
        "FrozenFinder",
        "PathFinder",
        "SharedFinder",
    ]
    assert all(finder.engine is made for finder in made.meta_path)
    finders = [hook(str(tmp_path)) for hook in made.path_hooks[1:]]
    assert [(type(finder), finder.engine) for finder in finders] == [(FileFinder, made)]
    with pytest.raises(ImportError):
        made.path_hooks[0](str(tmp_path))


def test_the_order_of_finders_is_kept(again: Again) -> None:
    engine = ImportEngine()
    engine.meta_path = engine.meta_path[2::-2]
    engine.path_hooks.reverse()
    made = again(engine)
    assert [type(finder) for finder in made.meta_path] == [PathFinder, BuiltinFinder]
    assert len(made.path_hooks) == 2
    with pytest.raises(ImportError):
        made.path_hooks[1]("/")


def test_no_finders_and_hooks_are_none(again: Again) -> None:
    made = again(ImportEngine(meta_path=[], path_hooks=[]))
    assert (made.meta_path, made.path_hooks) == ([], [])


def test_a_finder_of_other_people_is_pickled(again: Again) -> None:
    engine = ImportEngine()
    engine.meta_path.insert(0, MemoryFinder({"in_memory": "x = 1", "package.sub": ""}))
    made = again(engine)
    assert made.meta_path[0] is not engine.meta_path[0]
    assert made.import_module("in_memory").x == 1
    assert len(made.meta_path) == 5


def test_a_hook_of_other_people_is_pickled(again: Again) -> None:
    engine = ImportEngine()
    engine.path_hooks.append(no_hook)
    assert again(engine).path_hooks[2] is no_hook


@pytest.mark.parametrize("finder", [machinery.BuiltinImporter, machinery.PathFinder])
def test_the_interpreter_s_finders_stay_the_interpreter_s(again: Again, finder: Any) -> None:
    made = again(ImportEngine(meta_path=[finder]))
    assert made.meta_path == [finder]
    assert made.own_finder(finder).engine is made


def test_a_finder_that_is_another_engine_s_stays_that_engine_s(again: Again) -> None:
    other = ImportEngine(name="other")
    made = again(ImportEngine(meta_path=[PathFinder(other)]))
    assert made.meta_path[0].engine is not made
    assert made.meta_path[0].engine.name == "other"


def test_a_hook_for_other_files_goes_on_finding_them(again: Again, tree: TreeBuilder) -> None:
    hook = FileFinder.path_hook((machinery.SourceFileLoader, [".other"]))
    engine = ImportEngine([tree({"other.other": "x = 1"})], path_hooks=[hook])
    try:
        made = again(engine)
    except (AttributeError, pickle.PicklingError):
        # it says so; what it must not do is to find something else
        return
    assert made.import_module("other").x == 1


def test_the_filter_of_lazy_imports_is_kept(again: Again) -> None:
    engine = ImportEngine()
    assert again(engine).lazy_imports_filter is None
    engine.lazy_imports_filter = accepts
    assert again(engine).lazy_imports_filter is accepts


# which are no copies:


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_the_global_engine_is_pickled_as_itself(host_unchanged: None, protocol: int) -> None:
    assert pickle.loads(pickle.dumps(sysengine, protocol)) is sysengine
    assert copy.copy(sysengine) is copy.deepcopy(sysengine) is sysengine


def test_a_copy_of_another_engine_is_pickled(again: Again, tree: TreeBuilder) -> None:
    original = ImportEngine([tree(FILES)], name="original")
    made = again(ImportEngine.from_engine(original, name="copy"))
    assert made.name == "copy"
    assert made.import_module("helper").x == 1


def test_a_closed_engine_makes_one_that_is_open(again: Again) -> None:
    engine = ImportEngine(["/one"], name="ended")
    engine.close()
    made = again(engine)
    assert (made.name, made.path) == ("ended", ["/one"])
    made.check_open()


UNPICKLED: dict[str, Callable[[], ImportEngine]] = {
    "a predicate": lambda: ImportEngine(share=lambda _: False),
    "a finder": lambda: ImportEngine(meta_path=[lambda: None]),
    "a hook": lambda: ImportEngine(path_hooks=[lambda _: None]),
    "a donor": lambda: ImportEngine(
        share=Share("x", ImportEngine(share=lambda _: False)),
    ),
}


@pytest.mark.parametrize("what", UNPICKLED)
def test_an_engine_with_a_part_that_cannot_be_pickled_cannot(
    host_unchanged: None, what: str
) -> None:
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(UNPICKLED[what]())


# in a child process:


def run(command: list[str]) -> str:
    """Return what a command prints, in a process with none of this one's path."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_child_has_an_engine_like_this_one(tree: TreeBuilder, host_unchanged: None) -> None:
    engine = ImportEngine(
        [tree(FILES)], name="parent", policy=Policy(deny("socket")), share="pytest"
    )
    program = """if True:
        import sys
        import helper, pytest
        from importlib import import_module
        try:
            import_module("socket")
        except ImportError as error:
            print(type(error).__name__, error)
        print(helper.x, __name__, sys.modules["__main__"].__dict__ is globals(), sys.argv[1:])
    """
    command = [sys.executable, "-c", program, "one", "two"]
    assert run(in_child(engine, command)).splitlines() == [
        "ImportRefusedError import of 'socket' refused by the policy of <ImportEngine 'parent'>",
        "1 __main__ True ['one', 'two']",
    ]


def test_the_rest_of_the_command_stays(host_unchanged: None) -> None:
    command = [sys.executable, "-X", "utf8", "-c", "pass", "-c", "last"]
    made = in_child(ImportEngine(), command)
    assert [*made[:4], *made[5:]] == [*command[:4], *command[5:]]
    assert '"' not in made[4]
    assert command == [sys.executable, "-X", "utf8", "-c", "pass", "-c", "last"]


@pytest.mark.parametrize(
    "command", [["python", "script.py"], ["python", "-m", "module"], ["python"], []]
)
def test_a_command_without_a_source_is_refused(host_unchanged: None, command: list[str]) -> None:
    with pytest.raises(ValueError, match="<ImportEngine 'parent'>") as caught:
        in_child(ImportEngine(name="parent"), command)
    assert "-c" in str(caught.value)
    assert str(caught.value).endswith(" ".join(command))


@pytest.mark.parametrize("what", UNPICKLED)
def test_the_error_of_an_engine_that_cannot_be_made_again_names_it(
    host_unchanged: None, what: str
) -> None:
    engine = UNPICKLED[what]()
    with pytest.raises(pickle.PicklingError, match="cannot be made again in a child") as caught:
        in_child(engine, ["python", "-c", ""])
    assert repr(engine) in str(caught.value)
    assert caught.value.__cause__ is not None


PARTS = {
    "a predicate": "engine = ImportEngine(path, name='parent', share=lambda name: False)",
    "a finder": """
        from threading import Lock
        from tests.memory import MemoryFinder
        engine = ImportEngine(path, name="parent")
        engine.meta_path.append(MemoryFinder({"x": Lock()}))
    """,
}
STARTS = """
    import multiprocessing
    import pickle

    def target(): ...

    def start(method):
        try:
            multiprocessing.get_context(method).Process(target=target).start()
        except pickle.PicklingError as error:
            return type(error).__name__, isinstance(error, pickle.PickleError), error
        return ["started"]
"""


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "method", [one for one in multiprocessing.get_all_start_methods() if one != "fork"]
)
def test_a_process_that_such_an_engine_starts_is_refused_by_name(
    tree: TreeBuilder, part: str, method: str
) -> None:
    root = tree({"starts.py": STARTS})
    before = "import sys\nfrom importengine import ImportEngine\npath = [sys.argv[1]]\n"
    after = "print(*engine.import_module('starts').start(sys.argv[2]))\n"
    printed = run_in_child(f"{before}{dedent(PARTS[part])}\n{after}", root, method)
    assert printed.startswith("PicklingError True <ImportEngine 'parent'> cannot be made again")


def test_the_prefix_is_the_same_in_a_child(tree: TreeBuilder, host_unchanged: None) -> None:
    root = tree(FILES)
    engines = [ImportEngine([root], name="beta", naming="qualified") for _ in range(2)]
    try:
        here = [engine.import_module("helper").__name__ for engine in engines]
        program = "import helper; print(helper.__name__)"
        there = [
            run(in_child(engine, [sys.executable, "-c", program])).strip() for engine in engines
        ]
        assert there == here
    finally:
        for engine in engines:
            engine.close()
