"""importlib_metadata, the backport: distributions, entry points, files, finders of its own; late too."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import importlib_metadata
from importlib_metadata import PackageNotFoundError, distribution, entry_points, version


def distribution_on_path() -> str:
    folder = Path(tempfile.mkdtemp(dir=".")).resolve()
    metadata = folder / "greeting-2.5.dist-info"
    metadata.mkdir()
    metadata.joinpath("METADATA").write_text(
        "Metadata-Version: 2.1\nName: greeting\nVersion: 2.5\nRequires-Dist: packaging>=20\n"
    )
    metadata.joinpath("entry_points.txt").write_text("[greetings]\nhello = greeting:hello\n")
    metadata.joinpath("RECORD").write_text("greeting.py,,\n")
    metadata.joinpath("top_level.txt").write_text("greeting\n")
    folder.joinpath("greeting.py").write_text("def hello(name): return 'hello ' + name\n")
    return str(folder)


sys.path.append(distribution_on_path())


def work() -> dict[str, Any]:
    found = distribution("greeting")
    (entry,) = entry_points(group="greetings")
    try:
        version("no-such-distribution")
    except PackageNotFoundError as error:
        problem = error.name
    return {
        "version": version("importlib_metadata"),
        "greeting": [found.version, found.requires, found.metadata["Name"]],
        "entry": [entry.name, entry.value, entry.dist.name],
        "loaded": entry.load()("you"),
        "files": [str(file) for file in importlib_metadata.files("greeting")],
        "text": found.files[0].read_text().strip(),
        "problem": problem,
        "distributions": importlib_metadata.packages_distributions()["greeting"],
    }


def late() -> dict[str, Any]:
    import importlib.metadata as standard

    from importlib_metadata import MetadataPathFinder, diagnose

    class Made(importlib_metadata.Distribution):
        def read_text(self, filename: str) -> str | None:
            texts = {"METADATA": "Metadata-Version: 2.1\nName: made\nVersion: 7\n"}
            return texts.get(filename)

        def locate_file(self, path: Any) -> Path:
            return Path(path)

    class Finder(importlib_metadata.DistributionFinder):
        def find_spec(self, *_: Any) -> None:
            return None

        def find_distributions(self, context: Any = None) -> list[Made]:
            return [Made()] if context is None or context.name in {None, "made"} else []

    finder = Finder()
    sys.meta_path.append(finder)
    try:
        made = version("made")
    finally:
        sys.meta_path.remove(finder)
    return {
        "made": made,
        "standard": standard.version("greeting"),
        "installed": any(isinstance(one, MetadataPathFinder) for one in sys.meta_path),
        "diagnose": diagnose.__name__,
        "json": importlib_metadata.metadata("greeting").json["requires_dist"],
    }
