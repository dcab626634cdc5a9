"""Two steps that the tests may start, declared as a room above would declare them."""

from collections.abc import Iterator

import pytest

from xieshang.deadlines import periods


@pytest.fixture(autouse=True)
def steps() -> Iterator[None]:
    """`tests.accept`, seven working days, and `tests.reply`, three months."""
    periods.declare("tests.accept", 7, "working_days", source="提案办理办法", title="签收")
    periods.declare("tests.reply", 3, "months", source="提案办理办法")
    yield
    for code in ("tests.accept", "tests.reply"):
        del periods._declared[code]
