"""`xieshang import proposals FILE`: take in another system's proposals, all of them or none."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xieshang.cli.endings import Refused
from xieshang.cli.faults import refusals_told, show_faults
from xieshang.cli.output import Shape, format_option, progress, show
from xieshang.cli.places import assembly_option, the_assembly
from xieshang.cli.product import needs_product
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.members.models import Assembly
    from xieshang.proposals.imports import Plan, Reading


@click.command(help=_("导入别的系统的提案。有一格不对就一件也不导入，并逐格说明；已经导入过的不变。"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@assembly_option
@click.option("--source", metavar="NAME", help=_("来源的名称，同一来源的案号只导入一次；不写时为文件名。"))
@click.option("--dry-run", is_flag=True, help=_("只检查和说明，不写入。"))
@format_option
@needs_product
def command(file: Path, assembly: str | None, source: str | None, dry_run: bool, shape: Shape) -> None:
    """Read, plan, and unless it is a dry run take in; the new cases, or the faults, are shown as rows."""
    from xieshang.proposals import imports

    place, source = the_assembly(assembly), (source or file.stem)[:40]
    reading = _read(file)
    plan = imports.plan(place, reading.cases, source=source)
    if faults := [*reading.faults, *plan.faults]:
        show_faults(faults, shape)
        raise Refused(_("有 %(n)d 处要改，一件也没有导入。") % {"n": len(faults)})
    if plan.new and not dry_run:
        plan = _imported(place, reading, source, len(plan.new))
    _show_plan(plan, shape)
    _sum_up(plan, dry_run)


def _read(file: Path) -> "Reading":
    from xieshang.proposals import imports

    with refusals_told():
        return imports.read(file.read_bytes(), file.name)


def _imported(place: "Assembly", reading: "Reading", source: str, total: int) -> "Plan":
    from xieshang.proposals import imports

    with refusals_told(), progress(_("导入提案"), total) as advance:
        return imports.import_cases(place, reading.cases, source=source, by=None, progress=advance)


def _show_plan(plan: "Plan", shape: Shape) -> None:
    rows = [
        {
            "row": case.row,
            "number": case.number,
            "session": str(session),
            "text": _("三部分") if case.has_parts else _("全文"),
            "title": case.text.title,
        }
        for case, session in plan.new
    ]
    headings = {"row": _("行"), "number": _("案号"), "session": _("会议"), "text": _("正文"), "title": _("案由")}
    show(rows, headings, shape)


def _sum_up(plan: "Plan", dry_run: bool) -> None:
    done = _(
        "新导入 %(new)d 件，其中认出三部分的 %(parts)d 件、保留全文的 %(whole)d 件；%(known)d 件以前导入过，没有变化。"
    )
    counts = {
        "new": len(plan.new),
        "parts": plan.with_parts,
        "whole": len(plan.new) - plan.with_parts,
        "known": plan.known,
    }
    click.echo((_("试运行，没有写入：") if dry_run else "") + done % counts, err=True)
