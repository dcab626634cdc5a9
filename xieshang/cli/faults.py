"""What is wrong with a file that is imported: as a whole in a sentence, else cell by cell."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xieshang.cli.endings import Refused
from xieshang.cli.output import Shape, show
from xieshang.engine.language import _

if TYPE_CHECKING:
    from xieshang.texts.tables import CellFault


@contextmanager
def refusals_told() -> Iterator[None]:
    """Inside, a file that cannot be read and an action that is refused end the command with their sentence."""
    from xieshang.spine import rule
    from xieshang.texts.tables import Unreadable

    try:
        yield
    except (Unreadable, rule.Refused) as refused:
        raise Refused(refused.reason) from None


def show_faults(faults: Iterable["CellFault"], shape: Shape) -> None:
    """Every bad cell as a row, in the order of the file: where it is, what is wrong, and the cure."""
    in_order = sorted(faults, key=lambda fault: fault.row)
    rows = [{"row": f.row, "column": f.column, "message": f.message, "cure": f.cure} for f in in_order]
    show(rows, {"row": _("行"), "column": _("列"), "message": _("问题"), "cure": _("怎么改")}, shape)
