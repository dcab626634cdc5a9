"""Three steps that the tests may start, declared as a room above would declare them."""

from collections.abc import Iterator

import pytest

from xieshang.accounts.permissions import Permission
from xieshang.deadlines import periods
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit


@pytest.fixture(autouse=True)
def steps() -> Iterator[None]:
    """`tests.accept`, seven working days, and `tests.reply`, three months; `tests.kept` is set by an office."""
    periods.declare("tests.accept", 7, "working_days", source="提案办理办法", title="签收")
    periods.declare("tests.reply", 3, "months", source="提案办理办法")
    periods.declare(
        "tests.kept",
        3,
        "months",
        source="提案办理办法",
        title="答复",
        set_by=Permission.PROPOSALS_SET_PRACTICE,
        longest=Length(6, Unit.MONTHS, "第八条"),
    )
    yield
    for code in ("tests.accept", "tests.reply", "tests.kept"):
        del periods._declared[code]
