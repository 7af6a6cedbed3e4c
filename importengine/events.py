"""What an engine tells of its imports: one frozen class an event (ie-0001 N1)."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from typing import ClassVar

from attrs import frozen


__all__ = [
    "ImportEvent",
    "ModuleFailed",
    "ModuleFound",
    "ModuleLoaded",
    "ModuleLoading",
    "ModuleMissing",
    "ModuleRefused",
    "ModuleReloaded",
    "ModuleRequested",
    "ModuleUnloaded",
]


@frozen(kw_only=True)
class ImportEvent:
    """One step of one import.

    `importer` is the `__name__` of the module whose statement or call asked for it, where known;
    `spec` is set from *found* on; `seconds` is the wall time that the load took, nested imports
    included, and is set on *loaded*, *failed* and *reloaded*; `error` is set on *missing*,
    *refused* and *failed*.
    """

    method: ClassVar[str]

    fullname: str
    importer: str | None = None
    spec: ModuleSpec | None = None
    seconds: float | None = None
    error: BaseException | None = None


class ModuleRequested(ImportEvent):
    """Somebody asked for the module, loaded already or not."""

    method = "module_requested"


class ModuleFound(ImportEvent):
    """A finder answered with a spec."""

    method = "module_found"


class ModuleMissing(ImportEvent):
    """No finder knows the module."""

    method = "module_missing"


class ModuleRefused(ImportEvent):
    """The policy refused the module."""

    method = "module_refused"


class ModuleLoading(ImportEvent):
    """The module is about to be created and executed."""

    method = "module_loading"


class ModuleLoaded(ImportEvent):
    """The module was executed to its end."""

    method = "module_loaded"


class ModuleFailed(ImportEvent):
    """Creating or executing the module raised.

    Nothing of it is left in `modules`; but after a reload, which runs in place, it is as the
    failed execution left it.
    """

    method = "module_failed"


class ModuleReloaded(ImportEvent):
    """The module was executed again in place."""

    method = "module_reloaded"


class ModuleUnloaded(ImportEvent):
    """The module left the engine because the engine was closed."""

    method = "module_unloaded"
