"""Load an extension module, whose C code sees nothing but the process-global import state."""

from __future__ import annotations

import _imp
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from types import FunctionType, ModuleType
from typing import Any
from weakref import ref

from importengine._at_exit import empty_at_exit
from importengine._calls_of_c import answer_calls_of
from importengine._libraries import library_for, link_surroundings, note_loaded, other_holder
from importengine._standard_library import is_in_standard_library
from importengine._state import default_engine, engine_or_default, exact_name
from importengine.abc import EngineState
from importengine.errors import ExtensionHeldError


__all__ = ["ExtensionLoader"]


class ExtensionLoader(ExtensionFileLoader):
    """An extension file's loader.

    In an engine, the C code is the engine's alone: of a file that the process has loaded already
    a copy is loaded (ie-0001 X1). It runs with the engine's state substituted for the
    process-global one. ExtensionHeldError where a package refuses to be loaded a second time.
    """

    def __init__(self, fullname: str, path: str, engine: EngineState | None = None) -> None:
        super().__init__(fullname, path)
        # the module may be kept for good, and this loader with it; the engine need not be
        self._engine = ref(engine_or_default(engine))

    @property
    def engine(self) -> EngineState:
        """The engine that the module is loaded for; `sysengine` where that is gone."""
        return self._engine() or default_engine()

    def __eq__(self, other: object) -> bool:
        # the base class compares all attributes, which here are more than what it is for
        if not isinstance(other, ExtensionLoader):
            return NotImplemented
        return (self.name, self.path, self.engine) == (other.name, other.path, other.engine)

    def __hash__(self) -> int:
        return hash((self.name, self.path))

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Create the module, from the file or from a copy of it."""
        engine = self.engine
        if engine is default_engine() or is_in_standard_library(self.path):
            with engine.substituted():
                return super().create_module(spec)
        try:
            library = library_for(engine, self._fullname, self.path)
        except FileNotFoundError:
            # the interpreter says so
            library = self.path
        with self._explained(library):
            try:
                module = self._create(spec, library)
            except ImportError as error:
                # from there, it may not find the libraries that it needs
                if error.path != library or not link_surroundings(self.path, library):
                    raise
                module = self._create(spec, library)
        if module.__dict__.get("__file__") == library:
            module.__file__ = self.path
        return module

    @property
    def _fullname(self) -> str:
        return exact_name(self.engine.modules, self.name)

    def _create(self, spec: ModuleSpec, library: str) -> ModuleType:
        answer_calls_of(self.engine, library)
        of_library = ModuleSpec(spec.name, spec.loader, origin=library)
        with self.engine.substituted():
            module: ModuleType = self._call(_imp.create_dynamic, of_library)
            return module

    def _call(self, function: Callable[[Any], Any], argument: Any) -> Any:
        """Call C code from a frame that has the engine's builtins, where it may keep things.

        As early versions of pybind11 do, by `PyEval_GetBuiltins`.
        """
        namespace = {"__builtins__": self.engine.builtins_for_code()}
        call = FunctionType(_call_with_frames_removed.__code__, namespace)
        return call(function, argument)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module."""
        if self.engine is default_engine():
            with self.engine.substituted():
                super().exec_module(module)
            return
        with self._explained(self.path), self.engine.substituted():
            self._call(_imp.exec_dynamic, module)
        note_loaded(self.engine, self._fullname)
        empty_at_exit(self.engine, module)

    @contextmanager
    def _explained(self, library: str) -> Iterator[None]:
        """Say who has the C code already, where it refuses to be loaded once more."""
        try:
            yield
        except ImportError as error:
            if error.path == library:
                error.path = self.path
            if type(error) is not ImportError or error.path or error.name not in {None, self.name}:
                # of the file, or of something that it imports
                raise
            holder = other_holder(self.engine, self._fullname)
            if holder is None:
                raise
            top = self.name.partition(".")[0]
            message = (
                f"{self.path!r} cannot be loaded once more in this process, as {holder} has loaded "
                f"it ({error}); import it in the host and share it: share=[{top!r}]"
            )
            raise ExtensionHeldError(
                message, name=self.name, path=self.path, holder=holder
            ) from error

    if sys.version_info < (3, 15):

        def load_module(self, fullname: str | None = None) -> ModuleType:
            """Load by the name alone, into the engine (PEP 302; until CPython 3.14)."""
            with self.engine.substituted():
                return super().load_module(fullname)


# under the name of importlib's, by which tracebacks leave such frames out (ie-0001 T1)
def _call_with_frames_removed(function: Callable[[Any], Any], argument: Any) -> Any:
    return function(argument)
