"""Processes that code in an engine starts have the engine: functions are found in its modules."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from tests.stdlib.processes import output
from tests.support import TreeBuilder


WORKER = """
    import helper
    import sys

    class Job:
        def __init__(self, number):
            self.number = number

        def __call__(self):
            return self.number * helper.FACTOR

        def __eq__(self, other):
            return type(other) is type(self) and other.number == self.number

        __hash__ = None

    class Failure(Exception): ...

    def scale(number):
        return number * helper.FACTOR

    def late(number):
        import late
        return late.add(number)

    def in_queue(queue, job):
        import late
        queue.put((type(job).__module__, job(), late.add(1), __name__ in sys.modules))

    def give_back(job):
        assert type(job) is Job
        return Job(job.number + 1)

    def fail(number):
        raise Failure(number)

    def start(base):
        global started
        started = base

    def with_start(number):
        return started + number

    def reply(connection):
        job = connection.recv()
        connection.send(give_back(job))
        connection.close()

    def nested(number, method):
        import multiprocessing
        with multiprocessing.get_context(method).Pool(1) as pool:
            return pool.apply(scale, (number,))
"""
MAIN = """
    import concurrent.futures
    import multiprocessing
    import pickle

    import worker

    def process(method):
        context = multiprocessing.get_context(method)
        queue = context.Queue()
        child = context.Process(target=worker.in_queue, args=(queue, worker.Job(3)))
        child.start()
        result = queue.get(timeout=30)
        child.join(30)
        return list(result), child.exitcode

    def pool(method):
        with multiprocessing.get_context(method).Pool(2) as pool:
            jobs = pool.map(worker.give_back, [worker.Job(1), worker.Job(2)])
            return (
                pool.map(worker.scale, [1, 2, 3]),
                pool.apply_async(worker.late, (1,)).get(30),
                jobs == [worker.Job(2), worker.Job(3)],
            )

    def pool_with_start(method):
        context = multiprocessing.get_context(method)
        with context.Pool(1, initializer=worker.start, initargs=(10,)) as pool:
            return pool.map(worker.with_start, [1, 2])

    def executor(method):
        context = multiprocessing.get_context(method)
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
            futures = [executor.submit(worker.scale, 2), executor.submit(worker.Job(4))]
            mapped = list(executor.map(worker.late, [1, 2], timeout=30))
            return [one.result(30) for one in futures], mapped

    def failure(method):
        context = multiprocessing.get_context(method)
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
            try:
                executor.submit(worker.fail, 5).result(30)
            except worker.Failure as error:
                return type(error).__module__, error.args

    def pipe(method):
        context = multiprocessing.get_context(method)
        ours, theirs = context.Pipe()
        child = context.Process(target=worker.reply, args=(theirs,))
        child.start()
        ours.send(worker.Job(1))
        assert ours.poll(30)
        answer = ours.recv()
        child.join(30)
        return answer == worker.Job(2)

    def subclass(method):
        context = multiprocessing.get_context(method)
        class_ = {
            "fork": Forked, "spawn": Spawned, "forkserver": Served
        }[method]
        queue = context.Queue()
        child = class_(queue)
        child.start()
        result = queue.get(timeout=30)
        child.join(30)
        return list(result)

    class Body:
        def __init__(self, queue):
            super().__init__()
            self.queue = queue

        def run(self):
            import late
            self.queue.put((type(self).__module__, late.add(1)))

    class Forked(Body, multiprocessing.context.ForkProcess): ...
    class Spawned(Body, multiprocessing.context.SpawnProcess): ...
    class Served(Body, multiprocessing.context.ForkServerProcess): ...

    def manager(method):
        with multiprocessing.get_context(method).Manager() as manager:
            shared = manager.dict()
            shared["job"] = worker.Job(7)
            return shared["job"] == worker.Job(7)

    def own_parent(method):
        context = multiprocessing.get_context(method)
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
            return executor.submit(worker.nested, 2, method).result(30)
"""
FILES = {
    "plugin/main.py": MAIN,
    "plugin/worker.py": WORKER,
    "plugin/helper.py": "FACTOR = 10",
    "plugin/late.py": "def add(number):\n    return number + 100",
    "host.py": """
        import json
        import sys
        from importengine import ImportEngine

        if __name__ == "__main__":
            main = ImportEngine([sys.argv[1]]).import_module("main")
            print(json.dumps(getattr(main, sys.argv[2])(sys.argv[3])))
            assert "worker" not in sys.modules
    """,
}
# others of the same names, which must not answer
OF_THE_HOST = {
    "worker.py": "def scale(number):\n    return 'of the host'",
    "helper.py": "FACTOR = 'of the host'",
    "late.py": "",
}


def result_of(tree: TreeBuilder, what: str, method: str, *, in_host: bool = True) -> Any:
    """Call the function *what* of `main` in an engine, in a process of its own."""
    root = tree(FILES)
    if in_host:
        tree(OF_THE_HOST)
    return output(root / "host.py", root / "plugin", what, method)


def test_a_process_runs_a_function_of_the_engine(
    tree: TreeBuilder, method: str, in_host: bool
) -> None:
    result = result_of(tree, "process", method, in_host=in_host)
    assert result == [["worker", 30, 101, True], 0]


def test_a_pool_runs_functions_of_the_engine(tree: TreeBuilder, method: str, in_host: bool) -> None:
    result = result_of(tree, "pool", method, in_host=in_host)
    assert result == [[10, 20, 30], 101, True]


def test_a_pool_is_started_with_a_function_of_the_engine(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "pool_with_start", method) == [11, 12]


def test_an_executor_runs_functions_of_the_engine(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "executor", method) == [[20, 40], [101, 102]]


def test_an_error_of_the_engines_class_comes_back(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "failure", method) == ["worker", [5]]


def test_objects_go_through_a_pipe(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "pipe", method) is True


def test_a_process_is_of_the_engines_own_class(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "subclass", method) == ["main", 101]


def test_a_manager_keeps_objects_of_the_engine(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "manager", method) is True


def test_a_process_of_the_engine_starts_another(tree: TreeBuilder, method: str) -> None:
    assert result_of(tree, "own_parent", method) == 20


def test_processes_of_two_engines_have_their_own_modules(tree: TreeBuilder, method: str) -> None:
    root = tree(
        {
            **FILES,
            **{f"other/{name}": FILES[f"plugin/{name}"] for name in ("main.py", "worker.py")},
            "other/helper.py": "FACTOR = 1000",
            "other/late.py": "def add(number):\n    return -number",
            "host.py": """
                import json
                import sys
                from importengine import ImportEngine

                if __name__ == "__main__":
                    mains = [ImportEngine([one]).import_module("main") for one in sys.argv[2:]]
                    print(json.dumps([one.executor(sys.argv[1]) for one in mains * 2]))
            """,
        }
    )
    one, two = [[20, 40], [101, 102]], [[2000, 4000], [-1, -2]]
    result = output(root / "host.py", method, root / "plugin", root / "other")
    assert result == [one, two, one, two]


SCRIPT = """
    import concurrent.futures
    import json
    import multiprocessing
    import sys

    import helper

    def scale(number):
        import late
        return late.add(number * helper.FACTOR)

    if __name__ == "__main__":
        context = multiprocessing.get_context(sys.argv[3])
        with context.Pool(1) as pool:
            pooled = pool.map(scale, [1, 2])
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
            print(json.dumps([pooled, executor.submit(scale, 3).result(30)]))
"""


def test_a_script_of_the_engine_is_the_main_module_of_its_processes(
    tree: TreeBuilder, method: str
) -> None:
    root = tree(
        {
            **FILES,
            "script.py": SCRIPT,
            "host.py": """
                import sys
                from importengine import ImportEngine

                if __name__ == "__main__":
                    ImportEngine([sys.argv[1]]).run_path(sys.argv[2])
            """,
        }
    )
    result = output(root / "host.py", root / "plugin", root / "script.py", method)
    assert result == [[110, 120], 130]


def test_the_hosts_own_processes_are_as_ever(tree: TreeBuilder, method: str) -> None:
    root = tree(
        {
            **FILES,
            **OF_THE_HOST,
            "host.py": """
                import json
                import multiprocessing
                import sys
                import worker
                from importengine import ImportEngine

                if __name__ == "__main__":
                    main = ImportEngine([sys.argv[1]]).import_module("main")
                    inside = main.pool(sys.argv[2])[0]
                    with multiprocessing.get_context(sys.argv[2]).Pool(1) as pool:
                        print(json.dumps([inside, pool.map(worker.scale, [1])]))
            """,
        }
    )
    result = output(root / "host.py", root / "plugin", method)
    assert result == [[10, 20, 30], ["of the host"]]


# the same in a process that has no engine, so that it is known what is expected
IN_A_PLAIN_PROCESS = """
    import json, sys
    if __name__ == "__main__":
        sys.path.insert(0, sys.argv[1])
        import main
        print(json.dumps([getattr(main, one)(sys.argv[2]) for one in sys.argv[3:]]))
"""


def test_these_are_the_results_of_a_plain_process(tree: TreeBuilder, method: str) -> None:
    root = tree({**FILES, "host.py": dedent(IN_A_PLAIN_PROCESS)})
    result = output(root / "host.py", root / "plugin", method, "process", "executor", "subclass")
    assert result == [[["worker", 30, 101, True], 0], [[20, 40], [101, 102]], ["main", 101]]
