"""Differences from CPython that are meant, and those that have a known cause.

Patterns of test ids (fnmatch), each with the reason.
"""

# In any mode: the text that makes the difference right.
EXCEPTIONS: dict[str, str] = {
    "test.test_import.ImportTracebackTests.test_import_bug": (
        "The test 'simulate[s] a bug in importlib and check[s] that it's not stripped away from the "
        "traceback' by the file name '<frozen importlib': Python/import.c, remove_importlib_frames, "
        "keeps the frames of the machinery where the machinery itself is at fault. Those frames are "
        "kept here too (ie-0001 T2); the machinery they show is importengine's."
    ),
}

# Inside an isolated engine: why not. These count against the score.
CAUSES: dict[str, str] = {
    "test.test_enum.TestConvert.*": (
        "EnumType._convert_, a method of the shared metaclass, looks the module up in the host"
    ),
    "test.test_import.*SinglephaseInitTests.*": (
        "takes a single-phase module's C state apart and loads the file again, where an engine "
        "has the module object of the first time (ie-0001 X1); some crash in the test module's code"
    ),
    "test.test_import.CAPITests.test_pyimport_addmodule*": (
        "PyImport_AddModule writes to the interpreter's modules dict: C code called with no window"
    ),
    "test.test_importlib.extension.test_loader.*test_load_twice": (
        "an extension file is loaded once in the process (ie-0001 X1)"
    ),
    "test.test_importlib.test_threaded_import.*.test_parallel_*": (
        "asks in a finder for the interpreter's import lock, which imports in engines do not take"
    ),
    "test.test_typing.*.test_overload_registry": (
        "patches a name of the shared module in the engine's view of it"
    ),
    "test.test_typing.*.test_special_attrs": (
        "makes what typing makes on demand, and takes it away, in the engine's view of it"
    ),
    "test.test_typing.*.test_deprecation_for_no_type_params_passed_to__evaluate": (
        "counts the frames between a private function and its caller; one is ours"
    ),
    "test.test_typing.*.test_py_functions": (
        "wants another copy of typing's functions where `_typing` is blocked"
    ),
    "test.test_zipimport.*.testAFakeZlib": (
        "the shared zipimporter decompresses with the host's zlib, not with one in sys.modules"
    ),
    "test.test_inspect.*.TestModuleCLI.test_*": (
        "asks for the source of a function or module that the engine has its own version of"
    ),
    "test.test_inspect.*.test_warnings_module_has_signatures": (
        "wants `warn` to be the C function; the engine's does not count frames of ours (ie-0001 V4)"
    ),
    "test.test_lazy_import.EagerImportInLazyModeTests.test_eager_import_func": (
        "compares type(sys), which is a subclass of the module type (ie-0001, deviations)"
    ),
    "test.test_lazy_import.LazyCApiTests.*": (
        "C code reads and sets the filter of the process, which is not the engine's"
    ),
    "test.test_lazy_import.PackageTests.test_lazy_import_pkg_cross_import": (
        "wants a name that the package has already bound at once (ie-0001, deviations)"
    ),
    "test.test_inspect.*.test_getsource_stdlib_decimal": (
        "finds the source of a C class by the shared `decimal`, whose host has its C half"
    ),
}
