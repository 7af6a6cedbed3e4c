"""The examples in README.md do what they say.

A ```python block whose first line is a comment that holds nothing but a path with an extension
(`# plugins/alpha/utils.py`) declares that file, and such a line inside it begins the next file.
Any other ```python block is an example: it runs alone, beside all files declared above it, and
must print what its `# -> text` comments say, in their order.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import build_tree


ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^# (\S+\.\w+)$", re.MULTILINE)
EXPECTED = re.compile(r"# -> (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """A block to run, where it stands in the README, and the files it runs beside."""

    line: int
    code: str
    files: dict[str, str]


def examples(readme: str) -> Iterator[Example]:
    """Yield the examples of *readme* in their order."""
    files: dict[str, str] = {}
    for block in BLOCK.finditer(readme):
        if FILE.match(block[1]):
            names_and_texts = FILE.split(block[1])[1:]
            files |= zip(names_and_texts[::2], names_and_texts[1::2], strict=True)
        else:
            yield Example(readme.count("\n", 0, block.start(1)) + 1, block[1], dict(files))


EXAMPLES = list(examples((ROOT / "README.md").read_text(encoding="utf-8")))


def test_the_readme_has_examples() -> None:
    assert EXAMPLES
    assert EXAMPLES[0].files


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"line {example.line}")
def test_readme_example_runs_and_prints_what_it_says(example: Example, tmp_path: Path) -> None:
    build_tree(tmp_path, {**example.files, "example.py": example.code})
    done = subprocess.run(
        [sys.executable, "example.py"],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == EXPECTED.findall(example.code)
