"""cffi: functions of libc, callbacks and structs; a module that is generated late."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from typing import Any

import cffi


ffi = cffi.FFI()
ffi.cdef("""
    size_t strlen(const char *);
    void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
    typedef struct { int x, y; double weight; } point;
    enum colour { RED, GREEN = 5 };
""")
libc = ffi.dlopen(None)


@ffi.callback("int(const void *, const void *)")
def _compare(one, other):
    first, second = ffi.cast("int *", one)[0], ffi.cast("int *", other)[0]
    return (first > second) - (first < second)


def work() -> dict[str, Any]:
    numbers = ffi.new("int[]", [4, 1, 3])
    libc.qsort(numbers, len(numbers), ffi.sizeof("int"), _compare)
    point = ffi.new("point *", {"x": 1, "y": 2, "weight": 0.5})
    try:
        ffi.new("int *", "text")
        refused = ""
    except TypeError as error:
        refused = str(error)
    return {
        "version": cffi.__version__,
        "length": libc.strlen(b"four"),
        "sorted": list(numbers),
        "point": [point.x, point.y, point.weight, ffi.sizeof("point")],
        "colour": ffi.cast("enum colour", 5) == ffi.cast("enum colour", libc.GREEN),
        "type": ffi.typeof(point).cname,
        "text": ffi.string(ffi.new("char[]", b"said")).decode(),
        "handle": ffi.from_handle(ffi.new_handle(numbers)) is numbers,
        "refused": refused,
    }


def late() -> dict[str, Any]:
    from cffi import cparser

    builder = cffi.FFI()
    builder.cdef("int abs(int); struct pair { int a; char b; };")
    builder.set_source("_generated", None)
    made = builder.compile(tmpdir=tempfile.mkdtemp(dir="."))
    spec = importlib.util.spec_from_file_location("_generated", made)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    calling = cffi.FFI()
    calling.cdef("int twice(int);")
    calling.set_source("_calling", "static int twice(int x) { return 2 * x; }")
    written = Path(tempfile.mkdtemp(dir="."), "_calling.c")
    calling.emit_c_code(str(written))
    try:
        cparser.Parser().parse("int f(")
        refused = ""
    except cffi.CDefError as error:
        refused = type(error).__name__
    return {
        "abs": module.ffi.dlopen(None).abs(-3),
        "size": module.ffi.sizeof("struct pair"),
        "C": "_cffi_f_twice" in written.read_text(),
        "refused": refused,
    }
