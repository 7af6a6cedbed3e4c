"""What an engine's `inspect` and `typing` do in another way, where methods of classes do the work.

The classes are the host's, for their instances cross the border.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ForwardRef

from importengine._journey import Engine
from importengine._namespace import namespace_of


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
    evaluate: Callable[..., Any] = typing["_eval_type"]

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
