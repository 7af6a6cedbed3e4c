"""Differences from CPython that are meant."""

# Pattern of test ids (fnmatch) → the text that makes the difference right.
EXCEPTIONS: dict[str, str] = {
    "test.test_import.ImportTracebackTests.test_import_bug": (
        "The test 'simulate[s] a bug in importlib and check[s] that it's not stripped away from the "
        "traceback' by the file name '<frozen importlib': Python/import.c, remove_importlib_frames, "
        "keeps the frames of the machinery where the machinery itself is at fault. Those frames are "
        "kept here too (ie-0001 T2); the machinery they show is importengine's."
    ),
}
