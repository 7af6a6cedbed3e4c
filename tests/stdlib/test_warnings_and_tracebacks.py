"""What reports on code, or runs code that it is given, shows and serves the engine's."""

from __future__ import annotations

import builtins
import linecache
import logging
import sys
import traceback
import warnings
import zipfile
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from importengine import ImportEngine
from tests.isolation.child import run_in_child
from tests.isolation.conftest import HostImport
from tests.stdlib.conftest import Beside, Inside
from tests.support import TreeBuilder


# warnings:


WARNS = {
    "helper.py": """
        import warnings

        def warn(level=1, category=UserWarning):
            warnings.warn("of helper", category, stacklevel=level)
    """,
    "main.py": """
        import warnings
        import helper

        def direct():
            warnings.warn("of main", stacklevel=1)

        def by_helper():
            helper.warn(2)

        def filtered(module):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("ignore")
                warnings.filterwarnings("always", module=module)
                direct()
                helper.warn()
                by_helper()
            return [(str(one.message), one.lineno) for one in caught]

        class Own(DeprecationWarning): ...

        def own():
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("ignore")
                warnings.filterwarnings("always", category=Own)
                helper.warn(2, Own)
                helper.warn(2, DeprecationWarning)
            return [one.category for one in caught]

        def once():
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("default")
                for _ in range(2):
                    direct()
            return len(caught)
    """,
}


def test_a_warning_shows_the_engines_file_and_line(inside: Inside) -> None:
    main = inside(WARNS)
    for call, message, line in (
        (main.direct, "of main", 6),
        (main.by_helper, "of helper", 9),
    ):
        with pytest.warns(UserWarning, match=message) as caught:
            call()
        assert (caught[0].filename, caught[0].lineno) == (main.__file__, line)


def test_a_filter_names_modules_of_the_engine(inside: Inside) -> None:
    main = inside(WARNS)
    assert main.filtered("main") == [("of main", 6), ("of helper", 9)]
    assert main.filtered("helper") == [("of helper", 5)]
    assert main.filtered("absent") == []


def test_a_filter_names_a_category_of_the_engine(inside: Inside) -> None:
    main = inside(WARNS)
    assert main.own() == [main.Own]


def test_what_has_been_warned_of_is_kept_in_the_module_of_the_engine(tree: TreeBuilder) -> None:
    root = tree(WARNS)
    one, two = (ImportEngine([root]).import_module("main") for _ in range(2))
    assert (one.once(), two.once()) == (1, 1)
    assert "__warningregistry__" in vars(one)
    assert one.__warningregistry__ is not two.__warningregistry__


def test_a_warning_while_importing_shows_the_module_that_imports(inside: Inside) -> None:
    files = {
        "old.py": "import warnings\nwarnings.warn('old', DeprecationWarning, stacklevel=2)",
        "main.py": "def late():\n    import old",
    }
    main = inside(files)
    with pytest.warns(DeprecationWarning, match="old") as caught:
        main.late()
    assert (caught[0].filename, caught[0].lineno) == (main.__file__, 2)


def test_the_source_of_a_warning_is_shown(inside: Inside) -> None:
    main = inside(WARNS)
    with pytest.warns(UserWarning, match="of main") as caught:
        main.direct()
    text = warnings.formatwarning(caught[0].message, UserWarning, caught[0].filename, 6)
    assert 'warnings.warn("of main", stacklevel=1)' in text


# tracebacks:


FAILS = {
    "main.py": """
        import linecache
        import traceback

        def fail():
            raise LookupError("on purpose")  # the engine's

        def formatted():
            try:
                fail()
            except LookupError:
                return traceback.format_exc()

        def line(number):
            return linecache.getline(__file__, number, globals())

        def cached():
            linecache.lazycache(__file__, globals())
            return linecache.getlines(__file__)

        def stack():
            return traceback.extract_stack()[-1].line
    """
}


def pack(file: Path) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in FAILS.items():
            archive.writestr(name, dedent(text).lstrip())
    return file


@pytest.fixture(params=["folder", "zip file"])
def fails(
    tree: TreeBuilder, tmp_path: Path, import_in_host: HostImport, request: pytest.FixtureRequest
) -> Any:
    """Return the module `main` of an engine; the host has another."""
    tree({"host/main.py": "# of the host\n" * 30})
    import_in_host(tmp_path / "host", "main")
    if request.param == "zip file":
        return ImportEngine([pack(tmp_path / "packed.zip")]).import_module("main")
    for name, text in FAILS.items():
        tree({f"plugin/{name}": dedent(text).lstrip()})
    return ImportEngine([tmp_path / "plugin"]).import_module("main")


def test_a_traceback_inside_shows_the_source(fails: Any) -> None:
    text = fails.formatted()
    assert f'File "{fails.__file__}", line 5, in fail' in text
    assert 'raise LookupError("on purpose")  # the engine\'s' in text


def test_a_traceback_in_the_host_shows_the_source(fails: Any) -> None:
    with pytest.raises(LookupError) as caught:
        fails.fail()
    text = "".join(traceback.format_exception(caught.value))
    assert 'raise LookupError("on purpose")  # the engine\'s' in text


def test_linecache_reads_the_engines_source(fails: Any) -> None:
    linecache.clearcache()
    assert fails.line(5).strip() == 'raise LookupError("on purpose")  # the engine\'s'
    linecache.clearcache()
    assert fails.cached()[3] == "def fail():\n"
    assert fails.stack() == "return traceback.extract_stack()[-1].line"


def test_an_error_group_and_its_cause_are_formatted(inside: Inside) -> None:
    main = inside(
        {
            "main.py": """
                import traceback

                class Own(Exception): ...

                def formatted():
                    try:
                        try:
                            import absent_one
                        except ImportError as error:
                            raise ExceptionGroup("both", [Own("one"), error]) from error
                    except ExceptionGroup:
                        return traceback.format_exc()
            """
        }
    )
    text = main.formatted()
    assert "main.Own: one" in text
    assert text.count("ModuleNotFoundError: No module named 'absent_one'") == 2
    assert "The above exception was the direct cause" in text


# logging:


LOGS = {
    "pkg/__init__.py": "",
    "pkg/worker.py": """
        import logging

        logger = logging.getLogger(__name__)

        def log(text):
            logger.warning(text)

        def fail():
            try:
                1 / 0
            except ZeroDivisionError:
                logger.exception("failed")

        def deeper(text):
            logger.warning(text, stacklevel=2)
    """,
    "main.py": """
        from pkg import worker

        def call():
            worker.deeper("deeper")
    """,
}


def test_a_record_names_the_engines_file_line_and_function(
    inside: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    main = inside(LOGS)
    main.worker.log("text")
    main.worker.fail()
    main.call()
    here = Path(main.__file__).parent
    assert [
        (one.name, one.pathname, one.lineno, one.funcName, one.module) for one in caplog.records
    ] == [
        ("pkg.worker", str(here / "pkg" / "worker.py"), 7, "log", "worker"),
        ("pkg.worker", str(here / "pkg" / "worker.py"), 13, "fail", "worker"),
        ("pkg.worker", str(here / "main.py"), 5, "call", "main"),
    ]
    assert "1 / 0" in caplog.text


def test_loggers_are_the_processes(inside: Inside) -> None:
    main = inside(LOGS)
    assert main.worker.logger is logging.getLogger("pkg.worker")
    assert isinstance(main.worker.logger, logging.Logger)


CONFIGURED = {
    "pkg/__init__.py": "",
    "pkg/parts.py": """
        import logging

        records = []

        class Handler(logging.Handler):
            def __init__(self, mark="-"):
                super().__init__()
                self.mark = mark

            def emit(self, record):
                records.append(self.mark + self.format(record))

        class Formatter(logging.Formatter):
            def format(self, record):
                return f"<{super().format(record)}>"

        class Filter(logging.Filter):
            def filter(self, record):
                return "secret" not in record.getMessage()

        def make_handler(mark):
            return Handler(mark)

        MARK = "ext "
        HANDLER = Handler("given ")
    """,
    "main.py": """
        import logging
        import logging.config

        def configure(**handler):
            logging.config.dictConfig({
                "version": 1,
                "disable_existing_loggers": False,
                "formatters": {
                    "own": {"class": "pkg.parts.Formatter", "format": "%(message)s"},
                    "made": {"()": "pkg.parts.Formatter", "fmt": "%(name)s"},
                },
                "filters": {"own": {"()": "pkg.parts.Filter"}},
                "handlers": {"it": {"formatter": "own", "filters": ["own"], **handler}},
                "loggers": {"of.a.test": {"handlers": ["it"], "propagate": False}},
            })
            log = logging.getLogger("of.a.test")
            log.warning("text")
            log.warning("a secret")
            from pkg.parts import records
            return records

        def from_file(name):
            logging.config.fileConfig(name, disable_existing_loggers=False)
            logging.getLogger("of.a.test").warning("text")
            from pkg.parts import records
            return records
    """,
    "logging.ini": """
        [loggers]
        keys=root,it
        [handlers]
        keys=it
        [formatters]
        keys=it
        [logger_root]
        handlers=
        [logger_it]
        qualname=of.a.test
        handlers=it
        propagate=0
        [handler_it]
        class=pkg.parts.Handler
        args=("file ",)
        formatter=it
        [formatter_it]
        class=pkg.parts.Formatter
        format=%(message)s
    """,
}
CONFIGURE = """
    import sys
    from importengine import ImportEngine

    main = ImportEngine([sys.argv[1]]).import_module("main")
    print({})
    assert "pkg" not in sys.modules
"""


@pytest.mark.parametrize(
    ("handler", "records"),
    [
        ({"class": "pkg.parts.Handler"}, ["-<text>"]),
        ({"class": "pkg.parts.Handler", "mark": "!"}, ["!<text>"]),
        ({"()": "pkg.parts.make_handler", "mark": "made "}, ["made <text>"]),
        ({"()": "ext://pkg.parts.make_handler", "mark": "e "}, ["e <text>"]),
        ({"()": "pkg.parts.Handler", "mark": "ext://pkg.parts.MARK"}, ["ext <text>"]),
        ({"class": "pkg.parts.Handler", "formatter": "made"}, ["-<of.a.test>"]),
    ],
)
def test_a_logging_configuration_names_things_of_the_engine(
    tree: TreeBuilder, handler: dict[str, str], records: list[str]
) -> None:
    root = tree(CONFIGURED)
    call = f"main.configure(**{handler!r})".replace("{", "{{").replace("}", "}}")
    script = CONFIGURE.replace("{}", call.replace("{{", "{").replace("}}", "}"))
    assert run_in_child(script, root) == f"{records}\n"


def test_a_logging_configuration_file_names_things_of_the_engine(tree: TreeBuilder) -> None:
    root = tree(CONFIGURED)
    script = CONFIGURE.replace("{}", "main.from_file(sys.argv[1] + '/logging.ini')")
    assert run_in_child(script, root) == "['file <text>']\n"


# gettext, functools:


def test_translations_are_installed_for_the_engine(inside: Inside, untouched: object) -> None:
    main = inside(
        {
            "reader.py": "def read():\n    return _('text'), ngettext('one', 'many', 2)",
            "main.py": """
                import gettext

                class Loud(gettext.NullTranslations):
                    def gettext(self, message):
                        return message.upper()

                import reader
                gettext.install("domain", names=["ngettext"])
                plain = reader.read()
                Loud().install(["ngettext"])
                loud = reader.read()
            """,
        }
    )
    assert main.plain == ("text", "many")
    assert main.loud == ("TEXT", "many")
    assert vars(builtins)["_"] is untouched
    assert not hasattr(builtins, "ngettext")


def test_singledispatch_reads_annotations_in_the_engine(
    inside: Inside, tree: TreeBuilder, tmp_path: Path, import_in_host: HostImport
) -> None:
    tree({"host/main.py": "class Leaf: ...", "host/shapes.py": "class Circle: ..."})
    import_in_host(tmp_path / "host", "main", "shapes")
    main = inside(
        {
            "shapes.py": "class Circle: ...",
            "main.py": """
                from __future__ import annotations

                import functools
                import shapes

                class Leaf: ...

                @functools.singledispatch
                def kind(thing):
                    return "thing"

                @kind.register
                def _(thing: Leaf):
                    return "leaf"

                @kind.register
                def _(thing: shapes.Circle | int):
                    return "circle or int"

                class Visitor:
                    @functools.singledispatchmethod
                    def visit(self, thing):
                        return "thing"

                    @visit.register
                    def _(self, thing: Leaf):
                        return "leaf"

                kinds = [kind(one) for one in (Leaf(), shapes.Circle(), 1, "")]
                visited = [Visitor().visit(one) for one in (Leaf(), 1)]
            """,
        }
    )
    assert main.kinds == ["leaf", "circle or int", "circle or int", "thing"]
    assert main.visited == ["leaf", "thing"]


# code that is given as text:


RUNS = {
    "helper.py": "value = 'of the engine'",
    "late.py": "value = 'late'",
    "main.py": """
        import cProfile
        import code
        import pstats
        import timeit
        import trace

        def interpreted(source):
            console = code.InteractiveInterpreter()
            console.runsource(source)
            return console.locals

        def pushed(*lines):
            console = code.InteractiveConsole({})
            for line in lines:
                console.push(line)
            return console.locals

        def timed(*args, **options):
            return timeit.timeit(*args, number=1, **options)

        def repeated():
            seen = []
            timeit.repeat("seen.append(helper.value)", "import helper", number=2, repeat=2,
                          globals={"seen": seen})
            return seen

        def of_function():
            def call():
                import late
            timeit.timeit(call, number=1)
            import sys
            return "late" in sys.modules

        def profiled():
            names = {}
            profile = cProfile.Profile()
            profile.runctx("import helper, late\\nvalue = late.value", names, names)
            return names["value"]
    """,
}


@pytest.fixture
def runs(inside: Inside, beside: Beside, untouched: object) -> Any:
    """Return the module `main` of an engine."""
    beside({f"{name}.py": "value = 'of the host'" for name in ("helper", "late")})
    return inside(RUNS)


def test_a_prompt_imports_in_the_engine(runs: Any, capsys: pytest.CaptureFixture[str]) -> None:
    names = runs.interpreted("import helper")
    assert names["helper"].value == "of the engine"
    names = runs.pushed("def f():", "    import late", "    return late.value", "", "x = f()")
    assert names["x"] == "late"
    runs.pushed("import absent_one")
    assert "No module named 'absent_one'" in capsys.readouterr().err


def test_a_timed_statement_imports_in_the_engine(runs: Any) -> None:
    assert runs.timed("import helper\nassert helper.value == 'of the engine'") >= 0
    assert runs.timed("assert helper.value == 'of the engine'", setup="import helper") >= 0
    assert runs.repeated() == ["of the engine"] * 4
    assert runs.of_function()


def test_a_profiled_statement_imports_in_the_engine(runs: Any) -> None:
    assert runs.profiled() == "late"


# a trace function is one for the process, as the measurement of coverage has it
TRACED = """
    import sys
    from importengine import ImportEngine

    engine = ImportEngine([sys.argv[1]])
    main = engine.import_module("main")
    names = {"__name__": "given"}
    tracer = main.trace.Trace(count=1, trace=0)
    tracer.runctx("import helper\\nvalue = helper.value", names, names)
    print(names["value"], "helper" in sys.modules)
    print(tracer.runfunc(lambda: engine.import_module("late").value))
    tracer.run("import late\\nassert late.value == 'late'")
    files = {file for file, _ in tracer.results().counts}
    print(engine.modules["helper"].__file__ in files)
    main.cProfile.runctx("import late\\nseen = late.value", names, names, sys.argv[1] + "/stats")
    print(names["seen"])
    main.cProfile.run("import helper\\nassert helper.value == 'of the engine'", sys.argv[1] + "/s")
"""


def test_traced_and_profiled_code_imports_in_the_engine(tree: TreeBuilder) -> None:
    out = run_in_child(TRACED, tree(RUNS))
    assert out.split() == ["of", "the", "engine", "False", "late", "True", "late"]


SCRIPT = """
    import sys
    import trace

    def function():
        import helper
        return helper.value

    tracer = trace.Trace(count=0, trace=0, countfuncs=1)
    tracer.run("import helper\\nresult = function(), helper.value")
    called = {one[2] for one in tracer.results().calledfuncs}
"""


def test_a_statement_is_traced_in_the_engines_script(tree: TreeBuilder) -> None:
    root = tree({**RUNS, "script.py": SCRIPT})
    out = run_in_child(
        """
        import sys
        from importengine import ImportEngine

        names = ImportEngine([sys.argv[1]]).run_path(sys.argv[1] + "/script.py")
        print(names["result"], "function" in names["called"])
        """,
        root,
    )
    assert out == "('of the engine', 'of the engine') True\n"


def test_the_host_is_as_it_was_after_a_prompt(runs: Any) -> None:
    before = sys.modules.get("helper")
    runs.interpreted("import helper, sys\nsys.path.append('/added/by/the/prompt')")
    assert "/added/by/the/prompt" not in sys.path
    assert sys.modules.get("helper") is before
