"""What stands between a plain run and one over an engine."""

import builtins
import importlib
from collections.abc import Callable

from importengine import sysengine
from tests.conformance.third_kind import ThirdKind


def install_globally() -> list[str]:
    """Make `sysengine` the import system of this process and a kind of the tests.

    Return the list that `ThirdKind.borrowed` fills while test modules load.
    """
    builtins.__import__ = sysengine.__import__
    util = importlib.import_module("test.test_importlib.util")
    kind = ThirdKind(util, sysengine)
    kind.install(util)
    return kind.borrowed


MODES: dict[str, Callable[[], list[str]]] = {"global": install_globally}
