"""pkg_resources of setuptools: distributions, entry points, resources, requirements; its vendor late."""

from __future__ import annotations

from typing import Any

import pkg_resources
import pygments


def work() -> dict[str, Any]:
    distribution = pkg_resources.get_distribution("pygments")
    entries = pkg_resources.get_entry_map("pygments")["console_scripts"]
    needed = pkg_resources.Requirement.parse("pygments[windows-terminal]>=2,!=2.1")
    try:
        pkg_resources.require("no-such-distribution>=1")
    except pkg_resources.DistributionNotFound as error:
        problem = error.req.project_name
    try:
        pkg_resources.require("pygments<1")
    except pkg_resources.VersionConflict as error:
        conflict = str(error.req)
    return {
        "version": distribution.version,
        "same": distribution.version == pygments.__version__,
        "entries": sorted(map(str, entries.values())),
        "needed": [needed.specifier.contains("2.5"), needed.extras],
        "problem": problem,
        "conflict": conflict,
        "metadata": distribution.has_metadata("METADATA"),
        "exists": pkg_resources.resource_exists("pygments", "lexers/python.py"),
        "text": pkg_resources.resource_string("pygments", "__init__.py")[:3].decode(),
        "listed": "styles" in pkg_resources.resource_listdir("pygments", ""),
        "module": pygments.__name__,
    }


def late() -> dict[str, Any]:
    loaded = pkg_resources.load_entry_point("pygments", "console_scripts", "pygmentize")
    working = pkg_resources.WorkingSet()
    return {
        "loaded": loaded.__module__,
        "resolved": sorted({one.project_name for one in working.resolve([needed()])}),
        "keys": "setuptools" in working.by_key,
        "file": pkg_resources.resource_filename("pygments", "modeline.py").endswith("modeline.py"),
        "vendored": type(pkg_resources.parse_version("1.0")).__module__,
        "safe": pkg_resources.safe_name("a b!c"),
        "provider": type(pkg_resources.get_provider("pygments")).__name__,
    }


def needed() -> pkg_resources.Requirement:
    return pkg_resources.Requirement.parse("pygments")
