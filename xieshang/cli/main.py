"""The frame of the command line: each command is the `command` of the module of its name in this folder.

A room contributes ``xieshang/cli/<name>.py``; a trailing underscore keeps clear of Python's own words
(``import_`` is ``xieshang import``). `figures` is a short one to begin from.

What is no command of ours is handed to Django's management.
"""

import pkgutil
import sys
from importlib import import_module

import click

from xieshang import cli
from xieshang.cli import managed
from xieshang.cli.chinese import teach_click
from xieshang.cli.endings import Unfit
from xieshang.cli.product import product
from xieshang.engine.environment import UnfitError
from xieshang.engine.language import _

teach_click()
CHANGES_TABLES = {"migrate", "makemigrations", "flush", "sqlmigrate"}


class Commands(click.Group):
    """The modules of this folder as commands, each imported when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted; those that are Django's in kind among them."""
        names = (name.rstrip("_") for _finder, name, _is_package in pkgutil.iter_modules(cli.__path__))
        return sorted([*(name for name in names if _command(name)), *managed.COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Our command of that name, else Django's."""
        return _command(cmd_name) or _django_command(cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what makes the product unable to run here ends with its sentence and code 4."""
        try:
            return super().invoke(ctx)
        except UnfitError as error:
            raise Unfit(str(error)) from error


def _command(name: str) -> click.Command | None:
    for module in (f"{cli.__name__}.{name}", f"{cli.__name__}.{name}_"):
        try:
            return getattr(import_module(module), "command", None)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
    return None


def _django_command(name: str) -> click.Command:
    """Django's command `name`; its own parser reads the arguments."""

    @click.pass_context
    def run(ctx: click.Context, arguments: tuple[str, ...]) -> None:
        with product("owner" if name in CHANGES_TABLES else "app"):
            from django.core import management

            if name not in management.get_commands():
                raise click.UsageError(_("没有 %(name)s 这个命令。") % {"name": name}, ctx.parent)
            management.ManagementUtility([ctx.find_root().info_name or "xieshang", name, *arguments]).execute()

    return click.Command(
        name,
        help=managed.COMMANDS.get(name),
        callback=run,
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
        add_help_option=False,
    )


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("协商：政协委员会的软件。Django 的管理命令（如 migrate、shell）也可直接使用。"),
)
@click.version_option(package_name="xieshang")
def xieshang() -> None:
    """Nothing of its own to do: the commands do it."""


def main() -> None:
    """Run the command line and leave with one of the codes of `endings`."""
    sys.exit(xieshang(prog_name="xieshang"))
