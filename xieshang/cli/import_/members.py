"""`xieshang import members FILE`: bring an assembly's roll in line with a file, or name every bad cell."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xieshang.cli.endings import NotFound, Refused
from xieshang.cli.output import Shape, format_option, show
from xieshang.cli.product import needs_product
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.members.imports import Plan, Reading
    from xieshang.members.models import Term
    from xieshang.texts.tables import CellFault


@click.command(help=_("导入委员名册。有一格不对就一行也不导入，并逐格说明。"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--assembly", required=True, metavar="CODE", help=_("政协的代码。"))
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help=_("生效日期；不写时为今天，名册还空着时为届次的第一天。")
)
@click.option("--dry-run", is_flag=True, help=_("只说明会有什么变化，不写入。"))
@format_option
@needs_product
def command(file: Path, assembly: str, day: datetime | None, dry_run: bool, shape: Shape) -> None:
    """Read, plan, and unless it is a dry run import; the changes, or the faults, are shown as rows."""
    from xieshang.members import actions

    term, on = _term(assembly, day.date() if day else None)
    reading, plan = _planned(file, term, on)
    faults = [*reading.faults, *plan.faults]
    if faults:
        _show_faults(faults, shape)
        raise Refused(_("有 %(n)d 处要改，一行也没有导入。") % {"n": len(faults)})
    if not dry_run and not plan.is_empty:
        plan = actions.import_roll(term, by=None, rows=reading.rows, on=on)
    _show_plan(plan, shape)
    words = _("会新增 %(added)d 名，更改 %(changed)d 名") if dry_run else _("新增 %(added)d 名，更改 %(changed)d 名")
    rest = _("，%(same)d 名没有变化，%(absent)d 名文件里没有写到。")
    counts = {"added": len(plan.additions), "changed": len(plan.changes), "same": plan.unchanged, "absent": plan.absent}
    click.echo((words + rest) % counts, err=True)


def _term(code: str, day: date | None) -> tuple["Term", date]:
    from xieshang.members import queries
    from xieshang.members.models import Assembly
    from xieshang.spine import clock

    assembly: Assembly | None = Assembly.objects.filter(code=code).first()
    if assembly is None:
        raise NotFound(_("没有代码为 %(code)s 的政协。") % {"code": code})
    on = day or queries.import_day(assembly, on=clock.today())
    term = queries.current_term(assembly, on=on)
    if term is None:
        raise Refused(
            _("%(on)s 不在%(assembly)s的任何一届之内，请用 --on 指定日期。") % {"on": on, "assembly": assembly.name}
        )
    return term, on


def _planned(file: Path, term: "Term", on: date) -> tuple["Reading", "Plan"]:
    from xieshang.members import imports
    from xieshang.texts.tables import Unreadable

    try:
        reading = imports.read(file.read_bytes(), file.name, term, on=on)
    except Unreadable as fault:
        raise Refused(fault.reason) from None
    return reading, imports.plan(term, reading.rows, on=on)


def _show_faults(faults: list["CellFault"], shape: Shape) -> None:
    rows = [{"row": f.row, "column": f.column, "message": f.message, "cure": f.cure} for f in faults]
    columns = {"row": _("行"), "column": _("列"), "message": _("问题"), "cure": _("怎么改")}
    show(sorted(rows, key=lambda row: row["row"]), columns, shape)


def _show_plan(plan: "Plan", shape: Shape) -> None:
    added = [{"row": row.row, "name": row.name, "change": _("新增")} for row in plan.additions]
    changed = [
        {
            "row": change.row.row,
            "name": change.row.name,
            "change": "；".join(f"{h}：{a} → {b}" for h, a, b in change.told),
        }
        for change in plan.changes
    ]
    rows = sorted([*added, *changed], key=lambda row: row["row"])
    show(rows, {"row": _("行"), "name": _("姓名"), "change": _("变化")}, shape)
