"""The pages of the agenda: drawn up and run by the office, followed by who is on the roster, closed to strangers."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories.accounts import sign_in
from tests.factories.meetings import Hall, hall, meeting, sign_in_all
from tests.journeys.visit import Visit
from xieshang.meetings import actions, queries
from xieshang.meetings.actions import Point
from xieshang.meetings.models import Attendance, Item, Meeting
from xieshang.meetings.states import ItemKind, PaperAccess, SignInWay, State
from xieshang.spine import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Hall:
    settings.MEDIA_ROOT = tmp_path
    return hall()


def client_of(place: Hall, who: str) -> Client:
    client = Client()
    sign_in(client, place.person(who))
    return client


def item_in(place: Hall, made: Meeting, title: str = "审议报告", **parts: Any) -> Item:
    return actions.add_item(made, by=place.person("office"), point=Point(title=title, **parts))


def test_drawn_up_moved_and_run(place: Hall) -> None:
    """Added, kept as typed when refused, moved, begun, ended and what came of it; each page leads to the next."""
    made = meeting(place, State.OPEN)
    clerk = Visit(place.person("office")).open(f"/meetings/{made.pk}/agenda").follow("加一项议程")
    clerk.press("加入议程", title="", presenter="市教育局", expect=422)
    assert clerk.page.order[-1].fields["presenter"] == "市教育局"
    clerk.press("加入议程", title="听取通报", minutes="20")
    clerk.follow("加一项议程").press("加入议程", title="审议报告")
    assert [item.title for item in queries.items_of(made)] == ["听取通报", "审议报告"]
    client = client_of(place, "office")
    second = made.items.get(number=2)
    client.post(f"/meetings/{made.pk}/agenda/{second.pk}/place", {"to": "1"})
    assert [item.title for item in queries.items_of(made)] == ["审议报告", "听取通报"]
    client.post(f"/meetings/{made.pk}/agenda/{second.pk}/beginning")
    assert "正在进行第 1 项：审议报告" in clerk.open(f"/meetings/{made.pk}/agenda").text
    answer = client.post(f"/meetings/{made.pk}/agenda/{second.pk}/ending")
    assert answer["Location"] == f"/meetings/{made.pk}/agenda/{second.pk}/note"
    clerk.open(answer["Location"]).press("保存结果", note="原则同意。")
    assert made.items.get(pk=second.pk).note == "原则同意。"


def test_a_number_that_is_none_is_refused(place: Hall) -> None:
    item = item_in(place, meeting(place))
    address = f"/meetings/{item.meeting_id}/agenda/{item.pk}/place"
    assert client_of(place, "office").post(address, {"to": "x"}).status_code == 409


@pytest.mark.parametrize("who", ["elsewhere", "administrator", "officer"])
def test_strangers_find_nothing(place: Hall, who: str) -> None:
    item = item_in(place, meeting(place, State.OPEN))
    client, at = client_of(place, who), f"/meetings/{item.meeting_id}"
    for page in ("now", "agenda", f"agenda/{item.pk}", f"agenda/{item.pk}/speakers", f"agenda/{item.pk}/papers"):
        assert client.get(f"{at}/{page}").status_code == 404
    for verb in ("beginning", "ending", "skipping", "removal", "place", "speakers/own"):
        assert client.post(f"{at}/agenda/{item.pk}/{verb}").status_code == 404
    assert Client().get(f"{at}/agenda").status_code == 302


def test_an_item_of_another_occasion_is_not_there(place: Hall) -> None:
    item, other = item_in(place, meeting(place)), meeting(place)
    assert client_of(place, "office").get(f"/meetings/{other.pk}/agenda/{item.pk}").status_code == 404


def test_who_follows_finds_no_buttons(place: Hall) -> None:
    made = meeting(place, State.OPEN)
    item = item_in(place, made)
    member = Visit(place.person("member 4")).open(f"/meetings/{made.pk}/agenda")
    assert "加一项议程" not in member.page.links
    assert [form for form in member.page.order if "/agenda/" in form.action] == []
    assert client_of(place, "member 4").get(f"/meetings/{made.pk}/agenda/{item.pk}/papers").status_code == 404
    assert client_of(place, "member 4").post(f"/meetings/{made.pk}/agenda/{item.pk}/beginning").status_code == 409


def test_papers_are_named_to_who_reads_them(place: Hall) -> None:
    """Of the others only how many there are and for whom; the file itself is not there for them."""
    made = meeting(place)
    item = item_in(place, made, access=PaperAccess.ENTITLED)
    office = client_of(place, "office")
    address = f"/meetings/{made.pk}/agenda/{item.pk}/papers"
    assert office.post(address, {}).status_code == 422
    office.post(address, {"file": SimpleUploadedFile("报告.txt", "正文".encode())})
    (file,) = queries.papers_of([item])[item.pk]
    assert "报告.txt" in client_of(place, "member 1").get(f"/meetings/{made.pk}/agenda").content.decode()
    made.roster.filter(member=place.members[1]).update(part="invited")
    invited = client_of(place, "member 2")
    page = invited.get(f"/meetings/{made.pk}/agenda").content.decode()
    assert ("报告.txt" in page, "1 份材料，只给：应出席人员" in page) == (False, True)
    assert invited.get(file.get_absolute_url()).status_code == 404
    office.post(f"{address}/{file.key}/removal")
    assert queries.papers_of([item]) == {item.pk: []}


def test_the_agenda_costs_the_same_for_one_and_for_three(
    place: Hall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, roles, notices; the occasion, its items, their papers, one's line on the roster."""
    made = meeting(place)
    member = client_of(place, "member 4")
    for amount in (1, 2):
        for _ in range(amount):
            item_in(place, made)
        with django_assert_num_queries(5):
            member.get(f"/meetings/{made.pk}/agenda")


def test_the_time_planned_and_used_without_pauses(place: Hall, moment: datetime) -> None:
    """Twelve minutes, a pause of an hour, nine more; what is over its time is marked."""
    made, office = meeting(place, State.OPEN), place.person("office")
    item = item_in(place, made, minutes=20)
    agenda = Visit(office)

    def after(minutes: int) -> Any:
        return clock.at(moment + timedelta(minutes=minutes))

    assert "计划 20 分钟" in agenda.open(f"/meetings/{made.pk}/agenda").text
    with after(0):
        actions.begin_item(item, by=office)
    with after(12):
        actions.end_item(Item.objects.get(pk=item.pk), by=office)
        assert "计划 20 分钟，用了 12 分钟" in agenda.open(f"/meetings/{made.pk}/agenda").text
    with after(72):
        actions.begin_item(Item.objects.get(pk=item.pk), by=office)
    with after(75):
        assert "计划 20 分钟，用了 15 分钟" in agenda.open(f"/meetings/{made.pk}/now").text
    with after(81):
        actions.end_item(Item.objects.get(pk=item.pk), by=office)
    assert "计划 20 分钟，用了 21 分钟" in agenda.open(f"/meetings/{made.pk}/agenda").text


class TestFirstTopics:
    def studied(self, place: Hall, kind: str, studied: str, **parts: Any) -> Item:
        made = meeting(place, State.OPEN, kind=kind, **parts)
        first = item_in(place, made, "第一议题", kind=ItemKind.FIRST_TOPIC, studied=studied)
        return actions.begin_item(first, by=place.person("office"))

    def test_the_register_by_kind_year_and_words(self, place: Hall) -> None:
        """Over all occasions; also as a sheet."""
        self.studied(place, "chairs", "重要讲话")
        self.studied(place, "standing", "党章")
        office = client_of(place, "office")

        def read(query: str) -> str:
            return office.get(f"/meetings/first-topics{query}").content.decode()

        found = [
            [words in read(query) for words in ("重要讲话", "党章")]
            for query in ("", "?kind=主席会议", "?q=党章", "?year=2025")
        ]
        assert found == [[True, True], [True, False], [False, True], [False, False]]
        sheet = office.get("/meetings/first-topics?export=xlsx")
        assert sheet["Content-Type"].startswith("application/vnd.openxmlformats")
        assert "重要讲话" not in client_of(place, "elsewhere").get("/meetings/first-topics").content.decode()

    def test_what_was_studied_is_asked_for_when_it_ends(self, place: Hall) -> None:
        """Until it is said, the register says that nothing was recorded; afterwards it can still be said."""
        first = self.studied(place, "chairs", "")
        at = f"/meetings/{first.meeting_id}/agenda/{first.pk}"
        answer = client_of(place, "office").post(f"{at}/ending", follow=True)
        assert answer.redirect_chain[-1][0] == f"{at}/note"
        assert "第一议题已结束，请写明学习了什么。" in answer.content.decode()
        clerk = Visit(place.person("office"))
        assert "没有记录学习了什么" in clerk.open("/meetings/first-topics").text
        clerk.open(f"{at}/note").press("保存结果", studied=" ", note="", expect=422)
        clerk.press("保存结果", studied="《政协章程》", note="")
        assert Item.objects.get(pk=first.pk).studied == "《政协章程》"
        register = clerk.open("/meetings/first-topics").text
        assert "《政协章程》" in register
        assert "没有记录学习了什么" not in register

    def test_of_no_other_item_is_it_asked(self, place: Hall) -> None:
        other = item_in(place, meeting(place, State.OPEN))
        actions.begin_item(other, by=place.person("office"))
        clerk = Visit(place.person("office")).open(f"/meetings/{other.meeting_id}/agenda/{other.pk}/note")
        assert "学习内容" not in clerk.text

    def test_it_costs_the_same_for_one_and_for_three(
        self, place: Hall, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        office = client_of(place, "office")
        for amount in (1, 2):
            for _ in range(amount):
                self.studied(place, "chairs", "重要讲话")
            with django_assert_num_queries(5):
                office.get("/meetings/first-topics")


class TestNow:
    def test_what_is_on_and_what_one_can_do(self, place: Hall) -> None:
        """The item, its papers, to ask for the floor; then one's place on the list, and then the countdown."""
        made = meeting(place, State.OPEN)
        item = item_in(place, made)
        office, by = client_of(place, "office"), place.person("office")
        office.post(f"/meetings/{made.pk}/agenda/{item.pk}/papers", {"file": SimpleUploadedFile("报告.txt", b"text")})
        member = Visit(place.person("member 1")).open(f"/meetings/{made.pk}/now")
        assert "接下来是第 1 项：审议报告" in member.text
        actions.begin_item(item, by=by)
        member.open(f"/meetings/{made.pk}/now")
        assert ("第 1 项：审议报告" in member.text, "报告.txt" in member.text, "还没有签到" in member.text) == (
            True,
            True,
            True,
        )
        member.press("申请发言")
        assert "您是第 1 位" in member.text
        actions.call_up(item.turns.get(), by=by, minutes=5)
        member.open(f"/meetings/{made.pk}/now")
        assert ("请您发言" in member.text, "到 10:05 为止" in member.text) == (True, True)

    def test_what_one_is_asked_for_stands_out_alone(self, place: Hall) -> None:
        """To sign in, before that to ask for the floor; once that is done, the floor."""
        made = meeting(place, State.OPEN)
        actions.begin_item(item_in(place, made), by=place.person("office"))
        page = Visit(place.person("member 1")).open(f"/meetings/{made.pk}/now")
        assert (page.html.count(' class="main"'), "button primary" in page.html) == (1, False)
        sign_in_all(made)
        page.open(f"/meetings/{made.pk}/now")
        assert (page.html.count(' class="main"'), "button primary" in page.html) == (0, True)

    def test_who_has_left_is_not_told_to_be_signed_in(self, place: Hall) -> None:
        """Signed in, then left: the page says when, and leads back to the door; back again, signed in."""
        made = meeting(place, State.OPEN)
        at, office = f"/meetings/{made.pk}/now", place.person("office")
        own = Attendance.objects.get(sitting__meeting=made, attendee__member=place.members[0])
        actions.admit(own, by=office, way=SignInWay.LIST)
        member = Visit(place.person("member 1"))
        assert "已签到" in member.open(at).text
        actions.sign_out(own, by=office)
        left = member.open(at)
        assert ("已签到" in left.text, "您已在 10:00 登记离场。" in left.text, "还没有签到" in left.text) == (
            False,
            True,
            False,
        )
        assert "签到" in left.follow("回到会场").text
        with clock.at(clock.now() + timedelta(minutes=5)):
            actions.admit(own, by=office, way=SignInWay.LIST)
            assert "已签到" in member.open(at).text

    def test_who_is_not_on_the_roster_sees_what_is_on(self, place: Hall) -> None:
        made = meeting(place, State.OPEN)
        item = item_in(place, made)
        actions.begin_item(item, by=place.person("office"))
        office = Visit(place.person("office")).open(f"/meetings/{made.pk}/now")
        assert ("审议报告" in office.text, "申请发言" in office.text) == (True, False)


class TestSpeakers:
    def test_the_list_is_run_by_the_office(self, place: Hall) -> None:
        made = meeting(place, State.OPEN)
        item = item_in(place, made)
        actions.begin_item(item, by=place.person("office"))
        at = f"/meetings/{made.pk}/agenda/{item.pk}/speakers"
        client_of(place, "member 1").post(f"{at}/own")
        clerk = Visit(place.person("office")).open(at)
        two = made.roster.get(member=place.members[1])
        clerk.press("列入名单", attendee=str(two.pk))
        office = client_of(place, "office")
        assert office.post(at, {"attendee": two.pk}).status_code == 422
        first, second = item.turns.order_by("position")
        office.post(f"{at}/{first.pk}/floor", {"minutes": "3"})
        assert "林一正在发言 ， 到 10:03 为止" in clerk.open(at).text
        assert office.post(f"{at}/{second.pk}/floor", {"minutes": "3"}).status_code == 409
        assert office.post(f"{at}/{second.pk}/floor", {"minutes": "long"}).status_code == 409
        office.post(f"{at}/{first.pk}/ending")
        office.post(f"{at}/{second.pk}/withdrawal")
        assert [turn.state for turn in item.turns.order_by("pk")] == ["spoken", "withdrawn"]
        member = client_of(place, "member 2")
        assert member.post(f"{at}/{first.pk}/ending").status_code == 409
        assert member.get(at).status_code == 200
