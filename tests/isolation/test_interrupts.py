"""An interrupt at any moment leaves the host's import state as it was."""

from __future__ import annotations

import pytest

from tests.isolation.child import run_in_child
from tests.support import TreeBuilder


INTERRUPTED = """
    import builtins, os, random, signal, sys
    from importengine import ImportEngine, sysengine

    class Interrupt(BaseException):
        pass

    def interrupt(*_):
        raise Interrupt

    def activate():
        for _ in range(20):
            with engine.activate():
                pass

    def nest():
        for _ in range(10):
            with engine.activate(), other.activate():
                pass

    def import_in_activation():
        for name in ("a", "b"):
            with engine.activate():
                __import__(name)
            engine.modules.pop(name, None)

    def import_for_c_code():
        for name in ("a", "b"):
            main.c_import(name)
            engine.modules.pop(name, None)

    def install():
        for _ in range(20):
            with engine.installed():
                pass

    def state():
        return (
            type(sys), builtins.__import__, sys.modules, sys.path, sys.meta_path, sys.path_hooks,
            sys.path_importer_cache, bootstrap._find_and_load,
        )

    import _frozen_importlib as bootstrap
    engine, other = (ImportEngine(path=[sys.argv[1]]) for _ in range(2))
    main = engine.import_module("main")
    use = globals()[sys.argv[2]]
    use()
    modules, before = dict(sys.modules), state()
    signal.signal(signal.SIGALRM, interrupt)
    times = random.Random(1)
    interrupted = 0
    for turn in range(200):
        try:
            try:
                signal.setitimer(signal.ITIMER_REAL, times.uniform(1e-6, 5e-4))
                while True:
                    use()
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except Interrupt:
            interrupted += 1
        assert all(now is then for now, then in zip(state(), before)), (turn, state())
        assert sys.modules == modules, (turn, sys.modules.keys() ^ modules.keys())
        assert sys.modules is sys.__dict__["modules"]
    # the lock is free and all still works
    import threading
    engine.modules.pop("a", None)
    found = []
    def import_a():
        with engine.activate():
            found.append(__import__("a").x)
    thread = threading.Thread(target=import_a, daemon=True)
    thread.start()
    thread.join(20)
    print(interrupted, found)
"""
MAIN = """
    import ctypes
    function = ctypes.pythonapi.PyImport_ImportModule
    function.restype, function.argtypes = ctypes.py_object, [ctypes.c_char_p]

    def c_import(name):
        return function(name.encode())
    """
USES = ["activate", "nest", "import_in_activation", "import_for_c_code", "install"]


@pytest.mark.parametrize("use", USES)
def test_an_interrupt_leaves_the_host_as_it_was(tree: TreeBuilder, use: str) -> None:
    root = tree({"a.py": "x = 1", "b.py": "", "main.py": MAIN})
    assert run_in_child(INTERRUPTED, root, use, seconds=60) == "200 [1]\n"
