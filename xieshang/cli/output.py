"""What a command shows: rows as a table, CSV or JSON on stdout; progress on stderr.

@click.command(help=_("…"))
@format_option
@needs_product
def command(shape: Shape) -> None:
    show(rows, {"id": _("编号"), "figure": _("数值")}, shape)
"""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import click

from xieshang.engine.language import _

Shape = Literal["table", "csv", "json"]
Row = Mapping[str, Any]


# Adds ``--format table|csv|json`` as the parameter `shape`: a table for eyes, CSV for pipes.
format_option = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "csv", "json"]),
    default=lambda: "table" if sys.stdout.isatty() else "csv",
    show_default=_("终端上为 table，管道中为 csv"),
    help=_("输出格式。"),
)


def show(rows: Iterable[Row], columns: Mapping[str, str], shape: Shape) -> None:
    """Write `rows` to stdout; `columns` maps the keys of a row, in order, to their headings.

    Tables carry the headings, CSV and JSON the keys.
    """
    if shape == "table":
        _show_table(rows, columns)
    elif shape == "csv":
        _show_csv(rows, list(columns))
    else:
        _show_json(rows, list(columns))


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr for the length of a block; the block is handed how to advance it.

    Nothing is drawn where stderr is no terminal.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps: bar.advance(task, steps)


def _show_table(rows: Iterable[Row], columns: Mapping[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for key, heading in columns.items():
        is_number = bool(rows) and all(isinstance(row[key], int | float | Decimal) for row in rows)
        table.add_column(heading, justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*(Text(_plain(row[key])) for key in columns))
    Console().print(table)


def _show_csv(rows: Iterable[Row], keys: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(keys)
    writer.writerows([_plain(row[key]) for key in keys] for row in rows)


def _show_json(rows: Iterable[Row], keys: Sequence[str]) -> None:
    shown = [{key: row[key] for key in keys} for row in rows]
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> str:
    """A value as text: nothing for None, dates and moments in ISO form."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
