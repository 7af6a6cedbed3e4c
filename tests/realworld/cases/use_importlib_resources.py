"""importlib_resources, the backport: files of packages, of zips and of namespaces; readers late."""

from __future__ import annotations

import sys
import tempfile
import zipfile
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import importlib_resources
from importlib_resources import as_file, files


def install() -> None:
    folder = Path(tempfile.mkdtemp(dir=".")).resolve()
    package = folder / "shop_data"
    package.joinpath("texts").mkdir(parents=True)
    package.joinpath("__init__.py").write_text("")
    package.joinpath("texts/a.txt").write_text("ä", encoding="utf-8")
    for part in ("one", "two"):
        portion = folder / part / "shop_portions"
        portion.mkdir(parents=True)
        portion.joinpath(f"{part}.txt").write_text(part)
    archive = folder / "shop.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("shop_zipped/__init__.py", "")
        file.writestr("shop_zipped/texts/b.txt", "zipped")
    sys.path += map(str, [folder, folder / "one", folder / "two", archive])


install()


def work() -> dict[str, Any]:
    import shop_zipped

    zipped = files(shop_zipped) / "texts" / "b.txt"
    with as_file(zipped) as path:
        extracted = Path(path).read_text()
    portions = files(import_module("shop_portions"))
    return {
        "version": version("importlib_resources"),
        "text": files("shop_data").joinpath("texts", "a.txt").read_text(encoding="utf-8"),
        "listed": sorted(entry.name for entry in files("shop_data").joinpath("texts").iterdir()),
        "zipped": [zipped.read_text(), extracted, zipped.is_file()],
        "portions": sorted(entry.name for entry in portions.iterdir()),
        "own": files(importlib_resources).joinpath("py.typed").is_file(),
        "kind": type(files(shop_zipped)).__module__,
    }


def late() -> dict[str, Any]:
    from importlib.resources import files as standard_files

    from importlib_resources import abc, readers, simple

    return {
        "reader": readers.MultiplexedPath.__name__,
        "traversable": isinstance(files("shop_data"), abc.Traversable),
        "standard": standard_files("shop_data").joinpath("texts/a.txt").is_file(),
        "simple": simple.ResourceContainer.__name__,
        "caller": [entry.name for entry in files().iterdir() if entry.name == "use_numpy.py"],
    }
