"""wrapt: decorators, proxies and patched functions; hooks on imports late."""

from __future__ import annotations

import importlib
import inspect
import sys
import tempfile
from pathlib import Path
from typing import Any

import wrapt


@wrapt.decorator
def _told(wrapped, instance, args, kwargs):
    owner = "no one" if instance is None else type(instance).__name__
    return f"{wrapped.__name__} of {owner}: {wrapped(*args, **kwargs)}"


@_told
def double(number: int) -> int:
    return 2 * number


class Counter:
    @_told
    def count(self, *, start=0):
        return start + 1

    @_told
    @classmethod
    def name(cls):
        return cls.__name__

    @wrapt.synchronized
    def locked(self):
        return "locked"


def work() -> dict[str, Any]:
    proxy = wrapt.ObjectProxy([1, 2])
    proxy.append(3)
    partial = wrapt.PartialCallableObjectProxy(double, 4)
    return {
        "version": ".".join(map(str, wrapt.__version_info__)),
        "double": double(4),
        "count": Counter().count(start=6),
        "name": Counter.name(),
        "locked": Counter().locked(),
        "signature": str(inspect.signature(double)),
        "proxy": [repr(list(proxy)), isinstance(proxy, list), type(proxy).__module__],
        "partial": partial(),
    }


def late() -> dict[str, Any]:
    folder = tempfile.mkdtemp(dir=".")
    name = f"patched_{Path(folder).name}".replace("-", "_")
    Path(folder, f"{name}.py").write_text("def greet(who):\n    return f'hello {who}'\n")
    seen = []
    wrapt.register_post_import_hook(lambda module: seen.append(module.__name__), name)
    sys.path.append(str(Path(folder).resolve()))
    importlib.invalidate_caches()
    try:
        module = importlib.import_module(name)
    finally:
        sys.path.pop()

    @wrapt.patch_function_wrapper(name, "greet")
    def louder(wrapped, instance, args, kwargs):
        return wrapped(*args, **kwargs).upper()

    return {
        "seen": seen == [name],
        "patched": module.greet("you"),
        "resolved": wrapt.resolve_path(name, "greet")[1],
        "there": sys.modules[name] is module,
    }
