"""bitarray: bits, slices, search and codes; its utilities and pickling late."""

from __future__ import annotations

import pickle
from typing import Any

import bitarray as package
from bitarray import bitarray, frozenbitarray


def work() -> dict[str, Any]:
    bits = bitarray("1101 0010")
    bits[2:4] = bitarray("11")
    code = {"a": bitarray("0"), "b": bitarray("10"), "c": bitarray("11")}
    coded = bitarray()
    coded.encode(code, "abac")
    copy = pickle.loads(pickle.dumps(bits))
    return {
        "version": package.__version__,
        "bits": bits.to01(),
        "count": bits.count(),
        "and": (bits & bitarray("11110000")).to01(),
        "found": bits.find(bitarray("00")),
        "bytes": bits.tobytes().hex(),
        "coded": coded.to01(),
        "decoded": "".join(coded.decode(code)),
        "key": {frozenbitarray("101"): "found"}[frozenbitarray("101")],
        "same": copy == bits and type(copy) is bitarray,
        "text": repr(bits),
    }


def late() -> dict[str, Any]:
    from bitarray.util import ba2hex, ba2int, huffman_code, serialize, zeros

    codes = huffman_code({"a": 5, "b": 2, "c": 1})
    try:
        bitarray("012")
        refused = ""
    except ValueError as error:
        refused = str(error)
    return {
        "zeros": zeros(4).to01(),
        "number": ba2int(bitarray("10100")),
        "hex": ba2hex(bitarray("10101111")),
        "codes": {letter: len(code) for letter, code in sorted(codes.items())},
        "serial": serialize(bitarray("101")).hex(),
        "refused": refused,
    }
