"""The debugger of an engine works in the engine: `import` typed at its prompt imports there.

A debugger sets the trace function, as does the measurement of coverage: each test has a process
of its own.
"""

from __future__ import annotations

from pathlib import Path

from tests.isolation.child import run_in_child
from tests.support import TreeBuilder


FILES = {
    "plugin/helper.py": """
        value = "of the engine"

        def function():
            x = 1
            return x
    """,
    "plugin/late.py": "value = 'late'",
    "plugin/main.py": """
        import io
        import pdb

        def work(number):
            doubled = 2 * number
            return doubled

        def set_trace(commands):
            out = io.StringIO()
            debugger = pdb.Pdb(stdin=io.StringIO(commands), stdout=out, nosigint=True, readrc=False)
            number = 21
            debugger.set_trace()
            result = work(number)
            return result, out.getvalue()

        def stop():
            inside = "a local"
            breakpoint()
            return inside

        def run(statement, commands, *args):
            out = io.StringIO()
            debugger = pdb.Pdb(stdin=io.StringIO(commands), stdout=out, nosigint=True, readrc=False)
            debugger.run(statement, *args)
            return out.getvalue()

        def call_helper():
            import helper
            return helper.function()

        def post_mortem(commands):
            out = io.StringIO()
            debugger = pdb.Pdb(stdin=io.StringIO(commands), stdout=out, nosigint=True, readrc=False)
            try:
                from_late = __import__("late").value
                raise LookupError(from_late)
            except LookupError as error:
                debugger.reset()
                debugger.interaction(None, error.__traceback__)
            return out.getvalue()
    """,
    "host/helper.py": "value = 'of the host'",
    "host/late.py": "value = 'of the host'",
}
START = """
    import io, os, sys
    from importengine import ImportEngine

    os.environ.pop("PYTHONBREAKPOINT", None)
    root = sys.argv[1]
    if sys.argv[2] == "True":
        sys.path.insert(0, root + "/host")
        import helper, late
    before = dict(sys.modules)
    engine = ImportEngine([root + "/plugin"])
    main = engine.import_module("main")
"""
END = """
    assert sys.modules.get("helper") is before.get("helper")
    assert sys.modules.get("late") is before.get("late")
"""


def run(tree: TreeBuilder, in_host: bool, code: str) -> str:
    """Return what *code* prints, after START, in a process of its own."""
    return run_in_child(START + code + END, tree(FILES), in_host)


def test_the_prompt_of_a_debugger_imports_in_the_engine(tree: TreeBuilder, in_host: bool) -> None:
    out = run(
        tree,
        in_host,
        """
    print(*main.set_trace("import helper, late\\np helper.value\\np late.value\\nc\\n"))
    assert "helper" in engine.modules
    """,
    )
    assert out.startswith("42 ")
    assert "of the engine" in out
    assert "'late'" in out
    assert "of the host" not in out


def test_the_frame_is_the_engines(tree: TreeBuilder, in_host: bool) -> None:
    commands = r"p number, __name__\nw\nc\n"
    out = run(tree, in_host, f'    print(*main.set_trace("{commands}"))\n')
    assert out.startswith("42 ")
    assert "(21, 'main')" in out
    assert "plugin/main.py" in out


def test_a_breakpoint_is_set_in_a_module_of_the_engine(tree: TreeBuilder, in_host: bool) -> None:
    commands = r"b helper:5\nb late:1\nc\np x\nc\n"
    out = run(tree, in_host, f'    print(main.run("call_helper()", "{commands}", vars(main)))\n')
    assert "plugin/helper.py:5" in out
    assert "plugin/late.py:1" in out
    assert "helper.py(5)function()" in out
    assert "host/" not in out


def test_a_function_of_the_engine_is_a_breakpoint(tree: TreeBuilder, in_host: bool) -> None:
    commands = r"import helper\nb helper.function\nc\nw\nc\n"
    out = run(tree, in_host, f'    print(main.run("call_helper()", "{commands}", vars(main)))\n')
    assert "Breakpoint 1 at" in out
    assert "plugin/helper.py" in out
    assert "x = 1" in out


def test_a_statement_is_debugged_in_the_engine(tree: TreeBuilder, in_host: bool) -> None:
    out = run(
        tree,
        in_host,
        """
    names = {}
    main.run("import helper\\nvalue = helper.value", "c\\n", names)
    print(names["value"])
    main.run("import late\\nassert late.value == 'late'", "c\\n")
    """,
    )
    assert out == "of the engine\n"


def test_source_of_the_engine_is_listed(tree: TreeBuilder, in_host: bool) -> None:
    commands = r"import helper\nsource helper.function\nlist 1,5\nc\n"
    out = run(tree, in_host, f'    print(main.set_trace("{commands}")[1])\n')
    assert "return x" in out
    assert "import pdb" in out


def test_an_error_is_examined_after_the_fact(tree: TreeBuilder, in_host: bool) -> None:
    commands = r"p from_late\nimport helper\np helper.value\nq\n"
    out = run(tree, in_host, f'    print(main.post_mortem("{commands}"))\n')
    assert "'late'" in out
    assert "'of the engine'" in out


def test_breakpoint_stops_in_the_engines_debugger(tree: TreeBuilder, in_host: bool) -> None:
    out = run(
        tree,
        in_host,
        """
    sys.stdin = io.StringIO("import helper\\np inside, helper.value\\nc\\n")
    print(main.stop())
    """,
    )
    assert "('a local', 'of the engine')" in out
    assert out.endswith("a local\n")


def test_breakpoint_calls_the_hook_that_the_engines_code_has_set(
    tree: TreeBuilder, in_host: bool
) -> None:
    out = run(
        tree,
        in_host,
        """
    exec("import sys\\nsys.breakpointhook = lambda: print('hooked')", vars(main))
    print(main.stop())
    """,
    )
    assert out == "hooked\na local\n"


def test_the_environment_names_a_function_of_the_engine(tree: TreeBuilder, in_host: bool) -> None:
    tree({"plugin/hooks.py": "def stop():\n    print('hook of the engine')"})
    out = run(
        tree,
        in_host,
        """
    os.environ["PYTHONBREAKPOINT"] = "hooks.stop"
    print(main.stop())
    """,
    )
    assert out == "hook of the engine\na local\n"


def test_a_script_is_debugged_in_the_engine(
    tree: TreeBuilder, tmp_path: Path, in_host: bool
) -> None:
    tree({"script.py": "import helper\nfound = helper.value\nbreakpoint()\nlast = found"})
    out = run(
        tree,
        in_host,
        """
    sys.stdin = io.StringIO("import late\\np found, late.value, __name__\\nfound = 'set'\\nc\\n")
    print(engine.run_path(root + "/script.py")["last"])
    """,
    )
    assert "('of the engine', 'late', '__main__')" in out
    assert out.endswith("set\n")
