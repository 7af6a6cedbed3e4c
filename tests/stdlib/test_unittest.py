"""`unittest`, its mocks and `doctest` in an engine work on the engine's modules."""

from __future__ import annotations

import builtins
import io
import sys
import unittest
from pathlib import Path
from typing import Any

import pytest

from importengine import ImportEngine
from tests.stdlib.conftest import Beside, Inside
from tests.support import TreeBuilder


PATCHED = {
    "pkg/__init__.py": "attr = 'real'",
    "pkg/sub.py": "class Class:\n    attr = 'real'\n    def method(self): return 'real'",
    "helper.py": "value = 'real'",
    "reader.py": "def read(name):\n    with open(name) as file:\n        return file.read()",
    "main.py": """
        import sys
        from types import ModuleType
        from unittest import mock

        import reader

        def patched():
            import pkg
            with mock.patch("pkg.attr", "fake"):
                inside = pkg.attr
            return inside, pkg.attr

        @mock.patch("pkg.sub.Class.attr", new="fake")
        def decorated():
            from pkg.sub import Class
            return Class.attr

        @mock.patch("pkg.sub.Class", autospec=True)
        def with_spec(made):
            from pkg import sub
            sub.Class().method.return_value = "fake"
            return sub.Class is made, sub.Class().method()

        def several():
            with mock.patch.multiple("pkg.sub.Class", attr="fake", method=lambda self: "fake"):
                from pkg.sub import Class
                return Class.attr, Class().method()

        def absent_module():
            fake = ModuleType("helper")
            fake.value = "fake"
            with mock.patch.dict("sys.modules", {"helper": fake}):
                import helper
                inside = helper.value
            had = "helper" in sys.modules
            import helper
            return inside, had, helper.value

        def refused_module():
            with mock.patch.dict("sys.modules", helper=None):
                try:
                    import helper
                except ImportError as error:
                    refused = str(error)
            import helper
            return refused, helper.value

        def by_object():
            with mock.patch.dict(sys.modules, {"made": ModuleType("made")}):
                import made
                inside = made.__name__
            return inside, "made" in sys.modules

        def patched_path():
            with mock.patch("sys.path", ["/nowhere"]):
                inside = list(sys.path)
            return inside, list(sys.path)

        def patched_open():
            with mock.patch("builtins.open", mock.mock_open(read_data="fake")) as opened:
                text = reader.read("any")
            opened.assert_called_once_with("any")
            return text

        def patched_open_in_module():
            with mock.patch("reader.open", mock.mock_open(read_data="fake"), create=True):
                return reader.read("any")

        def patched_import():
            asked = []
            real = __import__
            def spy(name, *args, **options):
                asked.append(name)
                return real(name, *args, **options)
            with mock.patch("builtins.__import__", spy):
                import helper
            return asked, helper.value

        def missing(name):
            with mock.patch(name, 1):
                pass
    """,
}


@pytest.fixture
def main(inside: Inside, beside: Beside) -> Any:
    """Return the module `main` of an engine."""
    beside({name: text for name, text in PATCHED.items() if name != "main.py"})
    return inside(PATCHED)


def test_a_name_is_patched_in_the_engine(main: Any) -> None:
    assert main.patched() == ("fake", "real")
    assert main.decorated() == "fake"
    assert main.with_spec() == (True, "fake")
    assert main.several() == ("fake", "fake")


def test_sys_modules_is_patched_in_the_engine(main: Any) -> None:
    before = dict(main.sys.modules)
    assert main.by_object() == ("made", False)
    assert main.sys.modules == before
    assert main.absent_module() == ("fake", False, "real")


def test_a_module_may_be_made_unimportable(main: Any) -> None:
    refused, value = main.refused_module()
    assert refused == "import of helper halted; None in sys.modules"
    assert value == "real"


def test_sys_path_is_patched_in_the_engine(main: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.path
    # undone after the test, should the patch reach the host
    monkeypatch.setattr(sys, "path", before)
    inside, after = main.patched_path()
    assert inside == ["/nowhere"]
    assert after == [str(Path(main.__file__).parent)]
    assert sys.path is before


def test_open_is_patched_for_the_engines_code(main: Any) -> None:
    real = builtins.open
    assert main.patched_open() == "fake"
    assert main.patched_open_in_module() == "fake"
    assert builtins.open is real


def test_import_is_patched_for_the_engines_code(main: Any) -> None:
    real = builtins.__import__
    asked, value = main.patched_import()
    assert asked[0] == "helper"
    assert value == "real"
    assert builtins.__import__ is real


def test_a_target_that_is_absent_is_an_error(main: Any) -> None:
    with pytest.raises(ModuleNotFoundError, match="'absent_one'"):
        main.missing("absent_one.attr")
    with pytest.raises(AttributeError, match="absent"):
        main.missing("pkg.absent")


def test_other_code_of_the_process_is_not_patched(tree: TreeBuilder) -> None:
    root = tree(PATCHED)
    one, two = (ImportEngine([root]).import_module("main") for _ in range(2))
    with one.mock.patch("helper.value", "fake"), one.mock.patch("reader.open", create=True):
        assert one.sys.modules["helper"].value == "fake"
        assert two.sys.modules.get("helper") is None
        with pytest.raises(FileNotFoundError):
            two.reader.read("/absent/file")


# cases and suites:


CASES = {
    "code.py": "VALUE = 'of the engine'",
    "subject.py": "def double(x):\n    return 2 * x",
    "suite/__init__.py": "",
    "suite/test_one.py": """
        import unittest
        import subject

        class DoubleTest(unittest.TestCase):
            def test_right(self):
                self.assertEqual(subject.double(2), 4)

            def test_late_import(self):
                import late
                self.assertEqual(late.value, 1)

            @unittest.expectedFailure
            def test_wrong(self):
                self.assertEqual(subject.double(2), 5)
    """,
    "suite/deep/__init__.py": "",
    "suite/deep/test_two.py": """
        import unittest
        from suite.test_one import DoubleTest as Base

        class Derived(Base):
            def test_fails(self):
                self.fail("on purpose")

            def test_skipped(self):
                self.skipTest("on purpose")

        class Asynchronous(unittest.IsolatedAsyncioTestCase):
            async def test_late_import(self):
                import late
                self.assertEqual(late.value, 1)
    """,
    "suite/test_broken.py": "import absent_one",
    "late.py": "value = 1",
    "main.py": """
        import io
        import os
        import unittest

        HERE = os.path.dirname(__file__)

        def summary(result):
            return result.testsRun, len(result.failures), len(result.errors)

        def discover(*args, **options):
            suite = unittest.TestLoader().discover(*args, **options)
            return unittest.TextTestRunner(stream=io.StringIO()).run(suite)

        def by_name(*names):
            suite = unittest.defaultTestLoader.loadTestsFromNames(names)
            return unittest.TextTestRunner(stream=io.StringIO()).run(suite)

        def by_main(module, *argv):
            runner = unittest.TextTestRunner(stream=io.StringIO())
            return unittest.main(
                module=module, argv=["unittest", *argv], exit=False, testRunner=runner
            ).result
    """,
}


@pytest.fixture
def suites(inside: Inside) -> Any:
    """Return the module `main` of an engine on whose path suites are."""
    return inside(CASES)


def test_the_tests_of_a_folder_are_discovered_in_the_engine(suites: Any) -> None:
    result = suites.discover(f"{suites.HERE}/suite", top_level_dir=suites.HERE)
    assert suites.summary(result) == (13, 1, 1)
    assert "No module named 'absent_one'" in result.errors[0][1]
    assert "on purpose" in result.failures[0][1]
    assert [reason for _, reason in result.skipped] == ["on purpose"]
    assert len(result.expectedFailures) == 3
    assert "suite" not in sys.modules


def test_the_tests_of_a_package_are_discovered_by_its_name(suites: Any) -> None:
    assert suites.summary(suites.discover("suite.deep")) == (9, 1, 0)


def test_discovery_puts_a_folder_on_the_engines_path(
    suites: Any, tree: TreeBuilder, tmp_path: Path
) -> None:
    tree(
        {
            "elsewhere/test_there.py": """
                import unittest
                import beside, subject

                class There(unittest.TestCase):
                    def test_it(self):
                        self.assertEqual(subject.double(beside.value), 2)
            """,
            "elsewhere/beside.py": "value = 1",
        }
    )
    result = suites.discover(str(tmp_path / "elsewhere"))
    assert suites.summary(result) == (1, 0, 0)
    assert str(tmp_path / "elsewhere") not in sys.path


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("suite.test_one", (3, 0, 0)),
        ("suite.test_one.DoubleTest.test_right", (1, 0, 0)),
        ("suite.deep.test_two.Derived", (5, 1, 0)),
        ("suite.test_broken", (1, 0, 1)),
        ("suite.absent", (1, 0, 1)),
    ],
)
def test_tests_are_loaded_by_name_in_the_engine(
    suites: Any, name: str, summary: tuple[int, int, int]
) -> None:
    assert suites.summary(suites.by_name(name)) == summary


def test_main_runs_a_module_of_the_engine(suites: Any) -> None:
    assert suites.summary(suites.by_main("suite.test_one")) == (3, 0, 0)
    assert suites.summary(suites.by_main("suite.test_one", "DoubleTest.test_right")) == (1, 0, 0)
    assert suites.summary(suites.by_main(None, "suite.test_one")) == (3, 0, 0)


def test_main_in_a_script_runs_the_script(tree: TreeBuilder) -> None:
    root = tree(
        {
            "subject.py": CASES["subject.py"],
            "script.py": """
                import io
                import unittest
                import subject

                class Double(unittest.TestCase):
                    def test_it(self):
                        self.assertEqual(subject.double(1), 2)

                if __name__ == "__main__":
                    runner = unittest.TextTestRunner(stream=io.StringIO())
                    done = unittest.main(argv=["x"], exit=False, testRunner=runner)
            """,
        }
    )
    names = ImportEngine([root]).run_path(root / "script.py")
    assert names["done"].result.testsRun == 1
    assert names["done"].result.wasSuccessful()


def test_the_host_runs_a_suite_of_the_engine(suites: Any) -> None:
    exec("from suite.test_one import DoubleTest", vars(suites))
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(suites.DoubleTest)
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    assert result.testsRun == 3
    assert result.wasSuccessful()


# examples:


EXAMPLES = {
    "helper.py": "value = 'of the engine'",
    "pkg/__init__.py": "",
    "pkg/documented.py": '''
        """A module with examples.

        >>> import helper
        >>> helper.value
        'of the engine'
        >>> triple(1)
        3
        """

        def triple(x):
            """Return three times *x*.

            >>> from pkg.other import one
            >>> triple(one)
            3
            >>> import absent_one
            Traceback (most recent call last):
                ...
            ModuleNotFoundError: No module named 'absent_one'
            """
            return 3 * x

        class Class:
            """A class.

            >>> Class().method()
            'late'
            """

            def method(self):
                """Give one.

                >>> __import__("late").value
                'late'
                """
                import late
                return late.value
    ''',
    "pkg/other.py": "one = 1",
    "pkg/text.txt": ">>> import helper\n>>> helper.value\n'of the engine'\n",
    "late.py": "value = 'late'",
    "main.py": """
        import doctest
        import io
        import unittest

        from pkg import documented

        def run(suite):
            return unittest.TextTestRunner(stream=io.StringIO()).run(suite)

        def tested():
            return doctest.testmod(documented)

        def suite():
            return run(doctest.DocTestSuite("pkg.documented"))

        def file():
            return doctest.testfile("text.txt", package="pkg")

        def file_suite():
            return run(doctest.DocFileSuite("text.txt", package="pkg"))

        def found():
            return [one.name for one in doctest.DocTestFinder().find(documented)]

        def source():
            return doctest.testsource("pkg.documented", "pkg.documented.triple")
    """,
}


@pytest.fixture
def examples(inside: Inside, beside: Beside, untouched: object) -> Any:
    """Return the module `main` of an engine whose modules have examples."""
    beside(
        {
            "helper.py": "value = 'of the host'",
            "late.py": "value = 'of the host'",
            "pkg/__init__.py": "",
            "pkg/documented.py": "",
            "pkg/other.py": "one = 'of the host'",
        }
    )
    return inside(EXAMPLES)


def test_the_examples_of_a_module_are_tested_in_the_engine(
    examples: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    failed, attempted = examples.tested()[:2]
    assert (failed, attempted) == (0, 8), capsys.readouterr().out


def test_a_suite_of_examples_is_made_by_the_name_of_a_module(examples: Any) -> None:
    result = examples.suite()
    assert result.wasSuccessful(), [*result.failures, *result.errors]
    assert result.testsRun == 4


def test_examples_in_a_file_of_a_package_are_tested(
    examples: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuple(examples.file()[:2]) == (0, 2), capsys.readouterr().out
    result = examples.file_suite()
    assert result.wasSuccessful(), [*result.failures, *result.errors]


def test_examples_are_found_and_read(examples: Any) -> None:
    assert sorted(examples.found()) == [
        "pkg.documented",
        "pkg.documented.Class",
        "pkg.documented.Class.method",
        "pkg.documented.triple",
    ]
    assert "from pkg.other import one" in examples.source()
