"""Seats in Chromium: dragged, pressed, and by keyboard without a script; one's own seat on the phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.conftest import Hall as Served
from tests.browser.test_access import faults
from tests.factories.meetings import Hall, meeting
from xieshang.meetings import actions
from xieshang.meetings.models import Meeting, Plan, Seat
from xieshang.meetings.states import SeatOrder

pytestmark = pytest.mark.django_db(transaction=True)


def filled(place: Hall) -> tuple[Meeting, Plan]:
    """Two rows of 2 and 2 seats behind a leaders' row of 3: 林一, the chair, sits in its middle."""
    made, office = meeting(place), place.person("office")
    plan = actions.draw_plan(made, by=office, rows=[[3], [2, 2], [2, 2]], leaders=1)
    actions.arrange_seats(plan, by=office, order=SeatOrder.STROKES, revision=1)
    return made, Plan.objects.get(pk=plan.pk)


def seats(plan: Plan) -> dict[str, str]:
    rows = Seat.objects.filter(plan=plan).select_related("attendee").order_by("row", "number")
    return {seat.place.key: seat.attendee.name for seat in rows}


def test_dragged_and_pressed(enter: Enter, place: Hall, served: Served) -> None:
    """Onto somebody else, then two presses onto an empty seat; the page stays where it is."""
    made, plan = filled(place)
    page = enter("office")
    page.goto(f"/meetings/{made.pk}/seats")
    page.locator("#seat-2-1").drag_to(page.locator("#seat-1-2"))
    expect(page.locator("#seat-1-2")).to_contain_text("林二")
    expect(page.locator("#seat-1-2")).to_have_class("seat moved")
    assert seats(plan) == {"1-2": "林二", "2-1": "林一", "2-2": "林三", "2-3": "林四"}
    page.locator("#seat-2-3").click()
    expect(page.locator("#seat-2-3")).to_have_class("seat picked")
    page.keyboard.press("Escape")
    expect(page.locator("#seat-2-3")).to_have_class("seat")
    page.locator("#seat-2-3").click()
    page.locator("#seat-3-4").click()
    expect(page.locator("#seat-3-4")).to_contain_text("林四")
    assert seats(plan) == {"1-2": "林二", "2-1": "林一", "2-2": "林三", "3-4": "林四"}
    assert served.complaints == []


def test_an_old_page_says_who_sits_there_now(enter: Enter, place: Hall) -> None:
    """The refusal and the plan of now."""
    made, plan = filled(place)
    page = enter("office")
    page.goto(f"/meetings/{made.pk}/seats")
    Seat.objects.filter(plan=plan, row=2, number=3).update(number=4)
    page.locator("#seat-2-1").drag_to(page.locator("#seat-2-3"))
    expect(page.get_by_role("alert")).to_contain_text("2 排 3 号 现在是空的，刚被别人改过。")
    expect(page.locator("#seat-2-4")).to_contain_text("林四")


def test_by_keyboard_without_a_script(enter: Enter, place: Hall, by_keyboard: Callable[..., None]) -> None:
    """Choose a person, choose a seat, swap."""
    made, plan = filled(place)
    page = enter("office", scripts=False)
    page.goto(f"/meetings/{made.pk}/seats")
    page.get_by_label("谁", exact=True).select_option(label="林三　2 排 2 号")
    page.get_by_label("换到").select_option(label="3 排 1 号")
    by_keyboard(page, "换座")
    expect(page.get_by_text("座位已换。")).to_be_visible()
    assert seats(plan) == {"1-2": "林一", "2-1": "林二", "2-3": "林四", "3-1": "林三"}


def test_ones_own_seat_on_the_phone(enter: Enter, place: Hall) -> None:
    """In large type, from what one can do now."""
    made, plan = filled(place)
    actions.publish_plan(plan, by=place.person("office"))
    page = enter("member 3", width=390)
    page.goto(f"/meetings/{made.pk}/now")
    page.get_by_role("link", name="我的座位").click()
    expect(page.locator(".own-seat")).to_have_text("2 排 2 号")
    expect(page.get_by_role("img", name="会场示意图：您的座位在 2 排 2 号")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_finds_nothing(enter: Enter, place: Hall) -> None:
    """The plan in both widths of rows, its forms, and one's own seat: at both widths of a screen, light and dark."""
    made, plan = filled(place)
    Seat.objects.filter(plan=plan, row=2, number=3).delete()
    office = enter("office")
    for address in ("seats", "seats/plan"):
        office.goto(f"/meetings/{made.pk}/{address}")
        assert faults(office) == []
    actions.draw_plan(made, by=place.person("office"), rows=[[3], [8, 10, 8]], leaders=1, revision=plan.revision)
    actions.publish_plan(plan, by=place.person("office"))
    office.goto(f"/meetings/{made.pk}/seats")
    assert faults(office) == []
    member = enter("member 3")
    member.goto(f"/meetings/{made.pk}/seat")
    assert faults(member) == []
