"""bcrypt: salts, hashes, checks, keys derived in its Rust half; its metadata late."""

from __future__ import annotations

from typing import Any

import bcrypt


SALT = b"$2b$04$abcdefghijklmnopqrstuu"


def work() -> dict[str, Any]:
    hashed = bcrypt.hashpw("pässword".encode(), SALT)
    fresh = bcrypt.hashpw(b"word", bcrypt.gensalt(4, b"2a"))
    try:
        bcrypt.hashpw(b"word", b"no salt")
    except ValueError as error:
        problem = str(error)
    return {
        "version": bcrypt.__version__,
        "hashed": hashed.decode(),
        "checked": [bcrypt.checkpw(b"word", fresh), bcrypt.checkpw(b"ward", fresh)],
        "prefix": fresh[:7].decode(),
        "problem": problem,
    }


def late() -> dict[str, Any]:
    from bcrypt import _bcrypt

    return {
        "derived": bcrypt.kdf(b"word", b"salt", 16, 50, ignore_few_rounds=True).hex(),
        "same": getattr(_bcrypt, "hashpw", bcrypt.hashpw) is bcrypt.hashpw,
        "compiled": _bcrypt.__name__,
        "license": bcrypt.__license__,
    }
