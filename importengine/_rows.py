"""Which standard modules use import state, one row each: how an engine gets it, and why so."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from attrs import frozen


Kind = Literal["shared", "copy", "view", "proxy"]


@frozen
class Row:
    """How an engine gets one standard module.

    *shared*: the host's own; *copy*: the interpreter's source executed again in the engine;
    *view*: the host's objects, with functions over the engine's state; *proxy*: the host's seen
    through, with some functions or submodules of the engine's own.
    """

    kind: Kind
    reason: str
    # own modules that the interpreter's version has imported, and uses as attributes
    uses: tuple[str, ...] = ()
    # registries by module name, of which an engine has its own
    registries: tuple[str, ...] = ()
    # its compiled half: where code blocks that, to get the other one, the module is a copy
    half: str = ""


def _shared(reason: str) -> Row:
    return Row("shared", reason)


def _copy(reason: str) -> Row:
    return Row("copy", reason)


def _view(reason: str, *uses: str) -> Row:
    return Row("view", reason, uses)


def _proxy(reason: str) -> Row:
    return Row("proxy", reason)


_FACTS = "asks for facts of the installation and of the process, which is one"
_FRONT_END = "a program of its own, run by the host"
_NAMED_BY_ITSELF = "looks up nothing but modules of its own package"

# a name covers the module; with `.*` everything below it too, unless it has a row of its own
_ROWS = {
    # import state itself
    "builtins": _view("what code adds to it is its engine's; has the engine's __import__"),
    "sys": _view("is the import state"),
    "_frozen_importlib": _view("imports by its own functions"),
    "_frozen_importlib_external": _view("makes loaders and path entry finders"),
    "importlib": _copy("import_module, reload"),
    "importlib._bootstrap": _copy("the import system in Python, where the frozen one is blocked"),
    "importlib._bootstrap_external": _copy("the same, its path-based half"),
    "importlib.machinery": _copy("re-exports finders and loaders"),
    "importlib.metadata": _copy("searches sys.path and sys.meta_path"),
    "importlib.resources": _copy("re-exports functions that import packages"),
    "importlib.resources._common": _copy("imports packages by name"),
    "importlib.resources._functional": _copy("imports packages by name"),
    "importlib.resources._legacy": _copy("imports packages by name"),
    "importlib.util": _copy("find_spec, LazyLoader"),
    "importlib._abc": Row(
        "view", "Loader.load_module registers the module", half="_frozen_importlib"
    ),
    "importlib.abc": Row(
        "view", "its loaders' load_module registers the module", half="_frozen_importlib"
    ),
    "importlib.*": _shared("abstract classes and readers, which must keep their identity"),
    "_imp": _proxy("makes extension and builtin modules, which register themselves"),
    "imp": _copy("find_module, load_module and reload"),
    "pkgutil": _copy("imports and walks packages by name"),
    "runpy": _copy("runs modules by name"),
    "zipimport": _view("its loader's load_module registers modules"),
    # what looks at a module to understand a class or a function of it
    "annotationlib": _view("evaluates annotations in sys.modules[cls.__module__]"),
    "dataclasses": _view("looks string annotations up in sys.modules[cls.__module__]"),
    "enum": _view("global_enum writes to sys.modules[cls.__module__]; its classes are compared"),
    "inspect": _view(
        "getmodule and signature look modules up; its classes are compared", "importlib.machinery"
    ),
    "typing": Row(
        "view",
        "looks forward references up in sys.modules; its classes are compared",
        registries=("_overload_registry",),
    ),
    # what imports by a name that it is given
    "concurrent.futures": _proxy("has ProcessPoolExecutor made when it is asked for"),
    "concurrent.futures.process": _copy("its processes import by name"),
    "dbm": _shared("opens files by modules of its own"),
    "doctest": _copy("finds and runs examples in modules"),
    "gettext": _copy("install() adds to builtins"),
    "logging.config": _copy("makes the objects that a configuration names"),
    "modulefinder": _copy("searches sys.path"),
    "multiprocessing.*": _copy("its children unpickle by name and import __main__"),
    "optparse": _shared("parsers cross the border; one old method, read_module, imports"),
    "pickle": _copy("its pickler in Python looks classes up in sys.modules"),
    "pyclbr": _copy("finds modules by name"),
    "pydoc": _copy("finds and imports modules by name"),
    "shelve": _copy("pickles"),
    "smtpd": _copy("imports the class of the server by name"),
    "unittest.*": _copy("discovers, loads and patches modules by name"),
    "xml.sax": _view("imports the parser that it is asked for"),
    "xml.dom.domreg": _view("imports the implementation that it is asked for"),
    # what runs code that it is given
    "bdb": _copy("runs code in __main__"),
    "cProfile": _copy("runs code in __main__"),
    "code": _copy("runs code that has no builtins of its own"),
    "pdb": _copy("runs code, in __main__ too"),
    "profile": _copy("runs code in __main__"),
    "profiling.tracing.*": _copy("runs code in __main__"),
    "rlcompleter": _copy("completes names of __main__ and of modules"),
    "timeit": _copy("runs code in a namespace of its own"),
    "trace": _copy("runs code in __main__"),
    # what stays the host's
    "_py_warnings": _shared("filters are the process's; imports the category of a -W option"),
    "_pyrepl.*": _shared("the prompt of the process"),
    "_sitebuiltins": _shared("the prompt of the process"),
    "argparse": _shared("parsers cross the border; asks __main__ for the name of the program"),
    "collections": _shared("registers collections.abc, and makes classes from text of its own"),
    "collections.abc": _shared("registers the one set of abstract classes"),
    "compileall": _view("compiles what is on sys.path"),
    "ctypes": _view("opens the libraries that come with an engine's modules"),
    "ctypes.*": _shared("its types are the process's; imports comtypes for Windows' COM alone"),
    "decimal": _shared("chooses between its two implementations"),
    "distutils.*": _shared("builds packages in a process of its own"),
    "encodings": _shared("the registry of codecs is the process's"),
    "linecache": _shared("its cache is the one of tracebacks; sys.path is for relative names"),
    "ensurepip.*": _shared(_FRONT_END),
    "idlelib.*": _shared(_FRONT_END),
    "lib2to3.*": _shared("imports its own fixers by name"),
    "os": _shared("registers os.path"),
    "profiling.sampling.*": _shared("looks at another process"),
    "py_compile": _shared("asks for the name of a bytecode file and writes it"),
    "site": _shared("sets the process up"),
    "sqlite3.__main__": _shared(_FRONT_END),
    "sysconfig": _shared(_FACTS),
    "sysconfig.*": _shared(_FACTS),
    "traceback": _shared(
        "imports for suggestions, for which an engine's errors give no cause (ie-0001 B4)"
    ),
    "turtle": _shared("imports the language of its help by name"),
    "turtledemo.*": _shared(_FRONT_END),
    "venv.*": _shared(_FRONT_END),
    "warnings": _proxy("filters are the process's; warn() counts frames, ours not"),
    "xml.parsers.expat": _shared("registers its two submodules"),
    "zipfile": _shared("asks for the name of a bytecode file"),
    "zipfile.*": _shared("asks for the name of a bytecode file"),
    "zoneinfo.*": _shared("time zones are the process's; tzdata is the host's"),
}


def _packages() -> dict[str, Row]:
    """Return a row for each package that has none, and an own module in it."""
    found = {}
    for pattern, row in _ROWS.items():
        parent = pattern.removesuffix(".*").rpartition(".")[0]
        while parent and row.kind != "shared":
            if parent not in _ROWS and f"{parent}.*" not in _ROWS:
                found[parent] = _proxy(f"has a module of each engine's in it: {pattern}")
            parent = parent.rpartition(".")[0]
    return found


@lru_cache(maxsize=2048)
def row_of(fullname: str) -> Row | None:
    """Return the row of `fullname`; None for a module that is shared with no row of its own."""
    row = _ROWS.get(fullname) or _ROWS.get(f"{fullname}.*")
    parent = fullname
    while row is None and "." in parent:
        parent = parent.rpartition(".")[0]
        row = _ROWS.get(f"{parent}.*")
    return row


def is_own(fullname: str) -> bool:
    """Say whether every engine has a version of its own of the module `fullname`."""
    row = row_of(fullname)
    return row is not None and row.kind != "shared"


_ROWS |= _packages()
