"""rich: tables, trees, markup, highlighting, tracebacks to text; renderers imported late."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import rich
from rich.console import Console
from rich.panel import Panel
from rich.pretty import pretty_repr
from rich.table import Table
from rich.text import Text
from rich.tree import Tree


@dataclass
class Item:
    name: str
    parts: list[str]


def shown(*values: Any, **options: Any) -> str:
    file = io.StringIO()
    console = Console(
        file=file,
        width=60,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        _environ={},
    )
    console.print(*values, **options)
    return file.getvalue()


def work() -> dict[str, Any]:
    table = Table(title="Items", show_lines=True)
    table.add_column("name", style="cyan")
    table.add_column("price", justify="right")
    table.add_row("[bold]box[/bold]", "1.50")
    table.add_row("lid :smiley:", "20")
    tree = Tree("root")
    tree.add("branch").add(Text("leaf", style="red"))
    return {
        "version": version("rich"),
        "table": shown(table),
        "tree": shown(tree),
        "panel": shown(
            Panel.fit("[link=http://a.example]hi[/] 漢字", title="t", border_style="green")
        ).count("漢"),
        "pretty": pretty_repr(Item("box", ["x" * 30, "y" * 40]), max_width=40),
        "number": shown("1 + 2.5 = 'three' None"),
        "length": Text.from_markup("[b]漢字[/b]").cell_len,
    }


def late() -> dict[str, Any]:
    from rich import box, emoji, inspect
    from rich.json import JSON
    from rich.markdown import Markdown
    from rich.progress import track
    from rich.syntax import Syntax
    from rich.traceback import Traceback

    file = io.StringIO()
    inspect(Item("box", []), console=Console(file=file, width=60), value=False)
    try:
        int("x")
    except ValueError as error:
        trace = Traceback.from_exception(type(error), error, error.__traceback__, width=60)
    quiet = Console(file=io.StringIO(), width=60)
    return {
        "json": shown(JSON('{"a": [1, null]}')),
        "markdown": shown(Markdown("# One\n\n- *two*\n- `three`\n")),
        "code": shown(Syntax("def f(x: int): return x", "python")),
        "trace": "invalid literal" in shown(trace),
        "inspected": "use_rich" in file.getvalue() or "Item" in file.getvalue(),
        "tracked": sum(track(range(4), console=quiet)),
        "emoji": emoji.Emoji.replace(":heart:"),
        "box": box.ASCII.top_left,
        "console": type(rich.get_console()).__name__,
    }
