"""`xieshang duties`: the scores of a year, one score line by line, and the credits read anew from the ledger."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xieshang.cli.endings import NotFound, Refused
from xieshang.cli.output import Shape, format_option, progress, show
from xieshang.cli.places import assembly_option, the_assembly
from xieshang.cli.product import needs_product
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.duties.schemes import Scheme
    from xieshang.members.models import Assembly

year_option = click.option("--year", required=True, type=click.IntRange(1949, 2200), metavar="Y", help=_("年度。"))
scheme_option = click.option(
    "--scheme",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("办法文件（YAML）；不写则用这一年采用的办法。"),
)


@click.group(help=_("委员履职：得分、逐条说明、从账目重读。"))
def command() -> None:
    """The commands of duty."""


@command.command(help=_("列出一年的得分，每位委员一行。"))
@assembly_option
@year_option
@scheme_option
@format_option
@needs_product
def score(assembly: str | None, year: int, file: Path | None, shape: Shape) -> None:
    """Score everybody who was on the roll in the year; by no file, a sealed year as it was sealed."""
    from xieshang.duties import exports, queries

    found = the_assembly(assembly)
    scheme, of_year = _scheme(found, year, file), queries.year_of(found, year)
    by_seal = of_year if file is None and of_year is not None and of_year.seal else None
    rows = exports.sealed_scores(by_seal) if by_seal else exports.scores(scheme, found, year)
    blocks = {f"block_{block.code}": block.title for block in scheme.blocks}
    columns = {"number": _("证号"), "name": _("姓名"), "total": _("总分"), "band": _("等次"), "unmet": _("未达要求")}
    show(rows, columns | blocks, shape)


@command.command(
    help=_("逐条说明一位委员的得分：哪条记录、哪一项，每条、每项、每个板块封顶前后各几分，为什么少计或不计。")
)
@click.argument("member", metavar="MEMBER")
@assembly_option
@year_option
@scheme_option
@format_option
@needs_product
def explain(member: str, assembly: str | None, year: int, file: Path | None, shape: Shape) -> None:
    """Every line of one member's score."""
    from xieshang.duties import exports, queries
    from xieshang.members.models import Member

    found = the_assembly(assembly)
    rows = Member.objects.filter(assembly=found, number=member, from_on__year__lte=year).select_related("person")
    who = rows.exclude(until_on__year__lt=year).order_by("-from_on").first()
    if who is None:
        raise NotFound(_("%(year)s 年的名册上没有证号为 %(number)s 的委员。") % {"year": year, "number": member})
    columns = {"entry": _("账目"), "on": _("日期"), "what": _("事项"), "block": _("板块"), "item": _("项目")}
    points = {"raw": _("封顶前"), "counted": _("计入"), "why_not": _("少计或不计的原因")}
    record = queries.record_of(who, year) if file is None else None
    told = (record.score, record.entries) if record else queries.score_by(_scheme(found, year, file), who, year)
    show(exports.explained(*told), columns | points, shape)


@command.command(help=_("两个办法在同一年上比较：谁换等次、哪些项目变动最多、谁被上限少计。"))
@assembly_option
@year_option
@scheme_option
@click.option(
    "--other",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("另一个办法文件（YAML）。"),
)
@click.option(
    "--by",
    type=click.Choice(["member", "band", "item", "cap"]),
    default="member",
    show_default=True,
    help=_("每位委员一行，或者按等次变动、项目、上限列出。"),
)
@format_option
@needs_product
def trial(assembly: str | None, year: int, file: Path | None, other: Path, by: str, shape: Shape) -> None:
    """Two schemes side by side."""
    from xieshang.duties import trying

    found = the_assembly(assembly)
    compared = trying.compare(_scheme(found, year, file), _scheme(found, year, other), found, year)
    show(compared.lines(by), _TRIAL[by], shape)


_TRIAL = {
    "member": {
        "number": _("证号"),
        "name": _("姓名"),
        "total": _("甲总分"),
        "band": _("甲等次"),
        "other_total": _("乙总分"),
        "other_band": _("乙等次"),
        "difference": _("相差"),
    },
    "band": {"band": _("甲等次"), "other_band": _("乙等次"), "people": _("人数")},
    "item": {"item": _("项目"), "difference": _("相差")},
    "cap": {
        "cap": _("上限"),
        "number": _("证号"),
        "name": _("姓名"),
        "lost": _("甲少计"),
        "other_lost": _("乙少计"),
    },
}


@command.command(help=_("从账目重读每位委员做过的事；读出来的应与原来相同。"))
@assembly_option
@needs_product
def collect(assembly: str | None) -> None:
    """Read the credits of an assembly anew."""
    from xieshang.duties import collecting

    found = the_assembly(assembly)
    with progress(_("读账目")) as advance:
        count = collecting.rebuild(found, told=advance)
    click.echo(_("读出 %(count)s 条履职记录。") % {"count": count})


def _scheme(assembly: "Assembly", year: int, file: Path | None) -> "Scheme":
    """The scheme of the file, else the one that the year counts by; ends with every fault of it. What may not be meant
    of the file is said on stderr."""
    from xieshang.duties import queries, schemes, telling

    if file is None:
        edition = queries.edition_of(assembly, year)
        if edition is None:
            raise NotFound(_("%(year)s 年还没有采用任何办法；可以用 --scheme 指定文件。") % {"year": year})
        return queries.scheme_of(edition)
    try:
        found = schemes.read(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise Refused(_("%(name)s 不是 UTF-8 文本。") % {"name": file.name}) from error
    except schemes.FaultyError as faulty:
        raise Refused("\n".join(f"{file.name}: {fault}" for fault in faulty.faults)) from faulty
    for doubt in filter(None, [telling.out_of(found, year), *telling.doubts(found, queries.abouts_of(assembly))]):
        click.secho(f"{file.name}: {doubt}", fg="yellow", err=True)
    return found
