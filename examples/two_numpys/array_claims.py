"""What is claimed of arrays, in the host and on their way from one plugin to the other."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Iterator
from typing import Any

from examples.claim import differences
from examples.two_numpys.plugin_api import Array, NumpyPlugin, TwoNumpys


__all__ = [
    "array_classes",
    "array_problems",
    "arrays_between_plugins",
    "arrays_in_host",
    "numpy_of",
    "numpys_differ",
]


def numpy_of(plugin: NumpyPlugin) -> Any:
    """Return the numpy that *plugin* uses."""
    return plugin.engine.modules["numpy"]


def numpys_differ(stage: TwoNumpys) -> Iterator[str]:
    answers = [_answers(numpy_of(plugin)) for plugin in stage.plugins]
    for plugin, seen in zip(stage.plugins, answers, strict=True):
        expected = _expected_answers(plugin.main.versions()["numpy"])
        for question, answer in seen.items():
            if answer != expected[question]:
                yield f"{plugin.name}, {question}: {answer}"
    if answers[0] == answers[1]:
        yield f"both answer {answers[0]}"


def _answers(np: Any) -> dict[str, object]:
    return {
        "has float_": hasattr(np, "float_"),
        "has in1d": hasattr(np, "in1d"),
        "a number is shown as": repr(np.float64(1)),
        # from 2.0 to 2.5.3, what is searched for was cut to the length of the longest text
        "abc in ab, replaced": np.char.replace(np.array(["ab"]), "abc", "x").tolist(),
    }


def _expected_answers(version: str) -> dict[str, object]:
    number = tuple(map(int, version.split(".")))
    return {
        "has float_": number < (2, 0),
        "has in1d": number < (2, 4),
        "a number is shown as": "1.0" if number < (2, 0) else "np.float64(1.0)",
        "abc in ab, replaced": ["x"] if (2, 0) <= number < (2, 5, 4) else ["ab"],
    }


def arrays_in_host(stage: TwoNumpys) -> Iterator[str]:
    for plugin in stage.plugins:
        yield from array_problems(plugin.name, plugin.main.table())


def array_problems(owner: str, table: Array) -> Iterator[str]:
    results = {
        "sum": (table.sum(), 15.0),
        "mean": (table.mean(), 2.5),
        "spread": (round(table.std(), 6), 1.707825),
        "largest of the columns": (table.max(axis=0).tolist(), [3.0, 4.0, 5.0]),
        "slice": (table[1:, ::2].tolist(), [[3.0, 5.0]]),
        "selection": (table[table > 3].tolist(), [4.0, 5.0]),
        "arithmetic": (((table + 1) * 2 - table / 2)[1].tolist(), [6.5, 8.0, 9.5]),
        "product": ((table @ table.T).tolist(), [[5.0, 14.0], [14.0, 50.0]]),
        "sum of the rows": ((table[0] + table[1]).tolist(), [3.0, 5.0, 7.0]),
        "other type": (str(table.astype("int32").dtype), "int32"),
        "format": (f"{table[1, 2]:.2f}", "5.00"),
        "repr": (repr(table), "array([[0., 1., 2.],\n       [3., 4., 5.]])"),
        "print": (_printed(table), "[[0. 1. 2.]\n [3. 4. 5.]]\n"),
        "copy": (copy.deepcopy(table).tolist(), table.tolist()),
        "buffer": (memoryview(table).tolist(), [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]),
        "index out of range": (_error(lambda: table[9]), "IndexError"),
        "shapes that do not fit": (_error(lambda: table + table.T), "ValueError"),
    }
    yield from differences(f"an array of {owner}", results)


def _printed(thing: object) -> str:
    file = io.StringIO()
    print(thing, file=file)
    return file.getvalue()


def _error(call: Callable[[], object]) -> str:
    try:
        call()
    except Exception as error:
        return type(error).__name__
    return "no error"


def array_classes(stage: TwoNumpys) -> Iterator[str]:
    for plugin, other in stage.pairs:
        table = plugin.main.table()
        if not isinstance(table, numpy_of(plugin).ndarray):
            yield f"{plugin.name}'s array is not an instance of its own class"
        if isinstance(table, numpy_of(other).ndarray):
            yield f"{plugin.name}'s array is an instance of the other plugin's class"


def arrays_between_plugins(stage: TwoNumpys) -> Iterator[str]:
    for plugin, other in stage.pairs:
        for passed_by_buffer in (True, False):
            table = plugin.main.table()
            doubled = other.main.double(memoryview(table) if passed_by_buffer else table)
            if type(doubled) is not numpy_of(other).ndarray:
                yield f"{other.name} made a {type(doubled)} of {plugin.name}'s array"
            if table.tolist() != [[0.0, 2.0, 4.0], [6.0, 8.0, 10.0]]:
                yield f"{plugin.name}'s array, doubled by {other.name}, is {table}"
            table[0, 0] = 7
            if doubled[0, 0] != 7:
                yield f"{plugin.name}'s array was copied for {other.name}"
