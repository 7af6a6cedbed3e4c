"""tomlkit: a document that is edited and keeps its comments; files, pickling and errors late."""

from __future__ import annotations

import datetime as dt
import pickle
import tempfile
from pathlib import Path
from typing import Any

import tomlkit


TEXT = """# settings
title = "Example" # keep me

[owner]
name = 'Ada'
born = 1815-12-10

[[servers]]
ports = [80, 443,]
"""


def work() -> dict[str, Any]:
    document = tomlkit.parse(TEXT)
    document["owner"]["name"] = "Ada Lovelace"
    document["servers"].append(tomlkit.table().add("ports", [22]))
    document.add(tomlkit.comment("the end"))
    dotted = tomlkit.inline_table()
    dotted.update({"x": 1, "y": tomlkit.float_("1e3")})
    document["owner"]["place"] = dotted
    return {
        "version": tomlkit.__version__,
        "text": tomlkit.dumps(document),
        "born": (document["owner"]["born"] - dt.date(1815, 1, 1)).days,
        "unwrapped": str(document["servers"].unwrap()),
        "types": [type(document["title"]).__name__, isinstance(document["title"], str)],
        "dumped": tomlkit.dumps({"b": [1, {"c": True}], "a": {"x": "multi\nline"}}, sort_keys=True),
    }


def late() -> dict[str, Any]:
    from tomlkit.toml_file import TOMLFile

    path = Path(tempfile.mkdtemp(dir="."), "settings.toml")
    file = TOMLFile(path)
    file.write(tomlkit.parse(TEXT))
    copy = pickle.loads(pickle.dumps(file.read()))
    errors = []
    for text in ["a = 1\na = 2", "a = ", "[x\n"]:
        try:
            tomlkit.parse(text)
        except tomlkit.exceptions.TOMLKitError as error:
            errors.append(f"{type(error).__name__}: {error}")
    return {
        "same": copy.as_string() == TEXT,
        "errors": errors,
        "value": tomlkit.value("[1, 2]").as_string(),
        "string": tomlkit.string("a\nb", multiline=True).as_string(),
        "key": tomlkit.key(["a", "b c"]).as_string(),
    }
