"""Which assembly a command speaks of: the one with the code, or the only one there is."""

from typing import TYPE_CHECKING

import click

from xieshang.cli.endings import NotFound
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.members.models import Assembly

assembly_option = click.option("--assembly", metavar="CODE", help=_("政协的代码；只有一个政协时可以不写。"))


def the_assembly(code: str | None) -> "Assembly":
    """The assembly with this code; without one, the only assembly, or NotFound with the codes there are."""
    from xieshang.members.models import Assembly

    found = list(Assembly.objects.filter(code=code) if code else Assembly.objects.order_by("pk")[:20])
    if len(found) == 1:
        return found[0]
    if code:
        raise NotFound(_("没有代码为 %(code)s 的政协。") % {"code": code})
    if not found:
        raise NotFound(_("还没有设立政协。"))
    codes = _("、").join(assembly.code for assembly in found)
    raise click.UsageError(_("有不止一个政协，请用 --assembly 指定：%(codes)s。") % {"codes": codes})
