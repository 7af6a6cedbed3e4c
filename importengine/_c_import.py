"""Answer C code that imports by name, which looks at nothing but the interpreter's modules dict.

`PyImport_Import` calls `__import__` for its effect, drops what it returns and takes the module from
that dict. It passes an empty list as the fromlist, made for this call, and lets go of it right
after the look-up. So a module that is to be found is put into the dict at the end of the call, and
an object in that list takes it out again when the list is freed. No Python code runs in between,
in any thread, as the steps are calls of functions written in C (ie-0001 A8).
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any
from weakref import ref

from importengine._caller import calling_frame
from importengine._state import MISSING


# the dict that the interpreter itself uses; nothing can make it use another one
INTERPRETER_MODULES: dict[str, Any] = sys.modules


class _Token:
    __slots__ = ("__weakref__",)


def is_c_import(namespace: Any, local_namespace: Any, fromlist: Any, level: int) -> bool:
    """Say whether `__import__` is called by PyImport_Import: by what it passes."""
    if type(fromlist) is not list or fromlist or level or namespace is not local_namespace:
        return False
    frame = calling_frame()
    # a call in Python could pass the same, and might keep the list
    return frame is None or "__import__" not in frame.f_code.co_names


def show_to_c_code(fullname: str, module: Any, fromlist: list[Any]) -> None:
    """Let the interpreter's modules dict have `module` until `fromlist` is freed."""
    former = INTERPRETER_MODULES.get(fullname, MISSING)
    if former is module:
        return
    if former is MISSING:
        # called with the reference, which is the default that pop() takes
        take_back = partial(INTERPRETER_MODULES.pop, fullname)
    else:
        put_back = map(INTERPRETER_MODULES.__setitem__, (fullname,), (former,))
        take_back = partial(next, put_back)
    token = _Token()
    # a list lets go of its last item first: the reference is there to see it
    fromlist += [ref(token, take_back), token]
    del token
    # the last step, as no other thread gets to run before the look-up
    INTERPRETER_MODULES[fullname] = module
