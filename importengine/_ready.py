"""What a cached import returns at once: fully loaded modules, by what an import statement says.

There is neither a lock nor a test for being initialised on the way: a module is put in when it is
loaded, and taken out by any write to `modules` under its name (ie-0001 J4).
"""

from __future__ import annotations

from types import ModuleType
from typing import Any


class Ready:
    """The modules of one engine that a cached import may return without a look at anything else."""

    __slots__ = ("dotted", "modules", "namespaces", "relative", "tops")

    def __init__(self) -> None:
        # by fullname
        self.modules: dict[str, Any] = {}
        # the dicts of those whose attributes are nothing else
        self.namespaces: dict[str, dict[str, Any]] = {}
        # for `import a`, by what is written
        self.tops: dict[str, Any] = {}
        # for `import a.b`: what is bound, and the dict, name and value of each part after the first
        self.dotted: dict[str, tuple[Any, tuple[tuple[dict[str, Any], str, Any], ...]]] = {}
        # for `from .a import b`, by what it is resolved from: the spec and the fullname
        self.relative: dict[tuple[int, object, str, int], tuple[object, str]] = {}

    def put(self, fullname: str, module: Any) -> None:
        """Let cached imports return `module`, whose parents have been imported."""
        self.modules[fullname] = module
        if type(module) is ModuleType:
            self.namespaces[fullname] = module.__dict__
        top, *children = fullname.split(".")
        if not children:
            self.tops[fullname] = module
        elif top in self.tops:
            self._put_dotted(fullname, top, children)

    def _put_dotted(self, fullname: str, top: str, children: list[str]) -> None:
        links, parent = [], top
        for child in children:
            # `import a.b as c` takes each part from the one before
            namespace = self.namespaces.get(parent)
            parent = f"{parent}.{child}"
            module = self.modules.get(parent)
            if namespace is None or module is None:
                return
            links.append((namespace, child, module))
        self.dotted[fullname] = self.tops[top], tuple(links)

    def put_relative(self, namespace: Any, name: str, level: int, fullname: str) -> None:
        """Remember what `name`, with `level` dots, is to code whose globals are `namespace`."""
        if type(namespace) is dict:
            spec, package = namespace.get("__spec__"), namespace.get("__package__")
            # others are resolved each time, with a warning
            if type(package) is str and getattr(spec, "parent", None) == package:
                self.relative[id(spec), package, name, level] = spec, fullname

    def drop(self, fullname: str) -> None:
        """Forget `fullname`, of which something else is or is about to be in `modules`."""
        # from all of them: another thread may just be putting it in
        self.namespaces.pop(fullname, None)
        self.tops.pop(fullname, None)
        if self.modules.pop(fullname, None) is not None or fullname in self.dotted:
            self.dotted.clear()
            self.relative.clear()

    def clear(self) -> None:
        """Forget everything."""
        for known in (self.modules, self.namespaces, self.tops, self.dotted, self.relative):
            known.clear()
