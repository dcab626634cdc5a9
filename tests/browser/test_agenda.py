"""The agenda in Chromium: the countdown goes on without a network, and says until when without a script."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.factories.meetings import Hall, meeting, sign_in_all
from xieshang.meetings import actions
from xieshang.meetings.actions import Point
from xieshang.meetings.models import Item, Meeting
from xieshang.meetings.states import ItemKind, State

pytestmark = pytest.mark.django_db(transaction=True)


def running(place: Hall) -> tuple[Meeting, Item]:
    """A standing committee's meeting whose second item is on, with two who ask to speak."""
    made, by = meeting(place, State.OPEN, kind="standing", title="市政协九届十六次常委会会议"), place.person("office")
    sign_in_all(made)
    studied = "重要讲话精神\n《中国人民政治协商会议章程》"
    first = actions.add_item(
        made, by=by, point=Point("传达学习", kind=ItemKind.FIRST_TOPIC, studied=studied, minutes=30)
    )
    report = actions.add_item(
        made, by=by, point=Point("听取市政府关于提案办理情况的通报", ItemKind.REPORT, "市政府办公室", minutes=20)
    )
    actions.add_item(made, by=by, point=Point("审议通过有关人事事项", ItemKind.VOTE))
    upload = SimpleUploadedFile("提案办理情况通报.txt", "正文".encode())
    actions.attach_paper(report, by=by, upload=upload)
    actions.end_item(actions.begin_item(first, by=by), by=by)
    item = actions.begin_item(report, by=by)
    for who in ("member 1", "member 2"):
        actions.ask_to_speak(item, by=place.person(who))
    return made, item


class TestCountdown:
    def test_it_goes_on_without_a_network(self, enter: Enter, place: Hall) -> None:
        made, item = running(place)
        turn = item.turns.order_by("position")[0]
        actions.call_up(turn, by=place.person("office"), minutes=8)
        page = enter("member 1", width=390)
        page.goto(f"/meetings/{made.pk}/now")
        timer = page.get_by_role("timer")
        expect(timer).to_contain_text("还有 7:")
        page.context.set_offline(True)
        before = timer.inner_text()
        page.wait_for_timeout(1500)
        assert timer.inner_text() != before
        page.context.set_offline(False)

    def test_it_says_until_when_without_a_script(self, enter: Enter, place: Hall) -> None:
        made, item = running(place)
        actions.call_up(item.turns.order_by("position")[0], by=place.person("office"), minutes=8)
        page = enter("member 2", scripts=False)
        page.goto(f"/meetings/{made.pk}/agenda/{item.pk}/speakers")
        expect(page.get_by_role("timer")).to_contain_text("为止")


def test_asked_for_and_called_up_by_keyboard(enter: Enter, place: Hall, by_keyboard: Callable[..., None]) -> None:
    """A member asks on the phone; the clerk calls up the first; the member reads how long is left."""
    made, item = running(place)
    member = enter("member 3", width=390)
    member.goto(f"/meetings/{made.pk}/now")
    by_keyboard(member, "申请发言")
    expect(member.get_by_role("link", name="发言名单")).to_contain_text("您是第 3 位")
    clerk = enter("office")
    clerk.goto(f"/meetings/{made.pk}/agenda/{item.pk}/speakers")
    by_keyboard(clerk, "请发言")
    expect(clerk.get_by_role("timer")).to_contain_text("还有")
