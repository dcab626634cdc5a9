"""`xieshang similar FILE-OR-CASE`: the earlier cases that are like a text."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xieshang.cli.endings import NotFound, Refused
from xieshang.cli.output import Shape, format_option, show
from xieshang.cli.places import assembly_option, the_assembly
from xieshang.cli.product import needs_product
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.members.models import Assembly

NUMBER = re.compile(r"(\d{4})-(\d{1,6})")
LARGEST = 2**20  # bytes of a text file


@click.command(help=_("查找与一段文字或一件提案相似的提案，最像的在前。"))
@click.argument("text", metavar="FILE-OR-CASE")
@assembly_option
@click.option("--most", type=click.IntRange(1, 10), default=5, show_default=True, help=_("最多列出几件。"))
@format_option
@needs_product
def command(text: str, assembly: str | None, most: int, shape: Shape) -> None:
    """Compare with all cases of the assembly, and show how alike and how each ended."""
    from xieshang.proposals import queries

    place = the_assembly(assembly)
    body, itself = _compared(text, place)
    found = queries.similar(body, assembly_id=place.pk, but=itself, most=most)
    rows = [
        {
            "percent": one.percent,
            "coefficient": round(one.coefficient, 3),
            "case": one.proposal.label,
            "title": one.proposal.title,
            "ended": one.headline,
            "shared": sum(passage.end_a - passage.start_a for passage in one.passages),
        }
        for one in found
    ]
    columns = {
        "percent": _("相似 %"),
        "coefficient": _("系数"),
        "case": _("案号"),
        "title": _("案由"),
        "ended": _("结果"),
        "shared": _("相同字数"),
    }
    show(rows, columns, shape)
    if not rows:
        click.echo(_("没有找到相似的提案。"), err=True)


def _compared(text: str, place: "Assembly") -> tuple[str, int | None]:
    """The text to compare, and the key of the case that it is, if it is one."""
    file = Path(text)
    if file.is_file():
        return _read(file), None
    from xieshang.proposals import queries

    year_and_number = NUMBER.fullmatch(text)
    if year_and_number:
        year, number = map(int, year_and_number.groups())
        case = queries.numbered(place, year, number)
    else:
        case = queries.called(place, text)
    if case is None:
        raise NotFound(_("没有“%(text)s”这个文件，也没有这个案号的提案。案号写成 2026-0012。") % {"text": text})
    return case.body, case.pk


def _read(file: Path) -> str:
    from xieshang.texts import tables

    data = file.read_bytes()
    if len(data) > LARGEST:
        raise Refused(_("文件超过 1 MB，不像是一件提案的正文。请给出纯文字的文件。"))
    try:
        return tables.decoded(data)
    except tables.Unreadable:
        raise Refused(_("认不出文件的文字编码。请另存为 UTF-8 的纯文字文件。")) from None
