"""A fault at any step of a load leaves the engine and the host as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.isolation.extensions import extension_file
from tests.stress.faults import build_package, fault, faults


@pytest.mark.parametrize(
    ("step", "kind", "error"),
    [pytest.param(*each, id=f"{each[2].__name__} at {each[0]} of {each[1]}") for each in faults()],
)
def test_a_fault_leaves_everything_as_it_was(
    tmp_path: Path, step: str, kind: str, error: type[BaseException], host_unchanged: None
) -> None:
    folder = build_package(tmp_path, extension_file("_queue"))
    assert fault(folder, "_queue", step, kind, error) == []
