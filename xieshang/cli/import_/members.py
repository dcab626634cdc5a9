"""`xieshang import members FILE`: bring an assembly's roll in line with a file, or name every bad cell."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xieshang.cli.endings import Refused
from xieshang.cli.faults import refusals_told, show_faults
from xieshang.cli.output import Shape, format_option, show
from xieshang.cli.places import assembly_option, the_assembly
from xieshang.cli.product import needs_product
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.members.imports import Change, Plan, Reading
    from xieshang.members.models import Term


@click.command(help=_("导入委员名册。有一格不对就一行也不导入，并逐格说明。"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@assembly_option
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help=_("生效日期；不写时为今天，名册还空着时为届次的第一天。"),
)
@click.option("--dry-run", is_flag=True, help=_("只说明会有什么变化，不写入。"))
@format_option
@needs_product
def command(file: Path, assembly: str | None, day: datetime | None, dry_run: bool, shape: Shape) -> None:
    """Read, plan, and unless it is a dry run import; the changes, or the faults, are shown as rows."""
    from xieshang.members import actions

    term, on = _term(assembly, day.date() if day else None)
    reading, plan = _planned(file, term, on)
    if faults := [*reading.faults, *plan.faults]:
        show_faults(faults, shape)
        raise Refused(_("有 %(n)d 处要改，一行也没有导入。") % {"n": len(faults)})
    if not (dry_run or plan.is_empty):
        with refusals_told():
            plan = actions.import_roll(term, by=None, rows=reading.rows, on=on)
    _show_plan(plan, shape)
    _sum_up(plan, dry_run)


def _term(code: str | None, day: date | None) -> tuple["Term", date]:
    """The term whose roll is meant, and the day from which the file holds."""
    from xieshang.members import queries
    from xieshang.spine import clock

    assembly = the_assembly(code)
    on = day or queries.import_day(assembly, on=clock.today())
    term = queries.current_term(assembly, on=on)
    if term is None:
        said = _("%(on)s 不在%(assembly)s的任何一届之内，请用 --on 指定日期。")
        raise Refused(said % {"on": on, "assembly": assembly.name})
    return term, on


def _planned(file: Path, term: "Term", on: date) -> tuple["Reading", "Plan"]:
    from xieshang.members import imports

    with refusals_told():
        reading = imports.read(file.read_bytes(), file.name, term, on=on)
    return reading, imports.plan(term, reading.rows, on=on)


def _show_plan(plan: "Plan", shape: Shape) -> None:
    told = [(row.row, row.name, _("新增")) for row in plan.additions]
    told += [(change.row.row, change.row.name, _words(change)) for change in plan.changes]
    rows = [{"row": row, "name": name, "change": change} for row, name, change in sorted(told)]
    show(rows, {"row": _("行"), "name": _("姓名"), "change": _("变化")}, shape)


def _words(change: "Change") -> str:
    told = _("%(heading)s：%(before)s → %(after)s")
    return _("；").join(told % {"heading": name, "before": old, "after": new} for name, old, new in change.told)


def _sum_up(plan: "Plan", dry_run: bool) -> None:
    done = _("新增 %(added)d 名，更改 %(changed)d 名，%(same)d 名没有变化，%(absent)d 名文件里没有写到。")
    counts = {"added": len(plan.additions), "changed": len(plan.changes), "same": plan.unchanged, "absent": plan.absent}
    click.echo((_("试运行，没有写入：") if dry_run else "") + done % counts, err=True)
