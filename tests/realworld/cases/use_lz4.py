"""lz4: frames and blocks; streams late."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import lz4
import lz4.block
import lz4.frame
from lz4 import library_version_string


TEXT = b"to be or not to be, that is the question. " * 30


def work() -> dict[str, Any]:
    path = Path(tempfile.mkdtemp(dir="."), "text.lz4")
    with lz4.frame.open(path, "wb") as file:
        file.write(TEXT)
    with lz4.frame.open(path) as file:
        head = file.readline()[:5]
    block = lz4.block.compress(TEXT, mode="high_compression")
    packed = lz4.frame.compress(TEXT, content_checksum=True)
    try:
        lz4.frame.decompress(packed[:-1] + bytes([packed[-1] ^ 1]))
        refused = ""
    except RuntimeError as error:
        refused = str(error)
    return {
        "version": lz4.__version__,
        "library": library_version_string(),
        "head": head.decode(),
        "block": lz4.block.decompress(block) == TEXT,
        "size": lz4.frame.get_frame_info(packed)["block_size"],
        "same": lz4.frame.decompress(packed) == TEXT,
        "refused": refused,
    }


def late() -> dict[str, Any]:
    context = lz4.frame.LZ4FrameDecompressor()
    parts = lz4.frame.LZ4FrameCompressor()
    packed = parts.begin() + parts.compress(TEXT) + parts.flush()
    try:
        from lz4 import stream
    except ImportError as error:
        # an experiment, which wheels come without
        return {
            "stream": str(error).partition(" (")[0],
            "parts": context.decompress(packed) == TEXT,
        }
    return {"stream": stream.__name__, "parts": context.decompress(packed) == TEXT}
