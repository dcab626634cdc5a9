import click

from xieshang.cli.product import needs_product
from xieshang.engine.language import _


@click.command(help=_("只运行后台任务：通知、履职记录和定时的事。xieshang run 已经带上它。"))
@needs_product
def command() -> None:
    """Do errands and the queue's tasks until Ctrl-C."""
    from xieshang.spine import worker

    worker.work()
