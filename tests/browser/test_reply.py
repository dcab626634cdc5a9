"""A reply read for the first time: by the page itself, and by a button where no script runs."""

from playwright.sync_api import expect

from tests.browser.conftest import Hall
from xieshang.proposals.models import Delivery
from xieshang.proposals.states import State


def test_opening_the_case_notes_that_the_reply_was_read(hall: Hall) -> None:
    """The page asks for it once it stands, and takes the question away."""
    proposal = hall.proposal(State.REPLIED)
    page = hall.enter("author")
    page.goto(f"/proposals/{proposal.pk}")
    expect(page.get_by_role("button", name="我已读过答复")).to_have_count(0)
    assert Delivery.objects.get(reply__assignment__proposal=proposal).read_at is not None


def test_without_a_script_it_is_a_button(hall: Hall) -> None:
    """Opening alone notes nothing."""
    proposal = hall.proposal(State.REPLIED)
    page = hall.enter("author", scripts=False)
    page.goto(f"/proposals/{proposal.pk}")
    assert Delivery.objects.get(reply__assignment__proposal=proposal).read_at is None
    page.get_by_role("button", name="我已读过答复").click()
    expect(page.get_by_text("已记下您读过答复。")).to_be_visible()
    assert Delivery.objects.get(reply__assignment__proposal=proposal).read_at is not None
