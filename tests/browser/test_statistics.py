"""The table of statistics on a small screen and on a phone."""

import pytest

from tests.browser.conftest import Hall
from xieshang.proposals.figures.tables import DIMENSIONS
from xieshang.proposals.states import State

pytestmark = pytest.mark.browser
WIDE = """
document.querySelectorAll(".dense tbody tr:last-child .count").forEach(one => one.textContent = "1918");
document.querySelectorAll(".dense tbody tr:last-child small").forEach(one => one.textContent = "88.88%");
"""
"""The numbers of a city, in the line of the sums."""
REACH = "(() => { const table = document.querySelector('.scroll'); return table.scrollWidth - table.clientWidth })()"


@pytest.mark.parametrize("by", DIMENSIONS)
def test_all_columns_are_in_sight_beside_the_rail(hall: Hall, by: str):
    """At 1280 nothing of it has to be scrolled to, with a city's numbers in it; on a phone the page is no wider."""
    for state in (State.CLOSED, State.REPLIED, State.FILED):
        hall.proposal(state)
    page = hall.enter("clerk", width=1280)
    page.goto(f"/proposals/statistics?by={by}")
    page.evaluate(WIDE)
    assert page.evaluate(REACH) == 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(REACH) > 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390
