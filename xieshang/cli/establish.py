"""`xieshang establish FILE`: set up a real assembly from a document, or name every fault that it has."""

from pathlib import Path

import click

from xieshang.cli.endings import Refused
from xieshang.cli.faults import refusals_told
from xieshang.cli.output import Shape, format_option, show
from xieshang.cli.product import needs_product
from xieshang.engine.language import _


def _show_example(ctx: click.Context, _option: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        path = Path(__file__).parents[1] / "members/imports/beginning.toml"
        click.echo(path.read_text(encoding="utf-8"), nl=False)
        ctx.exit()


@click.command(help=_("按一份文件设立政协：本届、历次全体会议、界别、专委会和下一级政协。有一处不对就什么也不设立。"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--example",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_example,
    help=_("显示一份可以照着改的文件。"),
)
@click.option("--dry-run", is_flag=True, help=_("只核对文件，不写入。"))
@format_option
@needs_product
def command(file: Path, dry_run: bool, shape: Shape) -> None:
    """Read, and unless it is a dry run set up; says what to do next."""
    from xieshang.members import actions
    from xieshang.members.imports.beginning import read_beginning

    with refusals_told():
        beginning, faults = read_beginning(_text(file))
    if faults:
        rows = [{"at": fault.at, "message": fault.message} for fault in faults]
        show(rows, {"at": _("位置"), "message": _("怎么改")}, shape)
        raise Refused(_("有 %(n)d 处要改，什么也没有设立。") % {"n": len(faults)})
    if dry_run:
        click.echo(_("文件没有问题；试运行，没有写入。"), err=True)
        return
    with refusals_told():
        term = actions.begin(beginning, by=None)
    click.echo(_("已设立%(assembly)s%(term)s。") % {"assembly": term.assembly.name, "term": term}, err=True)
    click.echo(_NEXT % {"code": term.assembly.code}, err=True)


_NEXT = _(
    "接下来：\n"
    "  xieshang administrator --assembly %(code)s --name 姓名 --phone 手机号   开通系统管理员，由其开通其他人\n"
    "  xieshang import members 名册.xlsx --assembly %(code)s   导入委员名册"
)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("文件要存成 UTF-8 编码，请另存后再试。")) from None
