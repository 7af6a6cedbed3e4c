"""Helpers of alpha. Beta has a module of the same name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar


if TYPE_CHECKING:
    from markupsafe import Markup

PLUGIN = "alpha"
GREETING = "Good day,"


@dataclass(frozen=True)
class Note:
    plugin: ClassVar[str] = PLUGIN
    title: str
    body: Markup
