import click

from xieshang.cli.endings import Unfit
from xieshang.cli.product import product
from xieshang.engine.language import _


@click.command(help=_("准备运行所需的一切：数据库、数据表、译文和静态文件。可以反复运行。"))
def command() -> None:
    """Prepare everything that running needs; quick where there is nothing to do. Production refuses demo accounts."""
    with product("owner"):
        from xieshang.accounts import queries
        from xieshang.engine import environment
        from xieshang.engine.preparation import prepare
        from xieshang.spine import ledger

        prepare()
        ledger.rebase()
        if environment.production() and queries.has_demo_accounts():
            raise Unfit(_("不能用于正式环境：数据库里有演示账号，请另指定一个数据库。"))
