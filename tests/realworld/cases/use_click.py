"""click: groups, options, prompts, types, tests of commands; completion and plugins late."""

from __future__ import annotations

import io
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner


class Pair(click.ParamType):
    name = "pair"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        left, found, right = value.partition("=")
        if not found:
            self.fail(f"{value!r} has no =", param, ctx)
        return left, right


@click.group(chain=True)
@click.option("--debug/--no-debug", default=False, envvar="SHOP_DEBUG")
@click.version_option("1.5", prog_name="shop")
@click.pass_context
def shop(ctx: click.Context, debug: bool) -> None:
    """Sell things."""
    ctx.obj = {"debug": debug}


@shop.command()
@click.argument("names", nargs=-1, required=True)
@click.option("-p", "--pair", "pairs", type=Pair(), multiple=True)
@click.option("--kind", type=click.Choice(["paper", "sound"]), default="paper", show_default=True)
@click.option("--count", type=click.IntRange(1, 5), default=1, help="How many.")
@click.pass_obj
def sell(obj: Any, names: Any, pairs: Any, kind: str, count: int) -> None:
    """Sell NAMES."""
    click.echo(f"{obj['debug']} {' '.join(names)} {pairs} {kind} {count}")


@shop.command()
@click.password_option()
@click.confirmation_option(prompt="Sure?")
@click.option("--log", type=click.File("w"), default="-")
def clear(password: str, log: Any) -> None:
    click.secho("cleared", fg="red", file=log)
    click.echo(len(password), err=True)


def run(*args: str, text: str = "", **options: Any) -> list[Any]:
    result = CliRunner().invoke(shop, args, input=text, **options)
    return [result.exit_code, result.output.splitlines()]


def work() -> dict[str, Any]:
    return {
        "version": version("click"),
        "help": run("--help"),
        "sell": run("--debug", "sell", "-p", "a=b", "--count", "2", "one", "two"),
        "wrong": [run("sell", "-p", "a", "x"), run("sell", "--count", "9", "x"), run("sold")],
        "clear": run("clear", text="word\nword\ny\n"),
        "environment": run("sell", "x", env={"SHOP_DEBUG": "1"}),
        "shown": run("--version"),
    }


def bar(numbers: list[int]) -> int:
    with click.progressbar(numbers, file=io.StringIO()) as progress:
        return sum(progress)


def late() -> dict[str, Any]:
    from click.shell_completion import BashComplete, ShellComplete

    complete = ShellComplete(shop, {}, "shop", "_SHOP_COMPLETE")
    with CliRunner().isolated_filesystem(temp_dir="."):
        Path("a.txt").write_text("text")
        with click.open_file("a.txt") as file:
            text = file.read()
    return {
        "completed": [item.value for item in complete.get_completions([], "s")],
        "options": [item.value for item in complete.get_completions(["sell"], "--k")],
        "source": BashComplete.name,
        "text": text,
        "style": click.unstyle(click.style("a", bold=True, fg="blue")),
        "folder": Path(click.get_app_dir("shop")).name,
        "paged": bar([1, 2]),
    }
