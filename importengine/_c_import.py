"""Answer C code that imports by name, which looks at nothing but the interpreter's modules dict.

`PyImport_Import` calls `__import__` for its effect, drops what it returns and takes the module from
that dict. It passes an empty list as the fromlist, made for this call, and lets go of it right
after the look-up. So a module that is to be found is put into the dict at the end of the call, and
an object in that list takes it out again when the list is freed. No Python code runs in between,
in any thread, as the steps are calls of functions written in C (ie-0001 A8).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from itertools import chain
from operator import call, is_
from typing import Any
from weakref import ref

from importengine._caller import calling_frame, calls_import
from importengine._state import MISSING
from importengine._visibility import host_name


# the dict that the interpreter itself uses; nothing can make it use another one
INTERPRETER_MODULES: dict[str, Any] = sys.modules


class _Token:
    __slots__ = ("__weakref__",)


def is_c_import(namespace: Any, local_namespace: Any, fromlist: Any, level: int) -> bool:
    """Say whether `__import__` is called by PyImport_Import: by what it passes."""
    if type(fromlist) is not list or fromlist or level or namespace is not local_namespace:
        return False
    # a call in Python could pass the same, and might keep the list
    return not calls_import(calling_frame())


def steps_to_show(fullname: str, module: Any, fromlist: list[Any]) -> Iterator[object]:
    """Return an iterator that, consumed, puts `module` where C code looks, until `fromlist` is freed.

    To be consumed by `MISSING in …`, last thing before the return to C: after an instruction
    like that no other thread gets its turn, as after a call it may.
    """
    shown, former = INTERPRETER_MODULES, dict[str, Any]()
    take_back = (partial(shown.pop, fullname, None), partial(shown.update, former))
    # called with the reference, which is the default for the end of the iterator
    run_through = partial(next, filter(partial(is_, MISSING), map(call, take_back)))
    token = _Token()
    # a list lets go of its last item first: the reference is there to see it
    fromlist += [ref(token, run_through), token]
    present = filter(shown.__contains__, (fullname,))
    return chain(
        map(former.__setitem__, map(host_name, present), map(shown.pop, (fullname,))),
        map(shown.__setitem__, (fullname,), (module,)),
    )
