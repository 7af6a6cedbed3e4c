"""The C code of an engine is the engine's alone (trap 7)."""

from __future__ import annotations

import gc
import importlib
import json
import tempfile
import threading
from functools import partial
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from types import ModuleType
from typing import Any
from weakref import ref

import pytest

from importengine import ImportEngine
from tests.isolation.child import run_in_child
from tests.isolation.extensions import copy_extensions, extension_file, libraries_in
from tests.isolation.threads import in_threads
from tests.support import TreeBuilder


NAMES = ["_queue", "_uuid", "_zoneinfo", "_multibytecodec", "resource", "termios"]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that copies are made in, which is empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


# one file, several engines:


@pytest.mark.parametrize("name", NAMES)
def test_each_engine_has_the_same_file_for_itself(tmp_path: Path, name: str) -> None:
    folder = copy_extensions(tmp_path, name)
    hosts = importlib.import_module(name)
    engines = [ImportEngine(path=[folder]) for _ in range(3)]
    modules = [engine.import_module(name) for engine in engines]
    assert len({id(module) for module in (hosts, *modules)}) == 4
    assert [engine.import_module(name) for engine in engines] == modules
    assert importlib.import_module(name) is hosts


@pytest.mark.parametrize("name", NAMES)
def test_the_first_engine_loads_the_file_and_others_load_copies(
    tmp_path: Path, temporary: Path, name: str
) -> None:
    folder = copy_extensions(tmp_path / "folder", name)
    engines = [ImportEngine(path=[folder]) for _ in range(3)]
    for count, engine in enumerate(engines):
        engine.import_module(name)
        assert len(libraries_in(temporary)) == count


@pytest.mark.parametrize("name", NAMES)
def test_a_module_from_a_copy_names_the_file_itself(tmp_path: Path, name: str) -> None:
    folder = copy_extensions(tmp_path, name)
    [file] = libraries_in(folder)
    for _ in range(2):
        engine = ImportEngine(path=[folder])
        module = engine.import_module(name)
        assert (module.__file__, module.__spec__.origin) == (str(file), str(file))
        assert module.__spec__.loader is module.__loader__
        assert module.__loader__.path == module.__loader__.get_filename(name) == str(file)
        assert str(file) in repr(module)
        spec = engine.find_spec(name)
        assert spec is not None
        assert spec.origin == str(file)


def is_set_up(curses: Any) -> bool:
    """Say whether setupterm() was called, of which the C code keeps note in a static variable."""
    try:
        curses.tigetnum("cols")
    except curses.error:
        return False
    return True


def test_static_variables_are_each_engine_s_own(tmp_path: Path) -> None:
    folder = copy_extensions(tmp_path, "_curses")
    one, two, three = (ImportEngine(path=[folder]).import_module("_curses") for _ in range(3))
    for curses in (two, one):
        assert not is_set_up(curses)
        curses.setupterm("dumb", 1)
        assert is_set_up(curses)
    assert not is_set_up(three)


def test_the_same_file_by_another_path_is_each_engine_s_own(tmp_path: Path) -> None:
    folder = copy_extensions(tmp_path / "real", "_curses")
    (tmp_path / "link").symlink_to(folder)
    paths = [folder, tmp_path / "link"]
    one, two = (ImportEngine(path=[path]).import_module("_curses") for path in paths)
    one.setupterm("dumb", 1)
    assert not is_set_up(two)
    assert [Path(module.__file__).parent for module in (one, two)] == paths


@pytest.mark.parametrize("name", NAMES)
def test_another_file_is_loaded_as_it_is(tmp_path: Path, temporary: Path, name: str) -> None:
    hosts = importlib.import_module(name)
    folders = [copy_extensions(tmp_path / part, name) for part in ("one", "two")]
    one, two = (ImportEngine(path=[folder]).import_module(name) for folder in folders)
    assert len({id(module) for module in (hosts, one, two)}) == 3
    assert [Path(module.__file__ or "").parent for module in (one, two)] == folders
    assert libraries_in(temporary) == []
    assert importlib.import_module(name) is hosts


def test_a_file_is_copied_from_any_depth() -> None:
    """Also from near the root, as containers have their files."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        copy_extensions(Path(folder), "_queue")
        one, two = (ImportEngine(path=[folder]).import_module("_queue") for _ in range(2))
        assert one is not two
        assert one.__file__ == two.__file__


@pytest.mark.parametrize("name", ["two words", "größe"])
def test_a_file_is_copied_from_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    folder = copy_extensions(tmp_path / name, "_queue")
    one, two = (ImportEngine(path=[folder]).import_module("_queue") for _ in range(2))
    assert one is not two
    assert one.__file__ == two.__file__ == str(libraries_in(folder)[0])


def test_an_engine_makes_one_copy_of_a_file(tmp_path: Path, temporary: Path) -> None:
    folder = copy_extensions(tmp_path / "folder", "_queue")
    for count in range(2):
        engine = ImportEngine(path=[folder])
        first = engine.import_module("_queue")
        del engine.modules["_queue"]
        assert engine.import_module("_queue") is not first
        assert len(libraries_in(temporary)) == count


@pytest.mark.parametrize("how", ["closed", "gone"])
def test_a_file_stays_the_first_engine_s_when_that_is(
    tmp_path: Path, temporary: Path, how: str
) -> None:
    folder = copy_extensions(tmp_path / "folder", "_curses")
    first = ImportEngine(path=[folder])
    curses = first.import_module("_curses")
    curses.setupterm("dumb", 1)
    first.close()
    if how == "gone":
        del first
        gc.collect()
    second = ImportEngine(path=[folder])
    assert not is_set_up(second.import_module("_curses"))
    assert is_set_up(curses)
    assert len(libraries_in(temporary)) == 1


# the host's files:


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_the_host_s_library_is_shared(temporary: Path, name: str) -> None:
    hosts = importlib.import_module(name)
    engine = ImportEngine(path=[extension_file(name).parent])
    assert engine.import_module(name) is hosts
    assert libraries_in(temporary) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_the_host_s_library_is_loaded_again_as_it_is(temporary: Path, name: str) -> None:
    hosts = importlib.import_module(name)
    engine = ImportEngine()
    assert engine.import_module(name) is hosts
    del engine.modules[name]
    module = engine.import_module(name)
    assert module is not hosts
    assert module.__file__ == hosts.__file__
    assert libraries_in(temporary) == []


BESIDE_THE_HOST = """
    import importlib, sys, tempfile
    from pathlib import Path
    from importengine import ImportEngine
    from tests.isolation.extensions import libraries_in
    from tests.isolation.test_extension_files import is_set_up

    folder, tempfile.tempdir, package, order = sys.argv[1:]
    fullname = f"{package}._curses" if package else "_curses"
    engine = ImportEngine([folder])

    def by_engine():
        return engine.import_module(fullname)

    def by_host():
        return importlib.import_module(fullname)

    sys.path.insert(0, folder)
    if order == "the host first":
        hosts, own = by_host(), by_engine()
    elif order == "the host first, and off its path since":
        hosts = by_host()
        sys.path.remove(folder)
        own = by_engine()
    else:
        own, hosts = by_engine(), by_host()
    print(own is hosts, own.error is hosts.error, own.__file__ == hosts.__file__)
    print(len(libraries_in(Path(tempfile.tempdir))))
    for module, other in ((own, hosts), (hosts, own)):
        before = is_set_up(module)
        module.setupterm("dumb", 1)
        print(before, is_set_up(module))
"""


@pytest.mark.parametrize("package", ["", "pkg"], ids=["top level", "in a package"])
@pytest.mark.parametrize(
    "order", ["the engine first", "the host first", "the host first, and off its path since"]
)
def test_a_file_on_the_host_s_path_is_left_to_the_host(
    tree: TreeBuilder, tmp_path: Path, temporary: Path, package: str, order: str
) -> None:
    root = tree({"folder/pkg/__init__.py": ""}) / "folder"
    copy_extensions(root / package, "_curses")
    printed = run_in_child(BESIDE_THE_HOST, root, temporary, package, order)
    assert printed.splitlines() == ["False False True", "1", "False True", "False True"]


LATER_IN_THE_HOST = """
    import sys
    from importengine import ImportEngine

    own = ImportEngine([sys.argv[1]]).import_module("_queue")
    sys.path.insert(0, sys.argv[1])
    import _queue
    queue = _queue.SimpleQueue()
    queue.put(1)
    print(own is _queue, own.__file__ == _queue.__file__, queue.get())
"""


def test_the_host_loads_a_file_that_an_engine_has_loaded(tmp_path: Path) -> None:
    folder = copy_extensions(tmp_path, "_queue")
    assert run_in_child(LATER_IN_THE_HOST, folder) == "False True 1\n"


# a second time, in one engine:


AGAIN = """
    import importlib, json, sys
    from importengine import ImportEngine

    name, own_folder, host_folder = sys.argv[1:]

    def again(import_module, modules):
        first = import_module(name)
        del modules[name]
        try:
            second = import_module(name)
        except Exception as error:
            return [type(error).__name__, str(error), name in modules]
        return [second is first, second is modules[name], *sorted(
            key
            for key, value in vars(first).items()
            if vars(second).get(key) is value and not key.startswith("__")
        )]

    print(json.dumps([
        again(engine.import_module, engine.modules)
        for engine in (ImportEngine([own_folder]), ImportEngine([own_folder]))
    ]))
    # last: what the host has on its path, it is to find first
    sys.path.insert(0, host_folder)
    sys.modules.pop(name, None)
    print(json.dumps(again(importlib.import_module, sys.modules)))
"""


@pytest.mark.parametrize("name", [*NAMES, "_curses"])
def test_a_module_that_was_removed_is_loaded_again_as_the_interpreter_does(
    tmp_path: Path, name: str
) -> None:
    folders = [copy_extensions(tmp_path / part, name) for part in ("own", "host")]
    engines, host = map(json.loads, run_in_child(AGAIN, name, *folders).splitlines())
    assert engines == [host, host]


HOSTS_TOO = """
    import importlib, json, sys
    from importengine import ImportEngine

    name, folder = sys.argv[1:]
    hosts = importlib.import_module(name)
    engines = [ImportEngine([folder]) for _ in range(2)]
    modules = [engine.import_module(name) for engine in engines]
    assert len({id(module) for module in (hosts, *modules)}) == 3
    assert sys.modules[name] is hosts is importlib.import_module(name)
"""


@pytest.mark.parametrize("name", [*NAMES, "_curses"])
def test_a_module_that_the_host_has_loaded_stays_there(tmp_path: Path, name: str) -> None:
    """Also where C code puts another under its name into the interpreter's dict."""
    run_in_child(HOSTS_TOO, name, copy_extensions(tmp_path, name))


HOLDS = """
    import ctypes, sys
    from importengine import ImportEngine

    engine = ImportEngine([sys.argv[1]])
    engine.import_module("uses")
    module = engine.import_module(sys.argv[2])

    class Held:
        def __del__(self, write=sys.stdout.write):
            write("let go of\\n")

    module.held = Held()
    # as C code keeps it, for ever
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(module))
    print("the end")
"""


@pytest.mark.parametrize("holder", ["_queue", "uses"])
def test_what_modules_hold_is_let_go_of_when_the_interpreter_ends(
    tree: TreeBuilder, tmp_path: Path, holder: str
) -> None:
    tree({"uses.py": "import _queue"})
    printed = run_in_child(HOLDS, copy_extensions(tmp_path, "_queue"), holder)
    assert printed == "the end\nlet go of\n"


# what fails:


def broken(folder: Path) -> Path:
    """Make a file that is no library under the name of an extension module."""
    folder.mkdir()
    (folder / f"_queue{EXTENSION_SUFFIXES[0]}").write_bytes(b"no library")
    return folder


def misnamed(folder: Path) -> Path:
    """Make a library that has no initialisation function of its name."""
    folder.mkdir()
    target = folder / f"_queue{EXTENSION_SUFFIXES[0]}"
    target.write_bytes(extension_file("_uuid").read_bytes())
    return folder


@pytest.mark.parametrize("make", [broken, misnamed])
@pytest.mark.parametrize("others", [0, 1], ids=["first engine", "second engine"])
def test_a_failing_load_leaves_no_trace(tmp_path: Path, make: Any, others: int) -> None:
    hosts = importlib.import_module("_queue")
    folder = make(tmp_path / "folder")
    for _ in range(others):
        with pytest.raises(ImportError):
            ImportEngine(path=[folder]).import_module("_queue")
    engine = ImportEngine(path=[folder])
    before = dict(engine.modules)
    with pytest.raises(ImportError) as caught:
        engine.import_module("_queue")
    assert type(caught.value) is ImportError
    assert caught.value.name == "_queue"
    assert caught.value.path == str(libraries_in(folder)[0])
    assert engine.modules == before
    assert importlib.import_module("_queue") is hosts
    engine.path[:] = [str(copy_extensions(tmp_path / "good", "_queue"))]
    assert engine.import_module("_queue").__file__.startswith(str(tmp_path / "good"))


def own_zoneinfo(common: str) -> dict[str, str]:
    """Return the files of a package that `_zoneinfo` imports from while it is initialised."""
    return {
        "own/zoneinfo/__init__.py": "",
        "own/zoneinfo/_common.py": f"class ZoneInfoNotFoundError(KeyError): pass\n{common}",
        "own/zoneinfo/_tzpath.py": "find_tzfile = None\nTZPATH = ()",
    }


@pytest.mark.parametrize("others", [0, 1], ids=["first engine", "second engine"])
def test_a_load_whose_own_import_fails_leaves_no_trace(
    tree: TreeBuilder, tmp_path: Path, others: int
) -> None:
    root = tree(own_zoneinfo("raise ValueError('of the module')"))
    folder = copy_extensions(tmp_path / "files", "_zoneinfo")
    before = [ImportEngine(path=[folder]) for _ in range(others)]
    for other in before:
        other.import_module("_zoneinfo")
    engine = ImportEngine(path=[folder, root / "own"])
    with pytest.raises(ValueError, match="of the module"):
        engine.import_module("_zoneinfo")
    assert engine.modules.keys().isdisjoint({"_zoneinfo", "zoneinfo._common"})
    other = ImportEngine(path=[folder])
    assert other.import_module("_zoneinfo") is other.modules["_zoneinfo"]


def test_a_copy_has_nothing_around_it_as_long_as_it_needs_nothing(
    tmp_path: Path, temporary: Path
) -> None:
    folder = copy_extensions(tmp_path / "folder", "_queue", "_uuid")
    engines = [ImportEngine(path=[folder]) for _ in range(2)]
    for engine in engines:
        engine.import_module("_queue")
    [copy] = libraries_in(temporary)
    assert list(copy.parent.iterdir()) == [copy]
    assert [path for path in temporary.rglob("*") if path.is_symlink()] == []


def test_a_copy_that_cannot_be_loaded_is_tried_with_links_around_it(
    tree: TreeBuilder, tmp_path: Path, temporary: Path
) -> None:
    """What it needs may be found relative to it."""
    root = tree({"site/pkg/__init__.py": "", "site/pkg.libs/needed": "", "site/pkg/beside": ""})
    name = f"_ext{EXTENSION_SUFFIXES[0]}"
    (root / "site" / "pkg" / name).write_bytes(b"no library")
    engines = [ImportEngine(path=[root / "site"]) for _ in range(2)]
    for engine in engines:
        with pytest.raises(ImportError):
            engine.import_module("pkg._ext")
    [copy] = libraries_in(temporary)
    assert copy.name == name
    for beside in ("beside", "../pkg.libs/needed"):
        assert (copy.parent / beside).samefile(root / "site" / "pkg" / beside)


# threads:


def test_engines_do_not_wait_for_each_other_to_load_the_same_file(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    root = tree(own_zoneinfo("in_the_middle.set()\nother_is_done = other_done.wait(20)"))
    folder = copy_extensions(tmp_path / "files", "_zoneinfo")
    one, two = ImportEngine(path=[folder, root / "own"]), ImportEngine(path=[folder])
    in_the_middle, other_done = threading.Event(), threading.Event()
    one.modules["builtins"].__dict__.update(in_the_middle=in_the_middle, other_done=other_done)

    def import_in_two() -> ModuleType:
        assert in_the_middle.wait(20)
        module: ModuleType = two.import_module("_zoneinfo")
        other_done.set()
        return module

    first, second = in_threads(partial(one.import_module, "_zoneinfo"), import_in_two)
    assert isinstance(first, ModuleType), first
    assert isinstance(second, ModuleType), second
    assert first is not second
    assert one.modules["zoneinfo._common"].other_is_done


def test_engines_in_threads_have_the_file_each_for_itself(tmp_path: Path, temporary: Path) -> None:
    folder = copy_extensions(tmp_path / "folder", "_curses")
    engines = [ImportEngine(path=[folder]) for _ in range(4)]
    modules = in_threads(*[partial(engine.import_module, "_curses") for engine in engines])
    for module in modules:
        assert not is_set_up(module)
        module.setupterm("dumb", 1)
    assert len(libraries_in(temporary)) == 3


def test_threads_of_one_engine_load_a_file_once(tmp_path: Path, temporary: Path) -> None:
    folder = copy_extensions(tmp_path / "folder", "_queue")
    for count in range(2):
        engine = ImportEngine(path=[folder])
        modules = in_threads(*[partial(engine.import_module, "_queue")] * 4)
        assert {id(module) for module in modules} == {id(engine.modules["_queue"])}
        assert len(libraries_in(temporary)) == count


CIRCLE = """
    import sys, threading
    from importengine import ImportEngine, Share

    files, one_path, two_path = sys.argv[1:]
    two = ImportEngine(path=[files, two_path])
    one = ImportEngine(path=[files, one_path], share=Share("helper", two))
    both = threading.Barrier(2)
    one.modules["builtins"].both = two.modules["builtins"].both = both
    results = {}

    def run(engine, name):
        try:
            engine.import_module(name)
            results[name] = "module"
        except ImportError as error:
            results[name] = "ImportError"

    threads = [
        threading.Thread(target=run, args=(one, "_zoneinfo")),
        threading.Thread(target=run, args=(two, "helper")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sorted(results.items()))
    print(one.import_module("_zoneinfo") is two.import_module("_zoneinfo"))
    print(one.import_module("helper") is two.import_module("helper"))
"""


def test_a_file_that_two_threads_load_for_two_engines_closes_no_circle(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    root = tree(
        {
            **own_zoneinfo("both.wait(20)\nimport helper"),
            "two/helper.py": "both.wait(20)\nimport _zoneinfo",
        }
    )
    files = copy_extensions(tmp_path / "files", "_zoneinfo")
    printed = run_in_child(CIRCLE, files, root / "own", root / "two", seconds=30)
    assert printed == "[('_zoneinfo', 'module'), ('helper', 'module')]\nFalse\nTrue\n"


# where copies end:


def test_copies_are_removed_with_their_engine(tmp_path: Path, temporary: Path) -> None:
    folder = copy_extensions(tmp_path / "folder", "_queue", "_uuid")
    first, second = ImportEngine(path=[folder]), ImportEngine(path=[folder])
    for name in ("_queue", "_uuid"):
        first.import_module(name)
        second.import_module(name)
    module = second.import_module("_queue")
    assert len(libraries_in(temporary)) == 2
    gone = ref(second)
    del second
    gc.collect()
    assert gone() is None
    assert list(temporary.iterdir()) == []
    assert module.SimpleQueue().empty()


def test_copies_of_other_engines_stay(tmp_path: Path, temporary: Path) -> None:
    folder = copy_extensions(tmp_path / "folder", "_queue")
    engines = [ImportEngine(path=[folder]) for _ in range(4)]
    for engine in engines:
        engine.import_module("_queue")
    del engines[0], engine
    gc.collect()
    assert len(libraries_in(temporary)) == 3
    del engines[0]
    gc.collect()
    assert len(libraries_in(temporary)) == 2


AT_EXIT = """
    import sys, tempfile
    from pathlib import Path
    from importengine import ImportEngine
    from tests.isolation.extensions import libraries_in

    folder, tempfile.tempdir, how = sys.argv[1:]
    engines = [ImportEngine([folder]) for _ in range(3)]
    for engine in engines:
        engine.import_module("_queue")
    print(len(libraries_in(Path(tempfile.tempdir))), flush=True)
    if how == "an error":
        sys.excepthook = lambda *_: sys.exit(0)
        raise ValueError
"""


@pytest.mark.parametrize("how", ["the end of the script", "an error"])
def test_copies_are_removed_at_the_end_of_the_process(
    tmp_path: Path, temporary: Path, how: str
) -> None:
    folder = copy_extensions(tmp_path / "folder", "_queue")
    assert run_in_child(AT_EXIT, folder, temporary, how) == "2\n"
    assert list(temporary.iterdir()) == []


FORK = """
    import faulthandler, gc, os, signal, sys, tempfile
    from pathlib import Path
    from importengine import ImportEngine
    from tests.isolation.extensions import libraries_in

    # its thread is not there in a forked child, which would wait for its end
    faulthandler.cancel_dump_traceback_later()
    folder, tempfile.tempdir, how = sys.argv[1:]
    engines = [ImportEngine([folder]) for _ in range(2)]
    for engine in engines:
        engine.import_module("_queue")
    before = libraries_in(Path(tempfile.tempdir))
    child = os.fork()
    signal.alarm(30)
    if child == 0:
        if how == "with its engines gone":
            del engine, engines
            gc.collect()
        elif how == "after a load of its own":
            own = ImportEngine([folder])
            own.import_module("_queue")
            assert len(libraries_in(Path(tempfile.tempdir))) == 2
        sys.exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(code, len(before), libraries_in(Path(tempfile.tempdir)) == before)
"""


@pytest.mark.parametrize(
    "how", ["with nothing done", "with its engines gone", "after a load of its own"]
)
def test_a_forked_child_that_ends_leaves_the_copies_of_its_parent(
    tmp_path: Path, temporary: Path, how: str
) -> None:
    folder = copy_extensions(tmp_path / "folder", "_queue")
    assert run_in_child(FORK, folder, temporary, how) == "0 1 True\n"
    assert list(temporary.iterdir()) == []


FORK_WHILE_COPYING = """
    import os, signal, sys, tempfile, threading, warnings
    from pathlib import Path
    from importengine import ImportEngine

    # of 3.12 and later: forking with threads may deadlock, which is what is tested
    warnings.simplefilter("ignore", DeprecationWarning)
    folder, tempfile.tempdir = sys.argv[1:]
    engines = [ImportEngine([folder]) for _ in range(3)]
    engines[0].import_module("_queue")
    copying, forked, write = threading.Event(), threading.Event(), Path.write_bytes

    def write_slowly(self, data):
        # as a big file on a slow disk is copied
        copying.set()
        forked.wait(20)
        return write(self, data)

    Path.write_bytes = write_slowly
    thread = threading.Thread(target=engines[1].import_module, args=("_queue",))
    thread.start()
    assert copying.wait(20)
    child = os.fork()
    if child == 0:
        Path.write_bytes = write
        signal.alarm(10)
        engines[2].import_module("_queue")
        os._exit(0)
    forked.set()
    thread.join()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "_queue" in engines[1].modules)
"""


def test_a_child_forked_while_a_file_is_copied_loads_it_too(
    tmp_path: Path, temporary: Path
) -> None:
    folder = copy_extensions(tmp_path / "folder", "_queue")
    assert run_in_child(FORK_WHILE_COPYING, folder, temporary, seconds=40) == "0 True\n"
