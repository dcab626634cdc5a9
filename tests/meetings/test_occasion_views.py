"""The pages of occasions: drawn up, notified, answered; what strangers see, and what a page costs."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.factories.accounts import sign_in
from tests.factories.meetings import Hall, attendee, hall, meeting
from tests.journeys.visit import Visit
from xieshang.meetings import actions
from xieshang.meetings.models import Kind, Leave, Meeting, Sitting
from xieshang.meetings.states import Answer, LeaveKind, LeaveState, State
from xieshang.spine import clock
from xieshang.ui import show

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place(moment: datetime) -> Iterator[Hall]:
    return hall()


def later(days: int = 40) -> dict[str, datetime]:
    starts = clock.now() + timedelta(days=days)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}


def signed_in(place: Hall, who: str) -> Client:
    client = Client()
    sign_in(client, place.person(who))
    return client


def test_an_occasion_from_its_first_word_to_the_end(place: Hall) -> None:
    """The office draws it up, the secretary general approves, a member answers in one tap, the office closes it."""
    office = Visit(place.person("office")).open("/meetings/").follow("草拟会议活动").follow("主席会议")
    office.press("草拟", title="", expect=422)
    office.press("草拟", title="第一次主席会议", starts_at="2026-04-20T09:00", ends_at="2026-04-20T11:00", place="三楼")
    made = Meeting.objects.get()
    assert (made.number, made.title) == (1, "第一次主席会议")
    office.press("按种类列出名单").open(f"/meetings/{made.pk}").press("送请批准")
    Visit(place.person("secretary")).open(f"/meetings/{made.pk}").follow("批准通知").press("批准")
    office.open(f"/meetings/{made.pk}").follow("发出通知")
    assert "最迟 4 月 13 日" in office.text
    office.press("发给名单上的 1 人")
    member = Visit(place.person("member 1")).open(f"/meetings/{made.pk}")
    assert "轮到您回复是否参加" in member.text
    member.press("参加")
    line = attendee(made, place.members[0])
    assert (line.answer, line.read_at is not None) == (Answer.COMING, True)
    with clock.at(datetime.fromisoformat("2026-04-20T09:00+08:00")):
        office.open(f"/meetings/{made.pk}").press("开会").follow("散会").press("散会")
    assert "轮到筹备人员印发纪要" in office.text


def test_a_late_notice_is_said_and_asks_why(place: Hall) -> None:
    made = meeting(place, State.APPROVED, **later(3))
    office = Visit(place.person("office")).open(f"/meetings/{made.pk}/notice")
    assert "已经晚了" in office.text
    office.press("发给名单上的 4 人", expect=422)
    assert "请写明理由" in office.text
    office.press("发给名单上的 4 人", reason="临时增加议题")
    assert Meeting.objects.get().state == State.NOTIFIED


def test_leave_is_asked_decided_and_withdrawn(place: Hall) -> None:
    made = meeting(place, **later())
    member = Visit(place.person("member 4")).open(f"/meetings/{made.pk}").follow("请假")
    member.press("请假", expect=422, reason="看病")
    assert "看病" in member.html
    client = signed_in(place, "member 4")
    assert client.post(f"/meetings/{made.pk}/leave", {"kind": "duty", "reason": "出差"}).status_code == 302
    member.open(f"/meetings/{made.pk}")
    assert "您的请假等待审批" in member.text
    leave = Leave.objects.get()
    secretary = Visit(place.person("secretary")).open("/meetings/leaves")
    assert "出差" not in secretary.text
    secretary.follow("林四")
    assert "出差" in secretary.text
    secretary.press("不准假", expect=422)
    secretary.press("准假")
    assert Leave.objects.get().state == LeaveState.GRANTED
    member.open(f"/meetings/{made.pk}").press("撤回请假")
    assert Leave.objects.get().state == LeaveState.WITHDRAWN
    assert Visit(place.person("member 3")).open(f"/meetings/{made.pk}/leaves/{leave.pk}", expect=404)
    assert "现在不能审批请假" in Visit(place.person("office")).open(f"/meetings/{made.pk}/leaves/{leave.pk}").text


def test_a_leave_of_hours_is_withdrawn_until_the_end_alone(place: Hall) -> None:
    """Of one day it says from when until when; once the occasion is over there is no button, as the rule says."""
    first = clock.now() + timedelta(days=9)
    made, member = meeting(place, starts_at=first, ends_at=first + timedelta(hours=3)), place.person("member 4")
    Sitting.objects.create(
        meeting=made, number=2, starts_at=first + timedelta(hours=4), ends_at=first + timedelta(hours=7)
    )
    line, halves = attendee(made, place.members[3]), list(made.sittings.filter(number=2))
    actions.ask_leave(line, by=member, kind=LeaveKind.DUTY, reason="出差", halves=halves)
    page = Visit(member).open(f"/meetings/{made.pk}")
    hours = f"{show.moment(halves[0].starts_at)}–{show.time(halves[0].ends_at)}"
    assert (hours in page.text, "撤回请假" in page.text) == (True, True)
    Meeting.objects.filter(pk=made.pk).update(state=State.CLOSED, closed_at=made.ends_at)
    assert "撤回请假" not in page.open(f"/meetings/{made.pk}").text


def test_what_is_over_has_no_step_for_all_parts(place: Hall) -> None:
    """A plenary leads to the steps that are done with all of its parts while one of them has one left."""
    whole = meeting(place, State.CLOSED)
    parts = [meeting(place, state, whole=whole) for state in (State.CLOSED, State.CANCELLED, State.OPEN)]
    page = Visit(place.person("office")).open(f"/meetings/{whole.pk}")
    assert "连同各分会办理" in page.page.links
    Meeting.objects.filter(pk=parts[-1].pk).update(state=State.CLOSED, closed_at=whole.ends_at)
    assert "连同各分会办理" not in page.open(f"/meetings/{whole.pk}").page.links


@pytest.mark.parametrize(
    "page",
    ["text", "sittings", "copy", "series", "template", "parts/new", "roster", "roster/people", "answers"],
)
def test_members_find_no_page_of_the_office(place: Hall, page: str) -> None:
    made = meeting(place)
    assert signed_in(place, "member 4").get(f"/meetings/{made.pk}/{page}").status_code == 404
    assert signed_in(place, "office").get(f"/meetings/{made.pk}/{page}").status_code == 200


@pytest.mark.parametrize("who", ["elsewhere", "administrator", "officer"])
def test_strangers_find_nothing(place: Hall, who: str) -> None:
    made, client = meeting(place), signed_in(place, who)
    for page in ("", "/occasion.ics", "/roster", "/answers", "/notice", "/leave"):
        assert client.get(f"/meetings/{made.pk}{page}").status_code == 404
    assert made.title not in client.get("/meetings/?tab=all").content.decode()


def test_the_office_changes_copies_divides_and_repeats(place: Hall) -> None:
    made = meeting(place, State.DRAFT, **later())
    office, at = Visit(place.person("office")), f"/meetings/{made.pk}"
    office.open(f"{at}/text").press("保存修改", place="新会场")
    office.open(f"{at}/sittings").press("保存")
    office.open(f"{at}/template").press("保存模板", name="全会")
    office.open("/meetings/new").follow("模板：全会")
    assert "新会场" in office.html
    office.open(f"{at}/series").press("草拟这些会议活动", times="2", days="7")
    office.open(f"{at}/parts/new").press("草拟", title="分组讨论", how="each", expect=422)
    client = signed_in(place, "office")
    client.post(
        f"{at}/parts/new",
        {
            "title": "分组讨论",
            "starts_at": f"{made.starts_at.astimezone():%Y-%m-%dT%H:%M}",
            "ends_at": f"{made.ends_at.astimezone():%Y-%m-%dT%H:%M}",
            "how": "each",
            "sectors": [one.pk for one in place.sectors],
        },
    )
    assert Meeting.objects.filter(whole=made).count() == 2
    assert "分组讨论（教育界）" in office.open(at).text
    office.open(f"{at}/copy").press("复制", starts_at="2026-06-01T09:00")
    assert Meeting.objects.filter(whole=None).count() == 4


def test_people_are_put_on_by_name_and_kept_when_refused(place: Hall) -> None:
    made = meeting(place, State.DRAFT, kind="forum")
    made.roster.all().delete()
    office = Visit(place.person("office")).open(f"/meetings/{made.pk}/roster/people")
    office.press("列入名单", names="林一、无此人", expect=422)
    assert "名册里没有：无此人。" in office.text
    assert "林一、无此人" in office.html
    office.press("列入名单", names="林一，林二")
    office.open(f"/meetings/{made.pk}/roster/people").press(
        "列入名单", part="invited", names="", guests="吴老师 党校教授"
    )
    assert list(made.roster.order_by("position").values_list("name", "label")) == [
        ("林一", "主席"),
        ("林二", "经济界"),
        ("吴老师", "党校教授"),
    ]
    key = made.roster.get(name="林二").pk
    office.open(f"/meetings/{made.pk}/roster/{key}").follow("移出名单").press("移出名单")
    assert made.roster.count() == 2


def test_the_roster_is_searched_by_initials_and_exported(place: Hall) -> None:
    made, client = meeting(place), signed_in(place, "office")
    sheet = b"".join(client.get(f"/meetings/{made.pk}/roster?export=xlsx").streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert len([row for row in rows if any("林" in str(cell) for cell in row)]) >= 4
    answers = client.get(f"/meetings/{made.pk}/answers").content.decode()
    assert "教育界" in answers
    assert "经济界" in answers


def test_a_line_tells_what_was_said_one_after_another(place: Hall) -> None:
    """What is changed stays to be read, and what came after the time for it is marked."""
    made = meeting(place, **later(), answer_by=clock.now() + timedelta(hours=1))
    line, member = attendee(made, place.members[0]), place.person("member 1")
    actions.answer(line, by=member, coming=True)
    with clock.at(clock.now() + timedelta(hours=2)):
        leave = actions.ask_leave(attendee(made, place.members[0]), by=member, kind=LeaveKind.DUTY, reason="出差")
        actions.decide_leave(leave, by=place.person("secretary"), granted=True)
    page = signed_in(place, "office").get(f"/meetings/{made.pk}/roster/{line.pk}").content.decode()
    told = page[page.index("先后怎样回复") :]
    places = [told.index(words) for words in ("林一回复通知：参加", "林一请假", "晚于要求的回复时间", "准林一的假")]
    assert places == sorted(places)
    assert told.count("晚于要求的回复时间") == 1


def test_answers_after_the_time_for_them_are_marked_and_counted(place: Hall) -> None:
    """In the list and on the line; where no time was set, nothing is late."""
    made = meeting(place, **later(), answer_by=clock.now() + timedelta(hours=1))
    actions.answer(attendee(made, place.members[0]), by=place.person("member 1"), coming=True)
    with clock.at(clock.now() + timedelta(hours=2)):
        line = actions.answer(attendee(made, place.members[1]), by=place.person("member 2"), coming=True)
    office = signed_in(place, "office")
    listed = office.get(f"/meetings/{made.pk}/roster?tab=late").content.decode()
    assert [name for name in ("林一", "林二", "林三") if name in listed[listed.index("<tbody") :]] == ["林二"]
    assert "晚于要求" in listed[listed.index("<tbody") :]
    assert "，晚于要求的回复时间" in office.get(f"/meetings/{made.pk}/roster/{line.pk}").content.decode()
    assert "晚于要求" not in office.get(f"/meetings/{meeting(place, **later()).pk}/roster").content.decode()


def test_lists_and_pages_cost_the_same_for_one_and_for_three(
    place: Hall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office, member = signed_in(place, "office"), signed_in(place, "member 4")
    for amount in (1, 2):
        for _ in range(amount):
            made = meeting(place, **later())
            line = attendee(made, place.members[0])
            actions.ask_leave(line, by=place.person("member 1"), kind=LeaveKind.DUTY, reason="出差")
        for client, address, count in (
            (office, "/meetings/?tab=coming", LIST),
            (member, "/meetings/?tab=mine", LIST),
            (office, "/meetings/leaves", LEAVES),
            (office, f"/meetings/{made.pk}/roster", LIST),
            (office, f"/meetings/{made.pk}/answers", LIST),
        ):
            with django_assert_num_queries(count):
                assert client.get(address).status_code == 200
        member.get(f"/meetings/{made.pk}")
        with django_assert_num_queries(OFFICE_PAGE):
            office.get(f"/meetings/{made.pk}")
        with django_assert_num_queries(MEMBER_PAGE):
            member.get(f"/meetings/{made.pk}")


LIST, LEAVES, OFFICE_PAGE, MEMBER_PAGE = 6, 5, 14, 8


def test_kinds_are_changed_as_data(place: Hall) -> None:
    office = Visit(place.person("office")).open("/meetings/kinds")
    assert "会后 7 个工作日印发纪要；缺席不计入履职" in office.text
    assert "提前 3 个工作日通知；不印发纪要" in office.text
    office.follow("增加种类")
    office.press("保存", name="视察", code="tour", notice_days="5")
    office.follow("视察").press("保存", notice_days="6")
    kind = Kind.objects.get(code="tour")
    assert kind.notice_days == 6
    plenary = Kind.objects.get(code="plenary")
    office.open(f"/meetings/kinds/{plenary.pk}").press("保存", notice_days="16")
    plenary.refresh_from_db()
    assert (plenary.notice_days, plenary.parties_first) == (16, True)
    office.open(f"/meetings/kinds/{kind.pk}").press("停用这个种类")
    assert "已停用" in office.text
    assert signed_in(place, "member 1").get("/meetings/kinds").status_code == 404


def test_the_calendar_address_is_shown_once_and_revoked(place: Hall) -> None:
    told, draft = meeting(place, **later()), meeting(place, State.DRAFT, **later())
    member = Visit(place.person("member 4")).open("/meetings/calendar").press("开通日历订阅")
    address = next(word for word in member.page.words if word.startswith("http"))
    stranger = Client()
    content = stranger.get(address.partition("testserver")[2]).content.decode()
    assert f"meeting-{told.pk}@" in content
    assert f"meeting-{draft.pk}@" not in content
    assert address not in member.open("/meetings/calendar").html
    member.press("收回地址")
    assert stranger.get(address.partition("testserver")[2]).status_code == 404
    assert stranger.get("/meetings/feed/nothing.ics").status_code == 404
    one = member.client.get(f"/meetings/{told.pk}/occasion.ics")
    assert one["Content-Type"] == "text/calendar; charset=utf-8"


def test_home_shows_what_comes(place: Hall) -> None:
    made = meeting(place, **later())
    assert made.title in Visit(place.person("member 4")).open("/").text
    desk = Visit(place.person("office")).open("/")
    assert made.title in desk.text
    assert "会议活动" in desk.page.links
