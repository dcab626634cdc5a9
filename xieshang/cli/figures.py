from typing import TYPE_CHECKING

import click

from xieshang.cli.endings import NotFound
from xieshang.cli.output import Shape, format_option, show
from xieshang.cli.places import assembly_option, the_assembly
from xieshang.cli.product import needs_product
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.members.models import Assembly


@click.command(help=_("列出一届的统计数字：编号、数值、单位和行数。"))
@assembly_option
@click.option("--term", "number", type=click.IntRange(min=1), metavar="N", help=_("届次；不写则为最近一届。"))
@format_option
@needs_product
def command(assembly: str | None, number: int | None, shape: Shape) -> None:
    """Count every figure of a term now."""
    from xieshang.reports import queries
    from xieshang.spine import clock
    from xieshang.spine.figure import Scope

    place, on = the_assembly(assembly), clock.today()
    term = queries.term(place.code, number, on=on)
    if term is None:
        raise NotFound(_no_such_term(place, number))
    counted = queries.gather(Scope.of_term(term, on=on), at=clock.now())
    rows = [
        {
            "id": one.code,
            "figure": one.value,
            "unit": str(one.figure.unit),
            "rows": one.rows,
            "title": str(one.figure.title),
        }
        for one in counted
    ]
    columns = {"id": _("编号"), "figure": _("数值"), "unit": _("单位"), "rows": _("行数")}
    show(rows, columns | ({"title": _("名称")} if shape == "table" else {}), shape)


def _no_such_term(place: "Assembly", number: int | None) -> str:
    """What to say where the assembly has no such term, or none at all, with those it has."""
    numbers = [str(term.number) for term in place.terms.order_by("number")]
    if number is None or not numbers:
        return _("%(assembly)s还没有开始任何一届。") % {"assembly": place.name}
    said = _("%(assembly)s没有第 %(number)s 届，有的是：%(numbers)s。")
    return said % {"assembly": place.name, "number": number, "numbers": _("、").join(numbers)}
