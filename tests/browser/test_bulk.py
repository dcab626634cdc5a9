"""The menu of a head by keyboard and without a script, and the progress of a bulk on its page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Hall
from xieshang.proposals import actions
from xieshang.proposals.models import Bulk
from xieshang.proposals.states import BulkVerb, State

pytestmark = pytest.mark.browser
LATEST = "看最新进度"


def test_the_menu_of_the_list_by_keyboard(hall: Hall):
    """Enter opens it, Tab leads into it, Escape closes it."""
    page = hall.enter("clerk")
    page.goto("/proposals/")
    summary = page.get_by_text("更多", exact=True)
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="成批处理")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="成批处理")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/proposals/key-cases"))


@pytest.mark.parametrize("width", [1280, 390])
def test_the_menu_without_a_script(hall: Hall, width: int):
    """It opens, lies on the page in full, and leads on."""
    page = hall.enter("clerk", width=width, scripts=False)
    page.goto("/proposals/")
    page.get_by_text("更多", exact=True).click()
    door = page.get_by_role("link", name="提案档案")
    box = door.bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
    door.click()
    expect(page).to_have_url(re.compile("/proposals/archive"))


def ordered(hall: Hall, count: int = 3) -> str:
    cases = [hall.proposal(State.HANDLING) for _ in range(count)]
    bulk = actions.order_bulk(
        hall.city.assembly,
        by=hall.city.person("clerk"),
        verb=BulkVerb.REMIND,
        chosen=[case.pk for case in cases],
        how={"words": "请抓紧办理。"},
    )
    return f"/proposals/bulks/{bulk.pk}"


def test_progress_shows_itself_and_what_became_of_each(hall: Hall):
    """While the page stays open: the bar, and the rows below it."""
    address, page = ordered(hall), hall.enter("clerk")
    page.goto(address)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    expect(page.get_by_text("待处理")).to_have_count(3)
    finish(address)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "3", timeout=10_000)
    expect(page.get_by_text("待处理")).to_have_count(0)
    expect(page.get_by_text("3 件已处理，0 件未处理。")).to_be_visible()


def test_progress_without_a_script_after_a_reload(hall: Hall):
    address, page = ordered(hall), hall.enter("clerk", width=390, scripts=False)
    page.goto(address)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    finish(address)
    page.get_by_role("link", name=LATEST).click()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "3")
    expect(page.get_by_role("link", name=LATEST)).to_have_count(0)


def finish(address: str) -> None:
    """The worker does what was ordered."""
    bulk = Bulk.objects.select_related("by").get(pk=int(address.rpartition("/")[2]))
    while actions.do_part(bulk):
        pass
