"""`xieshang duties`: the scores of a year, one score line by line, and the credits read anew from the ledger."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xieshang.cli.endings import NotFound, Refused
from xieshang.cli.output import Shape, format_option, progress, show
from xieshang.cli.places import assembly_option, the_assembly
from xieshang.cli.product import needs_product
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.duties.models import Year
    from xieshang.duties.schemes import Scheme
    from xieshang.members.models import Assembly, Member

year_option = click.option("--year", required=True, type=click.IntRange(1949, 2200), metavar="Y", help=_("年度。"))
scheme_option = click.option(
    "--scheme",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("办法文件（YAML）；不写则用这一年采用的办法。"),
)
on_option = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help=_("算到这一天为止，例如 2026-06-30；须在这一年之内。不写则算全年。"),
)


@click.group(help=_("委员履职：得分、逐条说明、从账目重读。"))
def command() -> None:
    """The commands of duty."""


@command.command(help=_("列出一年的得分，每位委员一行。"))
@assembly_option
@year_option
@on_option
@scheme_option
@format_option
@needs_product
def score(assembly: str | None, year: int, on: datetime | None, file: Path | None, shape: Shape) -> None:
    """Score everybody who was on the roll in the year; by no file, a sealed year by what was sealed."""
    from xieshang.duties import exports

    found, day = the_assembly(assembly), _day(year, on)
    scheme, sealed = _scheme(found, year, file), None if file else _sealed(found, year)
    rows = exports.sealed_scores(sealed, on=day) if sealed else exports.scores(scheme, found, year, on=day)
    blocks = {f"block_{block.code}": block.title for block in scheme.blocks}
    columns = {"number": _("证号"), "name": _("姓名"), "total": _("总分"), "band": _("等次"), "unmet": _("未达要求")}
    show(rows, columns | blocks, shape)


@command.command(
    help=_(
        "逐条说明一位委员的得分：哪条记录、哪一项，每条、每项、每个板块封顶前后各几分，哪条上下限改了多少，为什么不计；最后是总分和等次。"
    )
)
@click.argument("member", metavar="MEMBER")
@assembly_option
@year_option
@on_option
@scheme_option
@format_option
@needs_product
def explain(member: str, assembly: str | None, year: int, on: datetime | None, file: Path | None, shape: Shape) -> None:
    """Every line of one member's score."""
    from xieshang.duties import exports, queries

    found, day = the_assembly(assembly), _day(year, on)
    who = _member(found, member, year, day)
    columns = {"entry": _("账目"), "on": _("日期"), "what": _("事项"), "block": _("板块"), "item": _("项目")}
    points = {"raw": _("封顶前"), "counted": _("计入"), "why_not": _("少计或不计的原因")}
    scheme, sealed = _scheme(found, year, file), None if file else _sealed(found, year)
    told = exports.sealed_score(sealed, who, on=day) if sealed else None
    score, entries = told or queries.score_by(scheme, who, year, on=day)
    show(exports.explained(score, entries), columns | points, shape)


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


def _day(year: int, on: datetime | None) -> date | None:
    """The day as of which is asked; Refused where it is none of the year's."""
    if on is not None and on.year != year:
        words = {"on": on.date().isoformat(), "year": year}
        raise Refused(_("%(on)s 不是 %(year)s 年的一天；--on 要写这一年之内的日期。") % words)
    return on.date() if on else None


def _member(assembly: "Assembly", number: str, year: int, day: date | None) -> "Member":
    """Who had this number on the roll of the year (by the day); the latest where they were on it more than once."""
    from xieshang.members.models import Member

    day = day or date(year, 12, 31)
    rows = Member.objects.filter(assembly=assembly, number=number, from_on__lte=day).select_related("person")
    who = rows.exclude(until_on__lte=date(year, 1, 1)).order_by("-from_on").first()
    if who is None:
        words = {"day": day.isoformat(), "year": year, "number": number}
        raise NotFound(_("%(year)s 年截至 %(day)s 的名册上没有证号为 %(number)s 的委员。") % words)
    return who


def _sealed(assembly: "Assembly", year: int) -> "Year | None":
    """The year where it is sealed."""
    from xieshang.duties import queries

    of_year = queries.year_of(assembly, year)
    return of_year if of_year is not None and of_year.seal else None


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
