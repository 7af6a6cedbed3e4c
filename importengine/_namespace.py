"""The dict of a module, read without running code that the module or its class defines."""

from __future__ import annotations

from types import ModuleType
from typing import Any


_dict_of_module: Any = vars(ModuleType)["__dict__"]


def namespace_of(module: Any) -> dict[str, Any]:
    """Return the dict of `module`; an empty one for an object that has none."""
    try:
        # by its type: a proxy says that it is an instance of what it stands for
        if issubclass(type(module), ModuleType):
            namespace: dict[str, Any] = _dict_of_module.__get__(module)
        else:
            namespace = object.__getattribute__(module, "__dict__")
    except AttributeError:
        return {}
    return namespace
