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
    from xieshang.proposals.imports import Plan, Prepared


@click.command(help=_("导入别的系统的提案。有一格不对就一件也不导入，并逐格说明；已经导入过的不变。"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@assembly_option
@click.option("--source", metavar="NAME", help=_("来源的名称，同一来源的案号只导入一次；不写时为文件名。"))
@click.option(
    "--mapping",
    "mapping",
    metavar="FIELD=COLUMN",
    multiple=True,
    help=_("哪一项是文件里的哪一列，可以写多次；写了一项，就按写的为准。"),
)
@click.option(
    "--attachments",
    "archive",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("附件的 zip；文件名写成“案号_名称”，或放在以案号命名的文件夹里。"),
)
@click.option("--dry-run", is_flag=True, help=_("只检查和说明，不写入。"))
@format_option
@needs_product
def command(
    file: Path,
    assembly: str | None,
    source: str | None,
    mapping: tuple[str, ...],
    archive: Path | None,
    dry_run: bool,
    shape: Shape,
) -> None:
    """Read, plan, and unless it is a dry run take in; the new cases, or the faults, are shown as rows."""
    place, source = the_assembly(assembly), (source or file.stem)[:40]
    prepared = _prepared(place, file, source, _mapped(mapping), archive)
    if prepared.faults:
        show_faults(prepared.faults, shape)
        raise Refused(_("有 %(n)d 处要改，一件也没有导入。") % {"n": len(prepared.faults)})
    plan, files = prepared.plan, prepared.files
    if not (prepared.is_empty or dry_run):
        plan, files = _imported(place, prepared, source, archive)
    _show_plan(plan, shape)
    _sum_up(plan, files, dry_run)


def _mapped(given: tuple[str, ...]) -> dict[str, str] | None:
    """field=column, each field once; None where nothing was said."""
    mapped: dict[str, str] = {}
    for one in given:
        key, equals, column = (part.strip() for part in one.partition("="))
        if not (key and equals and column):
            raise Refused(_("“%(text)s”不是对应关系，请写成 title=案由。") % {"text": one})
        if key in mapped:
            raise Refused(_("%(field)s 对应了两次。") % {"field": key})
        mapped[key] = column
    return mapped or None


def _prepared(
    place: "Assembly", file: Path, source: str, mapped: dict[str, str] | None, archive: Path | None
) -> "Prepared":
    from xieshang.proposals import imports
    from xieshang.texts.tables import Lacking

    with refusals_told():
        try:
            return imports.prepare(place, file.read_bytes(), file.name, source=source, mapped=mapped, archive=archive)
        except Lacking as lacking:
            cure = _("请在表头中写明列名，或用 --mapping 写明哪一列是，例如 --mapping title=案由。")
            raise Refused(lacking.lack + cure) from None


def _imported(place: "Assembly", prepared: "Prepared", source: str, archive: Path | None) -> "tuple[Plan, int]":
    from xieshang.proposals import imports

    with refusals_told(), progress(_("导入提案"), len(prepared.plan.new)) as advance:
        return imports.carry_out(place, prepared, source=source, by=None, archive=archive, progress=advance)


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


def _sum_up(plan: "Plan", files: int, dry_run: bool) -> None:
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
    if plan.closed or files:
        told = {"closed": plan.closed, "files": files}
        click.echo(_("其中已办结的 %(closed)d 件；附件 %(files)d 个。") % told, err=True)
