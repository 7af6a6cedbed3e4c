"""What an engine's `inspect`, `typing` and `warnings` do in another way.

Where methods of classes do the work, which are the host's, as their instances cross the border;
and where frames are counted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from types import FrameType
from typing import Any, ForwardRef

from importengine._journey import Engine
from importengine._namespace import namespace_of
from importengine._traceback import is_importlib, is_machinery


def signature_in(engine: Engine, inspect: Mapping[str, Any]) -> dict[str, object]:  # noqa: ARG001
    """Return what stands in `inspect`, whose names are `inspect`."""

    @wraps(inspect["signature"])
    def signature(obj: Callable[..., Any], *, follow_wrapped: bool = True, **options: Any) -> Any:
        make: Any = inspect["_signature_from_callable"]
        kind = inspect["Signature"]
        return make(obj, sigcls=kind, follow_wrapper_chains=follow_wrapped, **options)

    return {"signature": signature}


def forward_references_in(engine: Engine, typing: Mapping[str, Any]) -> dict[str, object]:
    """Return what stands in `typing`, whose names are `typing`."""
    if "evaluate_forward_ref" in typing:
        return _evaluation_by_owner(engine, typing["evaluate_forward_ref"])
    return _evaluation_by_namespace(engine, typing["_eval_type"])


def _evaluation_by_owner(engine: Engine, evaluate: Callable[..., Any]) -> dict[str, object]:
    """Return the evaluation of CPython 3.14 on, for which a reference may know where it is from."""

    @wraps(evaluate)
    def evaluate_forward_ref(
        forward_ref: Any, *, owner: Any = None, globals: Any = None, **options: Any
    ) -> Any:
        if globals is None:
            home = engine.modules.get(_home_of(forward_ref, owner))
            globals = None if home is None else namespace_of(home)
        return evaluate(forward_ref, owner=owner, globals=globals, **options)

    return {"evaluate_forward_ref": evaluate_forward_ref}


def _home_of(reference: Any, owner: Any) -> str:
    """Return the name of the module to evaluate `reference` in, where it is known by its name."""
    if isinstance(reference.__forward_module__, str):
        return reference.__forward_module__
    owner = reference.__owner__ if owner is None else owner
    if reference.__globals__ is None and isinstance(owner, type):
        return owner.__module__
    return ""


def _evaluation_by_namespace(engine: Engine, evaluate: Callable[..., Any]) -> dict[str, object]:
    """Return the evaluation until CPython 3.13."""

    @wraps(evaluate)
    def _eval_type(value: Any, globalns: Any, *args: Any, **kwargs: Any) -> Any:
        # one that names its module is evaluated in the engine's of that name
        if isinstance(value, ForwardRef) and isinstance(value.__forward_module__, str):
            home = engine.modules.get(value.__forward_module__)
            if home is not None:
                globalns = namespace_of(home)
                value = _without_module(value)
        return evaluate(value, globalns, *args, **kwargs)

    return {"_eval_type": _eval_type}


def _without_module(reference: ForwardRef) -> ForwardRef:
    """Return a copy that is evaluated in the namespace that is given."""
    twin = object.__new__(type(reference))
    for name in type(reference).__slots__:
        if hasattr(reference, name) and name != "__weakref__":
            object.__setattr__(twin, name, getattr(reference, name))
    twin.__forward_module__ = None
    return twin


def warn_in(engine: Engine, warnings: Mapping[str, Any]) -> dict[str, object]:  # noqa: ARG001
    """Return what stands in `warnings`: a `warn` for which an import takes no frames."""
    host_warn: Callable[..., None] = warnings["warn"]

    @wraps(host_warn)
    def warn(
        message: Any, category: Any = None, stacklevel: int = 1, *args: Any, **options: Any
    ) -> None:
        prefixes = options.get("skip_file_prefixes")
        # this frame is one more, unless the caller's is skipped and makes up for it
        more = 1
        if prefixes:
            stacklevel = max(stacklevel, 2)
            more = not sys._getframe(1).f_code.co_filename.startswith(tuple(prefixes))
        ours = _frames_of_ours_within(stacklevel)
        host_warn(message, category, stacklevel + ours + more, *args, **options)

    return {"warn": warn}


def _frames_of_ours_within(stacklevel: int) -> int:
    """Return how many frames of ours are among the callers that `stacklevel` counts."""
    frame: FrameType | None = sys._getframe(2)
    ours = 0
    while stacklevel > 1 and frame is not None:
        frame = frame.f_back
        if frame is None or not is_machinery(frame):
            stacklevel -= 1
        elif not is_importlib(frame):
            ours += 1
    return ours
