"""Many import systems in one Python process: PEP 406's `ImportEngine` for today's Python."""

from importengine.engine import ImportEngine
from importengine.errors import (
    EngineClosedError,
    ExtensionHeldError,
    ImportEngineError,
    ImportRefusedError,
)
from importengine.global_engine import GlobalImportEngine, sysengine
from importengine.policy import Policy, Rule, allow, deny
from importengine.share import Share


__all__ = [
    "EngineClosedError",
    "ExtensionHeldError",
    "GlobalImportEngine",
    "ImportEngine",
    "ImportEngineError",
    "ImportRefusedError",
    "Policy",
    "Rule",
    "Share",
    "allow",
    "deny",
    "sysengine",
]
