"""Random examples: first which files there are, then what stands in each."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.differential import grammar
from tests.differential.model import MAIN_NAME, Example, File


_MAX_FILES = 6
_MAX_BODY = 4
_MAX_MAIN = 6

_FOLDERS = st.sampled_from(
    (
        *grammar.NAMES,
        *(f"{one}/{two}" for one in grammar.NAMES for two in grammar.NAMES),
        *(f"{one}/{two}" for one in grammar.NAMES for two in grammar.NAMES),
        *(f"a/{two}/{three}" for two in grammar.NAMES for three in grammar.NAMES),
    )
)
_SUFFIXES = st.sampled_from((".py", "/__init__.py", ".py", "/__init__.py", "/"))
_FILE_LISTS = st.lists(st.tuples(_FOLDERS, _SUFFIXES), min_size=1, max_size=_MAX_FILES)
_MOSTLY = st.sampled_from((True, True, False))


@st.composite
def examples(draw: DrawFn) -> Example:
    """Make an example: one or two path entries, a main script, and a few calls by the host."""
    entries = [draw(_paths())]
    if draw(st.booleans()):
        entries.append(draw(_paths()))
    names = {File(path).module_name for paths in entries for path in paths}
    targets = tuple(sorted(names, key=lambda name: (name.count("."), name)))
    main = grammar.Place(MAIN_NAME, targets)
    first = f"import {draw(st.sampled_from(targets))}"
    in_main = grammar.statements(grammar.MAIN_GROUPS, main)
    by_host = grammar.statements(grammar.HOST_GROUPS, main)
    return Example(
        entries=tuple(
            tuple(_draw_file(draw, path, targets) for path in paths) for paths in entries
        ),
        main=(first, *draw(st.lists(in_main, max_size=_MAX_MAIN))),
        host=tuple(draw(st.lists(by_host, max_size=2))),
        since=(3, 15) if grammar.HAS_LAZY_IMPORTS else (3, 11),
    )


def _draw_file(draw: DrawFn, path: str, targets: tuple[str, ...]) -> File:
    file = File(path)
    if path.endswith("/"):
        return file
    depth = file.module_name.count(".") + file.is_package
    place = grammar.Place(file.module_name, targets, depth)
    groups = grammar.BODY_GROUPS if depth else grammar.TOP_MODULE_GROUPS
    body = draw(st.lists(grammar.statements(groups, place), max_size=_MAX_BODY))
    if draw(_MOSTLY):
        body.insert(0, f"value = '{file.module_name}'")
    return File(path, tuple(body))


@st.composite
def _paths(draw: DrawFn) -> tuple[str, ...]:
    """Make the paths of one entry: modules, packages, and packages without an `__init__`."""
    drawn = draw(_FILE_LISTS)
    paths = {folder + suffix for folder, suffix in drawn}
    for parent in sorted({parent for folder, _ in drawn for parent in _parents(folder)}):
        if draw(_MOSTLY):
            paths.add(f"{parent}/__init__.py")
    return tuple(sorted(paths))


def _parents(folder: str) -> list[str]:
    parts = folder.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
