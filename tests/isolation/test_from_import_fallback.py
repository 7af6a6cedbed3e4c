"""`from pkg import name` never falls back to the host's `sys.modules["pkg.name"]` (trap 1)."""

from __future__ import annotations

import sys

import pytest

from importengine import ImportEngine
from tests.isolation.conftest import HostImport
from tests.support import TreeBuilder


HOST = {"host/pkg/__init__.py": "", "host/pkg/extra.py": "", "host/pkg/sibling.py": ""}


@pytest.mark.parametrize(
    "statement",
    [
        "from pkg import extra",
        "from pkg import extra as other",
        "from . import extra",
        "def later():\n    from pkg import extra\nlater()",
        "exec('from pkg import extra')",
    ],
)
def test_a_missing_name_is_an_error_where_the_host_has_a_submodule_of_that_name(
    tree: TreeBuilder, import_in_host: HostImport, statement: str
) -> None:
    root = tree({**HOST, "pkg/__init__.py": "", "pkg/user.py": statement})
    import_in_host(root / "host", "pkg", "pkg.extra")
    engine = ImportEngine(path=[root])
    with pytest.raises(ImportError) as caught:
        engine.import_module("pkg.user")
    assert caught.value.msg == f"cannot import name 'extra' from 'pkg' ({root}/pkg/__init__.py)"
    assert (caught.value.name, caught.value.path) == ("pkg", f"{root}/pkg/__init__.py")


def test_a_name_missing_in_a_plain_module_is_an_error_too(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    root = tree({**HOST, "pkg.py": "", "user.py": "from pkg import extra"})
    import_in_host(root / "host", "pkg", "pkg.extra")
    with pytest.raises(ImportError, match="cannot import name 'extra' from 'pkg'"):
        ImportEngine(path=[root]).import_module("user")


def test_a_name_missing_in_what_replaced_its_module_is_an_error_too(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    replaced = "import sys\nclass Other:\n    __name__ = __name__\nsys.modules[__name__] = Other()"
    root = tree({**HOST, "pkg.py": replaced, "user.py": "from pkg import extra"})
    import_in_host(root / "host", "pkg", "pkg.extra")
    with pytest.raises(ImportError, match="cannot import name 'extra' from 'pkg'"):
        ImportEngine(path=[root]).import_module("user")


def test_host_code_in_an_active_engine_does_not_get_the_hosts_submodule(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    root = tree({**HOST, "pkg/__init__.py": ""})
    import_in_host(root / "host", "pkg", "pkg.extra")
    engine = ImportEngine(path=[root])
    for context in (engine.activate(), engine.installed()):
        with context, pytest.raises(ImportError, match="cannot import name 'extra'"):
            exec("from pkg import extra", {})


def test_a_partly_loaded_sibling_is_the_engines(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    root = tree(
        {
            **HOST,
            "pkg/__init__.py": "",
            "pkg/sibling.py": "from pkg import other",
            "pkg/other.py": "from pkg import sibling\nfrom . import sibling as again",
        }
    )
    import_in_host(root / "host", "pkg", "pkg.sibling")
    engine = ImportEngine(path=[root])
    sibling = engine.import_module("pkg.sibling")
    assert sibling.other.sibling is sibling.other.again is sibling
    assert sibling is not sys.modules["pkg.sibling"]


def test_a_name_that_a_circular_import_has_not_reached_is_cpythons_error(
    tree: TreeBuilder, import_in_host: HostImport
) -> None:
    root = tree(
        {
            **HOST,
            "pkg/__init__.py": "from pkg import user\nextra = 1",
            "pkg/user.py": "from pkg import extra",
        }
    )
    import_in_host(root / "host", "pkg", "pkg.extra")
    with pytest.raises(ImportError, match="most likely due to a circular import"):
        ImportEngine(path=[root]).import_module("pkg")
