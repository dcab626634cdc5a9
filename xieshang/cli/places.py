"""Which assembly a command speaks of: the one with the code, else the only one that has none above it."""

from typing import TYPE_CHECKING

import click

from xieshang.cli.endings import NotFound
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.members.models import Assembly

MOST = 20  # codes in one sentence

assembly_option = click.option(
    "--assembly", metavar="CODE", help=_("政协的代码；不写时为唯一的，或唯一没有上级的那个政协。")
)


def the_assembly(code: str | None) -> "Assembly":
    """The assembly with this code; without one, the only one that has none above it, named where others stand below.

    NotFound with the codes there are where it does not exist; a UsageError where several might be meant.
    """
    from xieshang.members.models import Assembly

    everywhere = list(Assembly.objects.order_by("pk"))
    if not everywhere:
        raise NotFound(_("还没有设立政协。"))
    if code:
        return _with_code(code, everywhere)
    top = [assembly for assembly in everywhere if assembly.parent_id is None]
    if len(top) > 1:
        raise click.UsageError(_("有不止一个政协，请用 --assembly 指定：%(codes)s。") % {"codes": _codes(top)})
    if len(everywhere) > 1:
        click.echo(_("没有写 --assembly，按%(assembly)s处理。") % {"assembly": top[0].name}, err=True)
    return top[0]


def _with_code(code: str, everywhere: "list[Assembly]") -> "Assembly":
    found = next((assembly for assembly in everywhere if assembly.code == code), None)
    if found is None:
        said = _("没有代码为 %(code)s 的政协，有的是：%(codes)s。")
        raise NotFound(said % {"code": code, "codes": _codes(everywhere)})
    return found


def _codes(assemblies: "list[Assembly]") -> str:
    more = _("等") if len(assemblies) > MOST else ""
    return _("、").join(assembly.code for assembly in assemblies[:MOST]) + more
