import click

from xieshang.cli.product import product
from xieshang.engine.language import _


@click.command(help=_("准备运行所需的一切：数据库、数据表、译文和静态文件。可以反复运行。"))
def command() -> None:
    """Prepare everything that running needs; quick where there is nothing to do."""
    with product("owner"):
        from xieshang.engine.preparation import prepare

        prepare()
