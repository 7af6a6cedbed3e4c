"""msgpack: binary messages, streams of them and own types; the version in Python late."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgpack


def _encode(value: Any) -> Any:
    if isinstance(value, complex):
        return msgpack.ExtType(5, f"{value.real},{value.imag}".encode())
    raise TypeError(value)


def _decode(code: int, data: bytes) -> Any:
    real, imaginary = data.decode().split(",")
    return complex(float(real), float(imaginary)) if code == 5 else msgpack.ExtType(code, data)


def work() -> dict[str, Any]:
    data = {"name": "Zoë", "raw": b"\x00\x01", "numbers": [1, -2, 2.5, None, True]}
    packed = msgpack.packb(data)
    when = msgpack.packb(dt.datetime(2024, 1, 1, tzinfo=dt.UTC), datetime=True)
    unpacker = msgpack.Unpacker(use_list=False)
    for part in [packed[:7], packed[7:] + msgpack.packb(3)]:
        unpacker.feed(part)
    own = msgpack.unpackb(msgpack.packb(2 + 3j, default=_encode), ext_hook=_decode)
    return {
        "version": msgpack.version,
        "packed": packed.hex(),
        "same": msgpack.unpackb(packed) == data,
        "when": str(msgpack.unpackb(when, timestamp=3)),
        "stream": repr(list(unpacker)),
        "own": str(own),
        "fast": msgpack.Packer.__module__,
    }


def late() -> dict[str, Any]:
    from msgpack import fallback

    packed = fallback.Packer().pack({"a": [1, msgpack.Timestamp(1, 2)]})
    unpacker = fallback.Unpacker()
    unpacker.feed(packed)
    errors = []
    for data in [b"\x93\x01", b"\xc1", b"\x01\x02"]:
        try:
            msgpack.unpackb(data)
        except ValueError as error:
            errors.append(type(error).__name__)
    return {
        "packed": packed.hex(),
        "python": repr(unpacker.unpack()),
        "both": repr(msgpack.unpackb(packed)),
        "errors": errors,
    }
