"""The errors that are this library's own; each is also of a type that callers already catch."""

from __future__ import annotations

from typing import Any


__all__ = ["EngineClosedError", "ExtensionHeldError", "ImportEngineError", "ImportRefusedError"]


class ImportEngineError(ImportError):
    """Base of this library's own import errors."""

    def __reduce__(self) -> tuple[Any, ...]:
        # ImportError.__reduce__ would call the subclass with the message alone
        return _rebuild, (type(self), self.args, dict(self.__dict__), self.name, self.path)


class ImportRefusedError(ImportEngineError):
    """A policy refused the import (ie-0001 P2).

    `fullname` is the module that was asked for, `rule` the pattern that refused it (None when
    nothing allowed it) and `reason` the text that the policy's author gave.
    """

    def __init__(
        self,
        message: str,
        *,
        fullname: str | None = None,
        rule: str | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(message, name=fullname)
        self.fullname = fullname
        self.rule = rule
        self.reason = reason


class EngineClosedError(ImportEngineError, RuntimeError):
    """The engine was closed; nothing more can be imported in it (ie-0001 E6)."""


class ExtensionHeldError(ImportEngineError):
    """An extension module refuses to be loaded once more in the process (ie-0001 X3).

    `name` is its fullname, `path` its file and `holder` who has loaded it, in words: an engine,
    or the host. What the module itself said is the `__cause__`.
    """

    def __init__(self, message: str, *, name: str, path: str, holder: str) -> None:
        super().__init__(message, name=name, path=path)
        self.holder = holder


def _rebuild(
    kind: type[ImportEngineError],
    args: tuple[Any, ...],
    attributes: dict[str, Any],
    name: str | None,
    path: str | None,
) -> ImportEngineError:
    error = kind.__new__(kind)
    error.args = args
    # ImportError keeps its message in a slot of its own, which only __init__ fills
    ImportError.__init__(error, *args, name=name, path=path)
    error.__dict__.update(attributes)
    return error
