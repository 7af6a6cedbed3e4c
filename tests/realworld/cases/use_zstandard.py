"""zstandard: frames, streams and dictionaries; the version over cffi late."""

from __future__ import annotations

import io
from typing import Any

import zstandard


TEXT = b"the quick brown fox jumps over the lazy dog. " * 40


def work() -> dict[str, Any]:
    packed = zstandard.ZstdCompressor(level=6).compress(TEXT)
    stream = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(stream, closefd=False) as writer:
        writer.write(TEXT)
    samples = [b"line %d of a longer text, " % number * 9 for number in range(200)]
    trained = zstandard.train_dictionary(2048, samples)
    small = zstandard.ZstdCompressor(dict_data=trained).compress(samples[7])
    reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(stream.getvalue()))
    return {
        "version": zstandard.__version__,
        "backend": zstandard.backend,
        "size": len(packed),
        "same": zstandard.ZstdDecompressor().decompress(packed) == TEXT,
        "read": reader.read(9).decode(),
        "trained": zstandard.ZstdDecompressor(dict_data=trained).decompress(small) == samples[7],
        "frame": zstandard.get_frame_parameters(packed).content_size,
    }


def late() -> dict[str, Any]:
    from zstandard import backend_cffi

    packed = backend_cffi.ZstdCompressor(level=1).compress(TEXT)
    stored = io.BytesIO()
    with zstandard.open(stored, "wb", closefd=False) as file:
        file.write(TEXT)
    try:
        zstandard.decompress(b"not a frame")
        refused = ""
    except zstandard.ZstdError as error:
        refused = type(error).__name__
    return {
        "cffi": backend_cffi.ZstdDecompressor().decompress(packed) == TEXT,
        "across": zstandard.decompress(packed) == TEXT,
        "features": sorted(zstandard.backend_features)[:3],
        "opened": zstandard.open(io.BytesIO(stored.getvalue())).read(3).decode(),
        "refused": refused,
    }
