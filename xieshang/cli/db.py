import os

import click

from xieshang.cli.endings import Refused
from xieshang.engine import database, postgres
from xieshang.engine.language import _
from xieshang.engine.postmaster import Role

STATES = {
    "given": _("使用 DATABASE_URL 指定的服务器"),
    "running": _("正在运行"),
    "stopped": _("已停止"),
    "absent": _("尚未建立"),
}


@click.group(help=_("管理内置数据库。"))
def command() -> None:
    """Look after the embedded database."""


@command.command(help=_("启动数据库，直到用 stop 停止。"))
def start() -> None:
    """Start the embedded database, to stay."""
    _refuse_given()
    database.ensure_running()
    click.echo(_("数据库正在运行。"))


@command.command(help=_("停止数据库。"))
@click.option("--force", is_flag=True, help=_("即使还有进程在使用。"))
def stop(force: bool) -> None:
    """Stop the embedded database."""
    _refuse_given()
    click.echo(_("数据库已停止。") if database.stop(force=force) else _("数据库没有在运行。"))


@command.command(help=_("查看数据库的状态。"))
def status() -> None:
    """Say whether the database runs."""
    click.echo(STATES[database.status()])


@command.command(help=_("打开 psql。"))
@click.option(
    "--role", type=click.Choice(["app", "owner"]), default="app", show_default=True, help=_("以哪个角色登录。")
)
def shell(role: Role) -> None:
    """Open psql in the product's database."""
    psql = postgres.programs() / "psql"
    with database.lease():
        raise SystemExit(os.spawnv(os.P_WAIT, psql, [str(psql), database.dsn(role)]))  # noqa: S606


def _refuse_given() -> None:
    if database.status() == "given":
        raise Refused(_("数据库由 DATABASE_URL 指定，请在它自己的服务器上启动或停止。"))
