import click

from xieshang.cli.endings import NotFound
from xieshang.cli.output import Shape, format_option, show
from xieshang.cli.product import needs_product
from xieshang.engine.language import _


@click.command(help=_("列出一届的统计数字：编号、数值、单位和行数。"))
@click.option("--assembly", required=True, metavar="CODE", help=_("政协的代码，如 yingcheng。"))
@click.option("--term", "number", type=click.IntRange(min=1), metavar="N", help=_("届次；不写则为最近一届。"))
@format_option
@needs_product
def command(assembly: str, number: int | None, shape: Shape) -> None:
    """Count every figure of a term now."""
    from xieshang.reports import queries
    from xieshang.spine import clock
    from xieshang.spine.figure import Scope

    on = clock.today()
    term = queries.term(assembly, number, on=on)
    if term is None:
        raise NotFound(_("没有代码为 %(code)s 的政协，或它没有这一届。") % {"code": assembly})
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
