"""The interpreter's own import system: the private names of it that this library stands on.

All of them are here or used from here, so that a new Python that renames one is noticed at once.
"""

from __future__ import annotations

import importlib
from typing import Any


# `importlib._bootstrap` is the module `_frozen_importlib`, under which C code finds it: module
# locks, the import lock, and `_find_and_load`, which C code calls for what is not in `modules`
bootstrap: Any = importlib._bootstrap

# `_frozen_importlib_external`: the path-based half
bootstrap_external: Any = importlib._bootstrap_external
