import click

from xieshang.cli.endings import Refused
from xieshang.cli.output import Shape, format_option, show
from xieshang.cli.product import needs_product
from xieshang.engine.language import _


@click.command(help=_("检查设置、数据库角色和数据表是否妥当。"))
@format_option
@needs_product
def command(shape: Shape) -> None:
    """List what is checked and what was found; ends with 1 if anything is not as it should be."""
    from xieshang.engine.soundness import findings

    found = list(findings())
    columns = {"check": _("检查项"), "finding": _("结果")}
    show([{"check": one.check, "finding": one.fault or _("正常")} for one in found], columns, shape)
    if any(one.fault for one in found):
        raise Refused(_("有不妥之处，见上。"))
