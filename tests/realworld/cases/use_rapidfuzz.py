"""rapidfuzz: similar words and the best of many; distances, matrices and the Python half late."""

from __future__ import annotations

from typing import Any

import rapidfuzz
from rapidfuzz import fuzz, process, utils


TEAMS = ["Atlanta Falcons", "New York Jets", "New York Giants", "Dallas Cowboys"]


def work() -> dict[str, Any]:
    best = process.extract(
        "new york jets!", TEAMS, scorer=fuzz.WRatio, processor=utils.default_process, limit=2
    )
    return {
        "version": rapidfuzz.__version__,
        "ratio": round(fuzz.ratio("this is a test", "this is a test!"), 4),
        "partial": fuzz.partial_ratio("test", "a test of it"),
        "sorted": fuzz.token_sort_ratio("fuzzy wuzzy was", "was wuzzy fuzzy"),
        "best": [[name, round(score, 3), place] for name, score, place in best],
        "one": process.extractOne("cowboys", TEAMS, scorer=fuzz.partial_ratio, processor=str.lower)[
            0
        ],
    }


def late() -> dict[str, Any]:
    from rapidfuzz import fuzz_py
    from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

    distances = process.cdist(["aa", "ab"], ["aa", "bb"], scorer=Levenshtein.distance)
    return {
        "levenshtein": Levenshtein.distance("kitten", "sitting"),
        "steps": [step.tag for step in Levenshtein.editops("kitten", "sitting")],
        "jaro": round(JaroWinkler.similarity("martha", "marhta"), 4),
        "damerau": DamerauLevenshtein.distance("ca", "abc"),
        "matrix": distances.tolist(),
        "python": round(fuzz_py.ratio("this is a test", "this is a test!"), 4),
    }
