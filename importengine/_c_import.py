"""Answer C code that imports by name, which looks at nothing but the interpreter's modules dict.

`PyImport_Import` calls `__import__` for its effect, drops what it returns and takes the module from
that dict. It passes an empty list as the fromlist, made for this call, and lets go of it right
after the look-up. So a module that is to be found is put into the dict, for this thread, and an
object in that list takes it out again when the list is freed (ie-0001 A8).
"""

from __future__ import annotations

from typing import Any
from weakref import ref

from importengine._caller import calling_frame, calls_import
from importengine._visibility import show, take_back


class _Token:
    __slots__ = ("__weakref__",)


def is_c_import(namespace: Any, local_namespace: Any, fromlist: Any, level: int) -> bool:
    """Say whether `__import__` is called by PyImport_Import: by what it passes."""
    if type(fromlist) is not list or fromlist or level or namespace is not local_namespace:
        return False
    # a call in Python could pass the same, and might keep the list
    return not calls_import(calling_frame())


def show_to_c_code(fullname: str, module: Any, fromlist: list[Any]) -> None:
    """Put `module` where the C code that calls in this thread looks, until `fromlist` is freed."""
    token, key = _Token(), show(fullname, module)
    # a list lets go of its last item first: the reference is there to see it
    fromlist += [ref(token, lambda _: take_back(key)), token]
