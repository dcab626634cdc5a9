import click

from xieshang.engine import environment
from xieshang.engine.language import _
from xieshang.engine.processes import serve


@click.command(help=_("运行协商：数据库、网页、即时消息和后台任务。按 Ctrl-C 停止。"))
@click.option("--no-demo", is_flag=True, help=_("首次运行时不建演示城市。"))
def command(no_demo: bool) -> None:
    """Run all of the product until Ctrl-C."""
    serve(say=lambda line: click.echo(line, err=True), ready=_greet, with_demo=not no_demo)


def _greet() -> None:
    click.secho(_("协商已就绪：%(address)s") % {"address": _address()}, bold=True)
    if sign_ins := environment.demo_sign_ins():
        click.echo(_("演示账号："))
        for one in sign_ins:
            click.echo(f"  {one['role']}  {one['login']}  {one['password']}")
    click.echo(_("按 Ctrl-C 停止。"))


def _address() -> str:
    return environment.origin() or f"http://{environment.host()}:{environment.port()}/"
