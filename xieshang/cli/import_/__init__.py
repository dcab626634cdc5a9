"""`xieshang import KIND FILE`: each kind is the `command` of the module of its name in this folder."""

import pkgutil
from importlib import import_module

import click

from xieshang.engine.language import _


class Kinds(click.Group):
    """What can be imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all kinds, sorted."""
        return sorted(name for _finder, name, _is_package in pkgutil.iter_modules(__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that imports this kind."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command


command = Kinds("import", help=_("从 csv 或 xlsx 文件导入：全部无误才写入。"))
