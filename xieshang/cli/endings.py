"""How a command ends. Every sentence names the cure and goes to stderr.

====  ================================================================
code  meaning
====  ================================================================
0     done
1     refused: the input is not valid, or a rule forbids it
2     the command was not understood: an option or an argument is wrong
3     what was asked for does not exist
4     the product cannot run here as it is set up
====  ================================================================
"""

from typing import IO, Any

import click


class Refused(click.ClickException):
    """The input is not valid, or a rule forbids it."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """The sentence alone: it needs no heading."""
        click.secho(self.format_message(), fg="red", err=True)


class NotFound(Refused):
    """What was asked for does not exist."""

    exit_code = 3


class Unfit(Refused):
    """The product cannot run here as it is set up."""

    exit_code = 4
