"""Load a module by taking it from the host or from another engine."""

from __future__ import annotations

from collections.abc import Callable
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from importengine import _host_import
from importengine._load import give_builtins
from importengine._state import engine_or_default
from importengine.abc import Donor, EngineState


__all__ = ["SharedLoader"]


class SharedLoader(Loader):
    """Put the donor's module in the place of the one being loaded, importing it there if needed.

    The module that PEP 451 has made meanwhile is dropped, as where a module replaces itself in
    `sys.modules`; the donor's own is not touched. `took` is told the fullname.
    """

    def __init__(
        self,
        donor: Donor,
        engine: EngineState | None = None,
        took: Callable[[Donor, str], None] | None = None,
    ) -> None:
        self.donor = donor
        self.engine = engine_or_default(engine)
        self._took = took

    def create_module(self, spec: ModuleSpec) -> None:
        """Ask for the default module, a stand-in."""

    def exec_module(self, module: ModuleType) -> None:
        """Replace `module` by the donor's, or execute it where it is somebody's own copy."""
        fullname = module.__name__
        if self.engine.modules.get(fullname) is not module and type(module) is ModuleType:
            self._execute(module)
            return
        # its own imports are the donor's business, also where an engine answers for host code
        with _host_import.answered_by(None):
            donated = self.donor.import_module(fullname)
        if type(module) is ModuleType:
            self.engine.modules[fullname] = donated
        else:
            # importlib.util.LazyLoader has given the stand-in out, and has it hold the names
            vars(module).update(vars(donated))
        if self._took is not None:
            self._took(self.donor, fullname)

    def _execute(self, module: ModuleType) -> None:
        """Let `module`, which is not being imported, have what the donor's has: made anew, in Python."""
        code = self.get_code(module.__name__)
        if code is None:
            vars(module).update(vars(self.donor.import_module(module.__name__)))
            return
        give_builtins(module, self.engine.builtins_for_code())
        exec(code, vars(module))

    def get_code(self, fullname: str) -> Any:
        """Return the code of the donor's module, to run it as `__main__`; None without."""
        spec = self.donor.find_spec(fullname)
        get_code = getattr(spec.loader, "get_code", None) if spec is not None else None
        return None if get_code is None else get_code(fullname)
