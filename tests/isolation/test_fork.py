"""A child of os.fork imports in the host and in engines, whatever other threads were doing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.isolation.child import run_in_child
from tests.isolation.extensions import copy_extensions
from tests.support import TreeBuilder


# the process forks while another thread is inside what `busy` does
FORK = """
    import os, signal, sys, threading, traceback, warnings
    from importengine import ImportEngine

    # of 3.12 and later: forking with threads may deadlock, which is what is tested
    warnings.simplefilter("ignore", DeprecationWarning)
    root, what = sys.argv[1:]
    sys.path.insert(0, f"{root}/host")
    engine = ImportEngine(path=[f"{root}/plugin"], share=["meeting"])
    import meeting
    meeting.entered, meeting.leave = threading.Event(), threading.Event()

    def wait():
        meeting.entered.set()
        meeting.leave.wait(30)

    def active():
        with engine.activate():
            wait()

    def installed():
        with engine.installed():
            wait()

    def importing_in_the_engine():
        engine.import_module("slow")

    def importing_in_the_host():
        import slow

    def loading_an_extension():
        own = ImportEngine(path=[f"{root}/extension"], share=["meeting"])
        own.import_module("_zoneinfo")

    def in_child():
        signal.alarm(10)
        for number in range(3):
            own = ImportEngine(path=[f"{root}/plugin"])
            assert own.import_module("fresh").where == "plugin"
            assert own.import_module("_queue") is __import__("_queue")
            with own.activate():
                assert __import__("fresh") is own.modules["fresh"]
        assert engine.import_module("fresh").where == "plugin"
        import fresh, json, pickle, xml.dom.minidom
        assert fresh.where == "host", fresh
        assert sys.modules["fresh"] is fresh
        assert type(pickle.loads(pickle.dumps(fresh.Class()))) is fresh.Class
        with engine.activate():
            assert __import__("fresh") is engine.modules["fresh"]
        assert "importengine" in sys.modules

    busy = threading.Thread(target=globals()[what], daemon=True)
    busy.start()
    assert meeting.entered.wait(20)
    # a fork may have to wait for the other thread to come to an end of what it does
    threading.Timer(1, meeting.leave.set).start()
    child = os.fork()
    if child == 0:
        try:
            in_child()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    meeting.leave.set()
    busy.join(20)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), busy.is_alive())
"""
BUSY = [
    "active",
    "installed",
    "importing_in_the_engine",
    "importing_in_the_host",
    "loading_an_extension",
]


@pytest.mark.parametrize("busy", BUSY)
def test_a_child_imports_in_the_host_and_in_engines(
    tree: TreeBuilder, tmp_path: Path, busy: str
) -> None:
    waiting = "import meeting\nmeeting.entered.set()\nmeeting.leave.wait(30)"
    root = tree(
        {
            "host/meeting.py": "",
            "host/slow.py": waiting,
            "host/fresh.py": "where = 'host'\nclass Class: pass",
            "plugin/slow.py": waiting,
            "plugin/fresh.py": "where = 'plugin'",
            "extension/zoneinfo/__init__.py": "",
            "extension/zoneinfo/_common.py": f"class ZoneInfoNotFoundError(KeyError): pass\n{waiting}",
            "extension/zoneinfo/_tzpath.py": "find_tzfile = None\nTZPATH = ()",
        }
    )
    copy_extensions(tmp_path / "extension", "_zoneinfo")
    assert run_in_child(FORK, root, busy, seconds=40) == "0 False\n"


FORK_IN_ACTIVATION = """
    import os, signal, sys, traceback
    from importengine import ImportEngine

    engine = ImportEngine(path=[sys.argv[1]])
    with engine.activate():
        child = os.fork()
        if child == 0:
            signal.alarm(10)
    if child == 0:
        try:
            assert "fresh" not in sys.modules
            assert type(sys).__name__ == "module" and type(sys) is type(os)
            assert engine.import_module("fresh").x == 1
            assert "fresh" not in sys.modules
            with engine.activate():
                assert "fresh" in sys.modules
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_child_forked_in_activation_leaves_it(tree: TreeBuilder) -> None:
    assert run_in_child(FORK_IN_ACTIVATION, tree({"fresh.py": "x = 1"}), seconds=40) == "0\n"


POOL = """
    import multiprocessing, sys
    from importengine import ImportEngine

    if __name__ == "__main__":
        engine = ImportEngine(path=[sys.argv[1]])
        context = multiprocessing.get_context("fork")
        with engine.activate(), context.Pool(1, maxtasksperchild=1) as pool:
            print([pool.apply(abs, (-number,)) for number in range(4)])
"""


def test_a_pool_in_activation_works(tmp_path: Path) -> None:
    """Its own threads fork too, while ours holds the state."""
    assert run_in_child(POOL, tmp_path, seconds=40) == "[0, 1, 2, 3]\n"


# host code that is active and waits for another thread, which forks
FORK_ELSEWHERE = """
    import os, sys, threading, warnings
    from importengine import ImportEngine

    warnings.simplefilter("ignore", DeprecationWarning)
    engine = ImportEngine(path=[sys.argv[1]])
    codes = []

    def fork():
        child = os.fork()
        if child == 0:
            os._exit(0 if type(sys) is type(os) else 1)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

    with engine.activate():
        thread = threading.Thread(target=fork)
        thread.start()
        thread.join()
    print(codes)
"""


def test_activation_may_wait_for_a_thread_that_forks(tmp_path: Path) -> None:
    assert run_in_child(FORK_ELSEWHERE, tmp_path, seconds=20) == "[0]\n"
