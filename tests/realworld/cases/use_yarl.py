"""yarl, multidict and frozenlist: URLs, headers and lists that freeze; the Python halves late."""

from __future__ import annotations

import pickle
from typing import Any

import multidict
import yarl
from frozenlist import FrozenList
from multidict import CIMultiDict, MultiDict, istr
from yarl import URL


def work() -> dict[str, Any]:
    url = URL("https://me@example.org:8080/a b/ü?x=1&x=2#top")
    headers = CIMultiDict([("Accept", "text/html"), (istr("X-Id"), "7")])
    headers.add("accept", "text/plain")
    frozen = FrozenList([1, 2])
    frozen.append(3)
    frozen.freeze()
    try:
        frozen.append(4)
        refused = ""
    except RuntimeError as error:
        refused = str(error)
    copy = pickle.loads(pickle.dumps(headers))
    return {
        "versions": [yarl.__version__, multidict.__version__],
        "url": [str(url), url.path, url.host, url.port, url.fragment],
        "joined": str(url.with_query({"q": "é"}) / "c"),
        "query": url.query.getall("x"),
        "headers": headers.getall("ACCEPT"),
        "same": copy == headers and type(copy) is CIMultiDict,
        "view": list(multidict.MultiDictProxy(MultiDict(a=1)).items()),
        "refused": refused,
        "hash": hash(frozen) == hash((1, 2, 3)),
    }


def late() -> dict[str, Any]:
    from frozenlist import PyFrozenList
    from multidict import _multidict_py
    from yarl import _quoting_py

    plain = _multidict_py.MultiDict([("a", 1), ("a", 2)])
    return {
        "python": plain.getall("a"),
        "quoted": _quoting_py._Quoter()("a b"),
        "frozen": repr(PyFrozenList([1])),
        "mutable": isinstance(plain, multidict.MutableMultiMapping),
        "international": URL("https://bücher.example/").raw_host,
        "same": pickle.loads(pickle.dumps(URL("http://a/b?c=d"))) == URL("http://a/b?c=d"),
    }
