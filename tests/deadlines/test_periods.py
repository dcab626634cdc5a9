"""Rooms declare how long a step may take."""

import pytest

from xieshang.deadlines import periods
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit


def test_what_was_declared_can_be_read() -> None:
    """The title stands for the code where none was given."""
    accept, reply = (periods.declared()[code] for code in ("tests.accept", "tests.reply"))
    assert (accept.title, accept.default) == ("签收", Length(7, Unit.WORKING_DAYS, "提案办理办法"))
    assert (reply.title, reply.default) == ("tests.reply", Length(3, Unit.MONTHS, "提案办理办法"))


def test_a_code_is_declared_once() -> None:
    """Two rooms cannot mean different things by it."""
    with pytest.raises(ValueError, match=r"tests\.accept is declared twice"):
        periods.declare("tests.accept", 5, "days", source="")


@pytest.mark.parametrize(("amount", "unit"), [(0, "days"), (-1, "months"), (1, "weeks")])
def test_a_length_that_makes_no_sense_is_refused(amount: int, unit: str) -> None:
    """At import time, before any deadline is computed from it."""
    with pytest.raises(ValueError, match=r"not -?\d|weeks"):
        periods.declare("tests.other", amount, unit, source="")
    assert "tests.other" not in periods.declared()
