import click

from xieshang.cli.language import _
from xieshang.cli.product import product


@click.command(help=_("准备运行所需的一切：数据库、数据表、译文和静态文件。可以反复运行。"))
def command() -> None:
    """Prepare everything that running needs; quick where there is nothing to do."""
    with product("owner"):
        from xieshang.engine.preparation import prepare

        prepare()
