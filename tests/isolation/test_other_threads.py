"""While an engine is active in one thread, the others see the host (trap 6)."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from importengine import ImportEngine
from tests.isolation.child import run_in_child
from tests.isolation.conftest import HostImport
from tests.isolation.extensions import copy_extensions
from tests.isolation.threads import held_elsewhere, in_threads
from tests.support import TreeBuilder


WHERE = "where = __file__.replace('\\\\', '/').split('/')[-{up}]"
FILES = {
    "helper.py": WHERE.format(up=2),
    "fresh.py": WHERE.format(up=2),
    "pkg/__init__.py": WHERE.format(up=3),
    "pkg/sub.py": WHERE.format(up=3),
    "pkg/other.py": WHERE.format(up=3),
    "uses.py": """
        import pickle, sys
        from importlib import import_module

        class Point:
            pass

        def import_what_is_new():
            import fresh
            return fresh.where

        def import_again():
            import helper
            return helper.where

        def import_by_function():
            return import_module("helper").where

        def import_a_submodule():
            import pkg.sub
            return pkg.sub.where

        def import_from_a_package():
            from pkg import other
            return other.where

        def look_into_sys_modules():
            return sys.modules["helper"].where

        def look_at_sys_path():
            return sys.path[0].split("/")[-1]

        def pickle_in_c():
            data = pickle.dumps(Point())
            return "host" if type(pickle.loads(data)) is Point else "another"

        def pickle_in_python():
            data = pickle._dumps(Point())
            return "host" if type(pickle._loads(data)) is Point else "another"

        def open_a_file():
            with open(__file__, encoding="utf-8") as file:
                return "host" if "class Point" in file.read() else "another"
        """,
}
USES = [
    line.split()[1].removesuffix("():") for line in FILES["uses.py"].splitlines() if "def " in line
]


@pytest.fixture
def host_uses(tree: TreeBuilder, import_in_host: HostImport, tmp_path: Path) -> ModuleType:
    """Return the host's module `uses`; each folder of "host" and "engine" has all the files."""
    tree(
        {f"{folder}/{name}": text for folder in ("host", "engine") for name, text in FILES.items()}
    )
    return import_in_host(tmp_path / "host", "uses", "helper", "pkg")[0]


def use_host(host_uses: ModuleType, use: str, import_in_host: HostImport, folder: Path) -> str:
    [found] = in_threads(getattr(host_uses, use))
    # what a use has imported is taken back after the test
    import_in_host(folder / "host", "fresh", "pkg.sub", "pkg.other")
    assert isinstance(found, str), found
    return found


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    "loaded", [False, True], ids=["empty engine", "engine with the same names"]
)
def test_another_thread_sees_the_host(
    host_uses: ModuleType, import_in_host: HostImport, tmp_path: Path, use: str, loaded: bool
) -> None:
    engine = ImportEngine(path=[tmp_path / "engine"])
    if loaded:
        for name in ("helper", "fresh", "pkg.sub", "pkg.other", "uses"):
            engine.import_module(name)
    mine = dict(engine.modules)
    with held_elsewhere(engine.activate()):
        found = use_host(host_uses, use, import_in_host, tmp_path)
    assert found == "host"
    assert engine.modules == mine


# pickle's Python version is code of the host, and imports there
@pytest.mark.parametrize("use", [use for use in USES if use != "pickle_in_python"])
def test_code_of_another_engine_sees_its_own(tree: TreeBuilder, tmp_path: Path, use: str) -> None:
    tree(
        {f"{folder}/{name}": text for folder in ("host", "engine") for name, text in FILES.items()}
    )
    active, engine = (
        ImportEngine(path=[tmp_path / "engine"]),
        ImportEngine(path=[tmp_path / "host"]),
    )
    for name in ("helper", "pkg", "uses"):
        active.import_module(name)
        engine.import_module(name)
    with held_elsewhere(active.activate()):
        assert in_threads(getattr(engine.modules["uses"], use)) == ["host"]


# each in a fresh process, where what it asks for is not loaded yet
FIRST_USES = {
    "datetime.strptime": "import datetime",
    "time.strptime": "import time",
    "an encoding": "b'a'.decode('cp037')",
    "a file": "open(sys.argv[2], encoding='cp1250').read()",
    "an extension module": "import _queue; assert _queue is sys.modules['_queue']",
    "a submodule of the library": "import xml.dom.minidom as m; assert m is sys.modules[m.__name__]",
}
FIRST_USES["datetime.strptime"] += "; datetime.datetime.strptime('2001', '%Y')"
FIRST_USES["time.strptime"] += "; time.strptime('2001', '%Y')"
IN_FRESH_PROCESS = """
    import sys, threading
    import datetime
    from importengine import ImportEngine

    engine = ImportEngine(path=[sys.argv[1]])
    entered, leave = threading.Event(), threading.Event()

    def hold():
        with engine.activate():
            entered.set()
            leave.wait(50)

    errors = []
    def use():
        try:
            exec(sys.argv[3])
        except BaseException as error:
            errors.append(error)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(20)
    before = set(engine.modules)
    user = threading.Thread(target=use, daemon=True)
    user.start()
    user.join(20)
    print("returned" if not user.is_alive() else "hangs", errors)
    leave.set()
    holder.join()
    user.join(20)
    print(set(engine.modules) - before)
"""


@pytest.mark.parametrize("use", FIRST_USES.values(), ids=FIRST_USES)
def test_the_first_use_of_the_library_in_another_thread_is_the_hosts(
    tmp_path: Path, use: str
) -> None:
    file = tmp_path / "text.txt"
    file.write_text("text")
    assert run_in_child(IN_FRESH_PROCESS, tmp_path, file, use) == "returned []\nset()\n"


STRESS = """
    import importlib, os, pickle, sys, threading
    from importengine import ImportEngine

    root, extensions = sys.argv[1], sys.argv[2].split(",")
    sys.path.insert(0, f"{root}/host")
    sys.setswitchinterval(1e-5)
    names = [f"small_{number}" for number in range(200)]
    theirs = {name: importlib.import_module(name) for name in extensions}
    errors = []
    together = threading.Barrier(8)

    def use_engines(number):
        for turn in range(5):
            folder = f"{root}/{number}/{turn}"
            engine = ImportEngine(path=[folder, f"{root}/engine"])
            private = [engine.import_module(name) for name in extensions]
            for name, module in zip(extensions, private):
                assert os.path.dirname(module.__file__) == folder, (name, module)
                assert engine.modules[name] is module is not theirs[name], name
            for name in names[:10]:
                with engine.activate():
                    module = importlib.import_module(name)
                    assert module is sys.modules[name] is engine.modules[name], name
                    assert module.where == "engine", name
                    assert type(pickle.loads(pickle.dumps(module.Class()))) is module.Class, name
            assert not set(names[10:]) & engine.modules.keys()

    def use_host(number):
        scope = {}
        mine = [f"{name}_{number}" for name in names[:50]]
        for turn in range(3):
            for name in names + mine:
                exec(f"import {name} as module", scope)
                module = scope["module"]
                assert module is sys.modules[name], name
                assert module.where == "host", name
                assert module.__name__ == name, name
                copy = pickle.loads(pickle.dumps(module.Class()))
                assert type(copy) is module.Class, name
            for name in extensions:
                exec(f"import {name} as module", scope)
                assert scope["module"] is sys.modules[name] is theirs[name], name
            for name in mine:
                del sys.modules[name]

    def run(use, number):
        together.wait()
        try:
            use(number)
        except BaseException as error:
            import traceback
            errors.append("".join(traceback.format_exception(error)))

    threads = [
        threading.Thread(target=run, args=(use, number))
        for use in (use_engines, use_host)
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, "\\n".join(errors)
    assert all(sys.modules[name].where == "host" for name in names)
    assert all(sys.modules[name] is theirs[name] for name in extensions)
    print("no error")
"""
EXTENSIONS = ["_queue", "_uuid", "_zoneinfo", "_multibytecodec", "resource", "termios"]


def test_engines_and_the_host_at_full_speed(tmp_path: Path, tree: TreeBuilder) -> None:
    numbers = range(200)
    mine = [f"small_{n}_{thread}" for n in range(50) for thread in range(4)]
    files = {f"host/{name}.py": "where = 'host'\nclass Class: pass" for name in mine}
    for folder in ("host", "engine"):
        text = f"where = {folder!r}\nclass Class: pass"
        files |= {f"{folder}/small_{number}.py": text for number in numbers}
    tree(files)
    for thread in range(4):
        for turn in range(5):
            copy_extensions(tmp_path / f"{thread}/{turn}", *EXTENSIONS)
    assert run_in_child(STRESS, tmp_path, ",".join(EXTENSIONS), seconds=120) == "no error\n"
