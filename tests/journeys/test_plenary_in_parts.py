"""A plenary in parts, from the notice of all to the minutes of the whole and its figure, through the pages alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from tests.factories.meetings import Hall, hall
from tests.journeys.visit import Visit
from xieshang.meetings.models import Appearance, Attendance, Meeting, Minutes, Vote
from xieshang.meetings.states import MinutesState, State, VoteState
from xieshang.spine import clock
from xieshang.spine.figure import FIGURES, Scope
from xieshang.spine.models import Entry

TITLE, PANEL, CLOSING = "九届五次全体会议", "分组讨论", "选举和闭幕会"
WHOLE = {"starts_at": "2026-04-20T09:00", "ends_at": "2026-04-20T17:30", "place": "会议中心"}
PARTS = {
    PANEL: {"starts_at": "2026-04-20T09:00", "ends_at": "2026-04-20T11:30", "place": "二楼"},
    CLOSING: {"starts_at": "2026-04-20T14:30", "ends_at": "2026-04-20T17:00", "place": "大会堂"},
}


@pytest.fixture
def place(db: None, moment: datetime) -> Hall:
    return hall()


@contextmanager
def at(hour: int, minute: int = 0, day: int = 20) -> Iterator[None]:
    """At an hour of that day in April."""
    with clock.at(clock.now().replace(month=4, day=day, hour=hour, minute=minute)):
        yield


def test_from_the_notice_of_all_to_the_minutes_of_the_whole(place: Hall) -> None:
    """Drawn up in parts, told at one stroke, signed in to at a part's door, spoken and voted in parts, counted once."""
    office, secretary = Visit(place.person("office")), Visit(place.person("secretary"))
    members = [Visit(place.person(f"member {number}")) for number in (1, 2, 3, 4)]
    whole, panel, closing = drawn_up(office)
    told(office, secretary, members, whole, closing)
    with at(8, 40):
        signed_in(office, members[:3], panel)
        assert "3 在场" in office.open(f"{whole}/door/board?half=1").text
    with at(9, 5):
        discussed(office, members, panel)
        agreed(office, members, panel)
    with at(14, 20):
        signed_in(office, members[:3], closing)
    with at(14, 40):
        elected(office, members, closing)
    with at(17, 30):
        over(office, whole, panel, closing)
    minuted(office, secretary, members[0], whole)
    counted(place, whole)


def drawn_up(office: Visit) -> tuple[str, str, str]:
    """The whole, then its parts with their own hours, each with its agenda; everybody belongs to each of them."""
    office.open("/").follow("草拟会议活动").follow("全体会议")
    office.press("草拟", title=TITLE, number="5", **WHOLE)
    whole = office.path
    office.press("按种类列出名单")
    added(office, whole, "听取常委会工作报告", "report")
    for title, hours in PARTS.items():
        office.open(whole).follow("增加分会").press("草拟", title=title, **hours)
    panel, closing = (f"/meetings/{Meeting.objects.get(title=title).pk}" for title in PARTS)
    added(office, panel, "讨论工作报告", "speeches")
    added(office, panel, "小组意见", "vote")
    added(office, closing, "选举副主席", "vote")
    return whole, panel, closing


def added(office: Visit, at: str, title: str, kind: str) -> None:
    office.open(f"{at}/agenda").follow("加一项议程").press("加入议程", title=title, kind=kind)


def told(office: Visit, secretary: Visit, members: list[Visit], whole: str, closing: str) -> None:
    """Laid before the secretary general, approved and sent with all parts; each answers, and finds the parts. One has
    leave for the afternoon, and so for the part that lies in it."""
    for visit, step, button in (
        (office, "ask_approval", "送请批准（3 个）"),
        (secretary, "approve", "批准通知（3 个）"),
        (office, "notify", "发出通知（3 个）"),
    ):
        visit.open(f"{whole}/together?step={step}").press(button)
    assert set(Meeting.objects.values_list("state", flat=True)) == {State.NOTIFIED}
    for member in members[:3]:
        assert "您已回复：参加" in member.open(whole).press("参加").text
        assert PANEL in member.page.links
    afternoon = str(Meeting.objects.get(title=TITLE).sittings.get(number=2).pk)
    members[3].open(whole).follow("请假").press("请假", kind="duty", reason="出差。", halves=afternoon)
    secretary.open("/").follow("审批林四的请假").press("准假")
    assert "请的假包括这个分会" in members[3].open(closing).text


def signed_in(office: Visit, members: list[Visit], part: str) -> None:
    """By the code on the screen at the part's own door."""
    office.open(part).press("开会").open(f"{part}/door/screen")
    code = re.search(r'class="typed-code">([^<]+)<', office.html)
    assert code is not None
    for member in members:
        assert "签到。" in member.open(f"{part}/door").press("签到", word=code[1]).text


def discussed(office: Visit, members: list[Visit], panel: str) -> None:
    """Two ask for the floor on their phones and have it, in that order."""
    office.open(f"{panel}/agenda").press("开始 讨论工作报告").follow("发言名单")
    listed = office.path
    for member in members[1::-1]:
        member.open(f"{panel}/now").press("申请发言")
    for minutes, name in ((5, "林二"), (11, "林一")):
        office.open(listed).press(f"请发言 {name}", minutes="8")
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            office.open(listed).press("发言结束")
    office.open(f"{panel}/agenda").press("结束 讨论工作报告").press("保存结果", note="小组赞成这个报告。")


def agreed(office: Visit, members: list[Visit], panel: str) -> None:
    """An open vote by name, of which everybody who sees the panel sees who voted what."""
    with clock.at(clock.now() + timedelta(minutes=20)):
        said = {"title": "小组意见（草案）", "kind": "question", "way": "named", "majority": "present"}
        vote = put(office, panel, "小组意见", **said)
        for member, choice in zip(members[:3], ("for", "for", "against"), strict=True):
            member.open(vote).follow("去投票").press("下一步：核对", option_1=choice).press("投票")
        ended(office, panel, vote, "小组意见")
        assert "林三 反对" in members[0].open(vote).text


def put(office: Visit, at: str, item: str, **said: str) -> str:
    """The item begins, and the vote under it is drawn up and opened; its address."""
    office.open(f"{at}/agenda").press(f"开始 {item}").follow(item).follow("在这项议程下拟定表决")
    return office.press("保存", **said).press("开始投票").path


def ended(office: Visit, at: str, vote: str, item: str) -> None:
    office.open(vote).follow("截止并计票").press("截止并计票").press("宣布结果")
    assert Vote.objects.get(item__title=item).state == VoteState.ANNOUNCED
    office.open(f"{at}/agenda").press(f"结束 {item}")


def elected(office: Visit, members: list[Visit], closing: str) -> None:
    """A secret election of one of two; of nobody can be read whom they voted for, nor may who is away vote."""
    said = {"title": "选举副主席", "kind": "election", "way": "secret", "majority": "entitled", "seats": "1"}
    vote = put(office, closing, "选举副主席", candidates="甲候选\n乙候选", **said)
    for member in members[:3]:
        member.open(vote).follow("去投票").press("下一步：核对", option_1="for").press("投票")
    assert "去投票" not in members[3].open(vote).page.links
    ended(office, closing, vote, "选举副主席")
    shown = members[0].open(vote).text
    assert ("甲候选当选" in shown, "每人的投票" in shown) == (True, False)


def over(office: Visit, whole: str, *parts: str) -> None:
    """The whole begins late in the list of steps, is closed with its parts, and every half-day is settled."""
    office.open(whole).press("开会")
    office.open(f"{whole}/together?step=close").press("散会（3 个）")
    assert set(Meeting.objects.values_list("state", flat=True)) == {State.CLOSED}
    for one in (*parts, whole):
        for half in Meeting.objects.get(pk=one.rsplit("/", 1)[-1]).sittings.values_list("number", flat=True):
            office.open(f"{one}/door/settlement?half={half}").press("核定出席")


def minuted(office: Visit, secretary: Visit, first: Visit, whole: str) -> None:
    """The whole's minutes hold both parts in the order of time; a member reads them once they are issued."""
    with at(9, day=21):
        office.open(f"{whole}/minutes").press("生成纪要初稿")
        lines = Minutes.objects.get().text.splitlines()
        assert [line for line in lines if re.match(r"[一二三四]、|（[一二三四]）", line)] == [
            "一、听取常委会工作报告",
            "二、分组讨论",
            "（一）讨论工作报告",
            "（二）小组意见",
            "三、选举和闭幕会",
            "（一）选举副主席",
        ]
        assert lines[lines.index("（一）讨论工作报告") + 1 :][:2] == ["林二、林一先后发言。", "小组赞成这个报告。"]
        assert lines[lines.index("二、分组讨论") + 1] == (
            "2026年4月20日上午，在二楼举行。应出席4人，实到3人，请假0人，缺席1人。"
        )
        (election,) = [line for line in lines if "无记名" in line]
        assert "甲候选，赞成3票" in election
        assert not any(name in election for name in ("林一", "林二", "林三", "林四"))
        office.press("送审")
        secretary.open("/").follow("审定纪要").press("审定")
        office.open(f"{whole}/minutes").press("印发")
        assert Minutes.objects.get().state == MinutesState.ISSUED
        assert "甲候选当选" in first.open(f"{whole}/minutes").text


def counted(place: Hall, whole: str) -> None:
    """One plenary with the half-days of the whole, attended by whichever door; of a secret vote the ledger says who."""
    with at(10, day=30):
        (row,) = FIGURES["F01"].rows(Scope.of_term(place.session.term, on=clock.today()))
    assert (row.title, row.entitled, row.there) == (TITLE, 8, 6)
    assert not Attendance.objects.filter(sitting__meeting__title=TITLE, presence="present").exists()
    seen = Appearance.objects.filter(meeting=row).values_list("attendee__name", "presence")
    away = [("林四", "absent"), ("林四", "on_leave")]
    assert sorted(seen) == sorted([(f"林{name}", "present") for name in "一二三"] * 2 + away)
    told_of = Entry.objects.filter(kind="meetings.attended")
    assert set(told_of.values_list("payload__title", flat=True)) == {TITLE}
