"""Write an example into a folder, as the files that both sides import."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

from tests.differential.model import ENTRY_NAMES, MAIN_NAME, Example, File


OUTCOMES_NAME = "_outcomes"
_ATTEMPT = """\
print('main', {number})
try:
{statement}
except BaseException as _error:
    {outcomes}.append(({number}, _error))
else:
    {outcomes}.append(({number}, None))
"""


def write_example(example: Example, root: Path) -> list[str]:
    """Write the files of `example` under `root`; return its path entries, in order."""
    entries = [root / name for name, _ in zip(ENTRY_NAMES, example.entries, strict=False)]
    for entry, files in zip(entries, example.entries, strict=True):
        entry.mkdir(parents=True)
        for file in files:
            _write_file(file, entry)
    (entries[0] / f"{MAIN_NAME}.py").write_text(_main_source(example), encoding="utf-8")
    return [str(entry) for entry in entries]


def _write_file(file: File, entry: Path) -> None:
    path = entry / file.path
    if file.path.endswith("/"):
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # the output is the log of executed bodies: `print` needs no import, so it disturbs nothing
    source = "\n".join(("print('exec', __name__)", *file.body, ""))
    path.write_text(source, encoding="utf-8")


def _main_source(example: Example) -> str:
    parts = [f"{OUTCOMES_NAME} = []\n"]
    for number, statement in enumerate(example.main, start=1):
        if statement.startswith("lazy "):
            parts.append(f"{statement}\n")  # the grammar has no lazy import inside `try`
        else:
            parts.append(
                _ATTEMPT.format(
                    number=number,
                    statement=indent(statement, "    "),
                    outcomes=OUTCOMES_NAME,
                )
            )
    return "".join(parts)
