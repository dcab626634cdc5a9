"""`xieshang ledger`: seal what has been recorded, and verify that nothing was changed since."""

import click

from xieshang.cli.endings import Refused
from xieshang.cli.output import progress
from xieshang.cli.product import needs_product
from xieshang.engine.language import _


@click.group(help=_("账目：封存新的记录，核对有没有被改动。"))
def command() -> None:
    """The ledger's commands."""


@command.command(help=_("封存上次以来的全部记录。"))
@needs_product
def seal() -> None:
    """Seal what is finished, and say how many entries that was."""
    from xieshang.spine import ledger

    click.echo(_("封存了 %(count)s 条记录。") % {"count": ledger.seal()})


@command.command(help=_("核对全部记录与封条，结果记在账上；发现改动、缺失或调换时列出并以 1 结束。"))
@click.option("--head", default="", help=_("上次核对后另行保存的末条封条，用来发现被整段重写的账目。"))
@needs_product
def verify(head: str) -> None:
    """Compare all that was sealed with the ledger, and keep there what was found; ends with 1 on a fault."""
    from xieshang.reports import actions
    from xieshang.spine import ledger

    with progress(_("核对账目"), ledger.size()) as advance:
        found = actions.verify_ledger(head=head, progress=advance)
    words = {"entries": found.entries, "seals": found.seals, "unsealed": found.unsealed}
    click.echo(_("核对 %(entries)s 条记录、%(seals)s 条封条；%(unsealed)s 条尚未封存。") % words)
    if found.faults:
        raise Refused("\n".join(found.faults))
    click.echo(_("没有发现改动。末条封条：%(head)s") % {"head": found.head})
