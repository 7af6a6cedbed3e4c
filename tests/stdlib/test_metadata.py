"""`importlib.metadata` in an engine sees the distributions on the engine's path alone."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from importengine import ImportEngine
from tests.stdlib.conftest import Inside
from tests.support import TreeBuilder


def distribution(name: str, version: str, **files: str) -> Mapping[str, str]:
    """Return the files of an installed distribution; *files* are more of its metadata's."""
    folder = f"{name.replace('-', '_')}-{version}.dist-info"
    return {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        "Requires-Dist: other-thing>=1\n",
        f"{folder}/RECORD": f"{folder}/METADATA,,\n{name.replace('-', '_')}/__init__.py,,\n",
        f"{folder}/top_level.txt": name.replace("-", "_") + "\n",
        f"{name.replace('-', '_')}/__init__.py": "def run():\n    return __name__",
        **{f"{folder}/{file}": dedent(text) for file, text in files.items()},
    }


READS = """
    from importlib import metadata

    def version(name):
        return metadata.version(name)

    def entry_points(**wanted):
        return metadata.entry_points(**wanted)

    def distributions():
        return sorted((one.metadata["Name"], one.version) for one in metadata.distributions())

    def files(name):
        return [str(one) for one in metadata.files(name)]

    def located(name):
        return [str(one.locate()) for one in metadata.files(name)]

    def packages():
        return dict(metadata.packages_distributions())

    def requires(name):
        return metadata.requires(name)
"""
THING = distribution(
    "the-thing",
    "1.5",
    **{
        "entry_points.txt": """\
            [plugins]
            first = the_thing:run
            second = helper:Class.method

            [console_scripts]
            thing = the_thing:run
        """
    },
)


@pytest.fixture
def main(inside: Inside) -> Any:
    """Return the module `main` of an engine on whose path two distributions are."""
    helper = "class Class:\n    def method():\n        return 'helper'"
    return inside({"main.py": READS, "helper.py": helper, **THING, **distribution("other", "2")})


def test_versions_are_those_on_the_engines_path(main: Any) -> None:
    assert (main.version("the-thing"), main.version("The_Thing")) == ("1.5", "1.5")
    assert main.distributions() == [("other", "2"), ("the-thing", "1.5")]
    assert main.requires("the-thing") == ["other-thing>=1"]


def test_distributions_of_the_host_are_unknown_in_the_engine(main: Any) -> None:
    assert metadata.version("pytest")
    with pytest.raises(ModuleNotFoundError, match="pytest") as caught:
        main.version("pytest")
    assert type(caught.value) is main.metadata.PackageNotFoundError


def test_distributions_of_the_engine_are_unknown_in_the_host(main: Any) -> None:
    assert main.version("the-thing")
    with pytest.raises(metadata.PackageNotFoundError):
        metadata.version("the-thing")


def test_entry_points_are_loaded_in_the_engine(main: Any) -> None:
    found = {one.name: one for one in main.entry_points(group="plugins")}
    assert sorted(found) == ["first", "second"]
    run = found["first"].load()
    assert run() == "the_thing"
    assert found["second"].load()() == "helper"
    assert main.entry_points(group="console_scripts")["thing"].load() is run
    assert [one.value for one in main.entry_points(name="thing")] == ["the_thing:run"]
    assert found["first"].dist.version == "1.5"
    assert not metadata.entry_points(group="plugins").select(value="the_thing:run")


def test_files_of_a_distribution_are_located_on_the_engines_path(main: Any) -> None:
    assert main.files("the-thing") == [
        "the_thing-1.5.dist-info/METADATA",
        "the_thing/__init__.py",
    ]
    folder = Path(main.__file__).parent
    assert main.located("the-thing")[1] == str(folder / "the_thing" / "__init__.py")


def test_packages_are_mapped_to_the_engines_distributions(main: Any) -> None:
    assert main.packages() == {"the_thing": ["the-thing"], "other": ["other"]}


def test_engines_have_their_own_versions_of_a_distribution(
    tree: TreeBuilder, tmp_path: Path
) -> None:
    for version in ("1.0", "2.0"):
        files = {"main.py": READS, **distribution("the-thing", version)}
        tree({f"{version}/{name}": text for name, text in files.items()})
    one, two, both = (
        ImportEngine([tmp_path / name for name in names]).import_module("main")
        for names in (["1.0"], ["2.0"], ["2.0", "1.0"])
    )
    for _ in range(2):
        assert [module.version("the-thing") for module in (one, two, both)] == ["1.0", "2.0", "2.0"]
    assert both.distributions() == [("the-thing", "1.0"), ("the-thing", "2.0")]


def test_what_is_added_to_the_path_is_seen(main: Any, tree: TreeBuilder, tmp_path: Path) -> None:
    with pytest.raises(ModuleNotFoundError, match="late-one"):
        main.version("late-one")
    tree({f"more/{name}": text for name, text in distribution("late-one", "3").items()})
    import_sys = "import sys\nsys.path.append({!r})"
    exec(import_sys.format(str(tmp_path / "more")), vars(main))
    assert main.version("late-one") == "3"


def test_a_finder_on_the_engines_meta_path_is_asked_for_distributions(inside: Inside) -> None:
    main = inside(
        {
            "main.py": READS
            + """
    import sys

    class Made(metadata.Distribution):
        def read_text(self, filename):
            if filename == "METADATA":
                return "Metadata-Version: 2.1\\nName: made\\nVersion: 9\\n"

        def locate_file(self, path):
            return path

    class Finder(metadata.DistributionFinder):
        def find_spec(self, *args):
            return None

        def find_distributions(self, context=metadata.DistributionFinder.Context()):
            if context.name in (None, "made"):
                yield Made()

    sys.meta_path.append(Finder())
"""
        }
    )
    assert main.version("made") == "9"
    assert ("made", "9") in main.distributions()
    with pytest.raises(metadata.PackageNotFoundError):
        metadata.version("made")


def test_a_distribution_is_found_in_a_zip_file(tree: TreeBuilder, tmp_path: Path) -> None:
    import zipfile

    tree({"main.py": READS})
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        for name, text in THING.items():
            archive.writestr(name, dedent(text))
    main = ImportEngine([tmp_path, tmp_path / "packed.zip"]).import_module("main")
    assert main.version("the-thing") == "1.5"
    assert main.entry_points(group="plugins")["first"].load()() == "the_thing"
