"""A vote by keyboard alone as a screen reader tells it; three pages at once: two members' phones and the clerk."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall as Served
from tests.factories import meetings as factory
from tests.factories.meetings import Hall
from tests.meetings import voting
from tests.meetings.voting import ELECTION
from xieshang.meetings.models import Ballot, Cast, Vote
from xieshang.meetings.states import VoteState, VoteWay


@pytest.fixture
def place(hall: Served) -> Hall:
    """Another assembly of the served city, with members in its hall."""
    return factory.hall()


def enter(hall: Served, place: Hall, who: str, *, width: int = 390, scripts: bool = True) -> Page:
    """A page of somebody of the hall."""
    return hall.enter_as(place.person(who), width=width, scripts=scripts)


def at(vote: Vote, more: str = "") -> str:
    """An address of the vote."""
    return f"/meetings/{vote.meeting_id}/votes/{vote.pk}/{more}"


def test_a_vote_by_keyboard_as_it_is_told(hall: Served, place: Hall, by_keyboard: Callable[..., None]) -> None:
    """Each candidate is a group with its name and three choices; what is marked and taken is said."""
    vote = voting.vote_in(place, voting.session(place), VoteState.OPEN, VoteWay.SECRET, **ELECTION)
    page = enter(hall, place, "member 1")
    page.goto(at(vote))
    by_keyboard(page, "去投票")
    expect(page.get_by_role("heading", level=1)).to_have_text("通过工作报告的决议")
    expect(page.locator("form.ballot").get_by_role("status").nth(1)).not_to_be_empty()
    told = page.locator("form.ballot").aria_snapshot()
    for name in ("甲", "乙", "丙"):
        assert f'- group "{name}":' in told
    assert told.count('- radio "赞成"') == told.count('- radio "反对"') == told.count('- radio "弃权"') == 3
    assert "- status: 已赞成 0 名，应选 2 名" in told
    by_keyboard(page, "赞成", "Space")
    expect(page.get_by_role("group", name="甲").get_by_role("radio", name="赞成")).to_be_checked()
    expect(page.get_by_role("status").filter(has_text="已赞成 1 名，应选 2 名")).to_be_visible()
    by_keyboard(page, "下一步：核对")
    expect(page.get_by_role("heading", level=1)).to_have_text("您的选择")
    assert "- term: 乙" in page.locator("main").aria_snapshot()
    by_keyboard(page, "投票")
    expect(page.get_by_role("heading", level=1)).to_have_text("您的票已收到")
    expect(page.get_by_role("status").filter(has_text="您已经投票，每人一次，不能更改")).to_be_visible()
    assert Ballot.objects.get(vote=vote).choices == {"1": "for"}


def test_three_pages_at_once(hall: Served, place: Hall) -> None:
    """What a member has marked survives another's vote, a reload, a lost session and a sending without a network."""
    vote = voting.vote_in(place, voting.session(place), VoteState.OPEN, VoteWay.SECRET, **ELECTION)
    phone, other = enter(hall, place, "member 1"), enter(hall, place, "member 2")
    clerk = enter(hall, place, "office", width=1280)
    clerk.goto(at(vote))
    expect(clerk.locator("#vote-progress")).to_contain_text("0 / 4")
    phone.goto(at(vote, "ballot"))
    mine = phone.get_by_role("group", name="乙").get_by_role("radio", name="赞成")
    mine.check()
    vote_for(other, vote, "甲")
    expect(clerk.locator("#vote-progress")).to_contain_text("1 / 4", timeout=10_000)
    expect(mine).to_be_checked()
    phone.reload()
    expect(mine).to_be_checked()
    expect(phone.get_by_role("status").filter(has_text="已恢复您没有投出的选择。")).to_be_visible()
    phone.wait_for_load_state("networkidle")  # what the page itself asks for has come
    phone.context.set_offline(True)
    phone.get_by_role("button", name="下一步：核对").click()
    expect(phone.get_by_role("status").filter(has_text="现在没有网络，票还没有投出。")).to_be_visible()
    phone.context.set_offline(False)
    phone.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    phone.get_by_role("button", name="下一步：核对").click()
    phone.wait_for_url("**/accounts/login/**")
    hall.sign_in(phone.context, place.person("member 1"))
    phone.goto(at(vote, "ballot"))
    expect(mine).to_be_checked()
    phone.get_by_role("button", name="下一步：核对").click()
    phone.get_by_role("button", name="投票").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("您的票已收到")
    phone.wait_for_load_state("load")  # by then the receipt's script has run
    assert phone.evaluate("Object.keys(localStorage).filter((key) => key.includes('ballot'))") == []
    expect(clerk.locator("#vote-progress")).to_contain_text("2 / 4", timeout=10_000)
    clerk.get_by_role("link", name="截止并计票").click()
    clerk.get_by_role("button", name="截止并计票").click()
    expect(clerk.locator("#result")).to_contain_text("没有人当选。还有 2 个名额没有选出。")
    assert Cast.objects.filter(vote=vote).count() == 2


def vote_for(page: Page, vote: Vote, name: str) -> None:
    """From the ballot to its receipt."""
    page.goto(at(vote, "ballot"))
    page.get_by_role("group", name=name).get_by_role("radio", name="赞成").check()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="投票").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您的票已收到")


def test_without_a_script_the_form_itself_keeps_what_was_marked(hall: Served, place: Hall) -> None:
    """Looked over, gone back to, and sent."""
    vote = voting.vote_in(place, voting.session(place), VoteState.OPEN, VoteWay.SECRET, **ELECTION)
    page = enter(hall, place, "member 3", scripts=False)
    page.goto(at(vote, "ballot"))
    page.get_by_role("group", name="丙").get_by_role("radio", name="赞成").check()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="回去修改").click()
    expect(page.get_by_role("group", name="丙").get_by_role("radio", name="赞成")).to_be_checked()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="投票").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您的票已收到")
    assert Ballot.objects.get(vote=vote).choices == {"3": "for"}
