"""One plenary from the draft of its notice to the figures and the record of duty, through the pages alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import duties
from tests.factories.meetings import Hall, hall
from tests.journeys.visit import Visit
from xieshang.meetings.models import Attendance, Leave, Meeting, Minutes, Speech, Vote
from xieshang.meetings.states import LeaveState, MinutesState, Presence, SpeechState, State, VoteState
from xieshang.notices.models import Notice
from xieshang.spine import clock, errand
from xieshang.spine.figure import FIGURES, Number, Scope
from xieshang.spine.models import Errand

TITLE = "九届五次全体会议"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
DAY = {"starts_at": "2026-04-20T09:00", "ends_at": "2026-04-20T11:30", "answer_by": "2026-04-10T17:00"}


@pytest.fixture
def place(db: None, moment: datetime) -> Hall:
    found = hall()
    duties.scheme_for(found)  # type: ignore[arg-type]
    duties.year(found)  # type: ignore[arg-type]
    return found


@contextmanager
def on(month: int, day: int, hour: int, minute: int = 0) -> Iterator[None]:
    """At an hour of that day."""
    with clock.at(clock.now().replace(month=month, day=day, hour=hour, minute=minute)):
        yield


def worked() -> None:
    """What the worker does after the commits."""
    for owed in Errand.objects.filter(done_at__isnull=True).order_by("pk"):
        errand.run(owed.pk)


def told(place: Hall, who: str) -> list[str]:
    worked()
    return list(Notice.objects.filter(person=place.person(who)).order_by("pk").values_list("kind", flat=True))


def figure(place: Hall, code: str) -> Number:
    with on(4, 30, 10):
        return FIGURES[code].value(Scope.of_term(place.session.term, on=clock.today()))


def test_from_the_notice_to_the_figures(place: Hall) -> None:
    """Drafted, approved, told, answered, leave, papers, signed in, spoken, voted, closed, minuted, counted."""
    names = ("office", "secretary", "member 1", "member 2", "member 3", "member 4")
    office, secretary, first, second, third, fourth = (Visit(place.person(name)) for name in names)
    at = drawn_up(place, office)
    approved_and_sent(place, office, secretary, at)
    answered(place, (first, second, third), fourth, secretary)
    speech_and_papers(office, second, at)
    with on(4, 20, 8, 40):
        signed_in(office, first, second, third, at)
    with on(4, 20, 9, 10):
        spoken(office, second, at)
        voted(place, office, (first, second, third), at)
    with on(4, 20, 11, 30):
        closed(office, at)
    minuted(place, office, secretary, first, at)
    counted(place, first, fourth)


def drawn_up(place: Hall, office: Visit) -> str:
    """By the office: from its desk to a draft with roster and agenda, laid before the secretary general."""
    office.open("/").follow("草拟会议活动").follow("全体会议")
    office.press("草拟", title=TITLE, number="5", place="会议中心", text="请准时出席。", **DAY)
    at = office.path
    office.press("按种类列出名单")
    assert "新列入 4 人" in office.text
    for title, kind in (("听取常委会工作报告", "report"), ("大会发言", "speeches"), ("通过决议", "vote")):
        office.open(f"{at}/agenda").follow("加一项议程").press("加入议程", title=title, kind=kind)
    assert office.open(at).press("送请批准").page.links.get("修改") is None
    assert told(place, "secretary") == ["to_approve_notice"]
    assert Visit(place.person("member 1")).open(at, expect=404).status == 404
    return at


def approved_and_sent(place: Hall, office: Visit, secretary: Visit, at: str) -> None:
    """Returned once with what to change, then approved from the desk, and sent in time."""
    secretary.open("/").follow("批准会议通知")
    for words in (TITLE, "会议中心", "请准时出席。", "听取常委会工作报告", "名单 4 人"):
        assert words in secretary.text, words
    secretary.press("退回修改", reason="地点改到大会堂。")
    assert told(place, "office") == ["notice_returned"]
    assert "轮到筹备人员修改：“地点改到大会堂。” ，最迟 3 月 27 日通知" in office.open(at).text
    office.follow("修改").press("保存修改", place="大会堂")
    office.press("送请批准")
    secretary.open("/").follow("批准会议通知").press("批准")
    assert "没有等您审批的通知、请假和纪要。" in secretary.open("/").text
    office.open(at).follow("发出通知").press("发给名单上的 4 人")
    assert Meeting.objects.get().state == State.NOTIFIED
    assert told(place, "member 1") == ["to_attend"]


def answered(place: Hall, coming: tuple[Visit, ...], fourth: Visit, secretary: Visit) -> None:
    """Three are coming; the fourth asks for leave, which is granted from the desk."""
    for member in coming:
        member.open("/").follow("回复是否参加").press("参加")
        assert "您已回复：参加" in member.text
    fourth.open("/").follow("回复是否参加").follow("请假").press("请假", kind="duty", reason="到省里参加会议。")
    assert "您的请假等待审批" in fourth.text
    assert "to_decide_leave" in told(place, "secretary")
    secretary.open("/").follow("审批林四的请假")
    assert "到省里参加会议。" in secretary.text
    secretary.press("准假", remark="同意。")
    assert Leave.objects.get().state == LeaveState.GRANTED
    assert told(place, "member 4")[-1] == "leave_decided"
    assert "您的请假已经批准" in fourth.open(fourth.path).text


def speech_and_papers(office: Visit, second: Visit, at: str) -> None:
    """A speech is offered and taken; the report's paper is waited for from three days before it is due, and sent."""
    second.open(at).follow("大会发言").follow("提交大会发言")
    second.press("提交发言", whom="own", title="关于老城区停车的发言", text="老城区停车难。")
    office.open(second.path).follow("遴选").press("决定", outcome="oral", reason="切合实际。")
    assert Speech.objects.get().state == SpeechState.ORAL
    with on(4, 1, 9):
        office.open("/").follow("还缺 1 项议程的材料").follow("1. 听取常委会工作报告")
        paper = SimpleUploadedFile("工作报告.pdf", PDF, content_type="application/pdf")
        assert "材料已加上。" in office.press("加上", files={"file": paper}).text
        assert "还缺" not in office.open("/").text
        assert "工作报告.pdf" in second.open(f"{at}/agenda").page.links


def signed_in(office: Visit, first: Visit, second: Visit, third: Visit, at: str) -> None:
    """By the hall's code, scanned and typed, and by the clerk's list; who is on leave is not missed."""
    office.open(at).press("开会").open(f"{at}/door/screen")
    code = re.search(r'class="typed-code">([^<]+)<', office.html)
    assert code is not None
    first.open(f"{at}/door?code={code[1].replace(' ', '')}").press("签到")
    assert "您已在 4 月 20 日 08:40 签到。" in first.text
    second.open(f"{at}/door").press("签到", word=code[1])
    line = Attendance.objects.get(attendee__name="林三").attendee_id
    office.client.post(f"{at}/door/desk/arrivals?half=1", {"attendee": line})
    assert "您已在 4 月 20 日 08:40 签到。" in third.open(f"{at}/door").text
    found = dict(Attendance.objects.values_list("attendee__name", "presence"))
    there = dict.fromkeys(("林一", "林二", "林三"), Presence.PRESENT)
    assert found == {**there, "林四": Presence.ON_LEAVE}


def spoken(office: Visit, second: Visit, at: str) -> None:
    """The report, then the speech that was taken: asked for on the phone, given the floor, timed."""
    office.open(f"{at}/agenda").press("开始 听取常委会工作报告").press("结束 听取常委会工作报告")
    office.press("保存结果", note="会议同意这个报告。").press("开始 大会发言").follow("发言名单")
    listed = office.path
    second.open(f"{at}/now").press("申请发言")
    office.open(listed).press("请发言 林二", minutes="8")
    with clock.at(clock.now() + timedelta(minutes=6)):
        office.open(listed).press("发言结束")
        office.open(f"{at}/agenda").press("结束 大会发言")
    assert Speech.objects.get().state == SpeechState.SPOKEN


def voted(place: Hall, office: Visit, members: tuple[Visit, ...], at: str) -> None:
    """Put under its item, voted on by who is there and by nobody else, counted and announced."""
    with clock.at(clock.now() + timedelta(minutes=10)):
        office.open(f"{at}/agenda").press("开始 通过决议").follow("通过决议").follow("在这项议程下拟定表决")
        office.press("保存", title="会议决议（草案）", kind="question", way="named", majority="entitled")
        vote = office.press("开始投票").path
        for member in members:
            member.open(vote).follow("去投票").press("下一步：核对", option_1="for").press("投票")
            assert "您的票已收到" in member.text
        away = Visit(place.person("member 4")).open(vote)
        assert "去投票" not in away.page.links
        office.open(vote).follow("截止并计票").press("截止并计票").press("宣布结果")
        assert Vote.objects.get().state == VoteState.ANNOUNCED
        assert "通过" in members[0].open(vote).text
        office.open(f"{at}/agenda").press("结束 通过决议")


def closed(office: Visit, at: str) -> None:
    """Over, and who was there is settled."""
    office.open(at).follow("散会").press("散会")
    office.open(f"{at}/door/settlement?half=1").press("核定出席")
    assert Meeting.objects.get().state == State.CLOSED


def minuted(place: Hall, office: Visit, secretary: Visit, first: Visit, at: str) -> None:
    """Made from what there is, approved from the desk within their time, issued to those who were to be there."""
    with on(4, 21, 9):
        office.open(f"{at}/minutes").press("生成纪要初稿")
        for words in ("应出席4人，实到3人，请假1人", "会议同意这个报告。", "林二", "会议决议（草案）", "请假 林四"):
            assert words in office.text, words
        office.press("送审")
        assert "纪要还没有印发。" in first.open(f"{at}/minutes").text
        secretary.open("/").follow("审定纪要").press("审定")
        office.open(f"{at}/minutes").press("印发")
        assert Minutes.objects.get().state == MinutesState.ISSUED
        assert "应出席4人" in first.open(f"{at}/minutes").text
        assert "minutes_issued" in told(place, "member 1")
        assert "已经结束" in office.open(at).text


def counted(place: Hall, first: Visit, fourth: Visit) -> None:
    """One plenary and nothing else; each member's record has how they attended, with the ledger's own words."""
    codes = ("F01", "F02", "F03", "F04", "F05", "F36")
    assert {code: figure(place, code) for code in codes} == {**dict.fromkeys(codes, 0), "F01": 1}
    with on(4, 30, 10):
        scope = Scope.of_term(place.session.term, on=clock.today())
        (row,) = FIGURES["F01"].rows(scope)
        assert (row.title, row.entitled, row.there) == (TITLE, 4, 3)
        duties.read(place)  # type: ignore[arg-type]
        for member, words in ((first, "出席"), (fourth, "请假")):
            record = member.open("/duties/").text
            said = record[record.index(TITLE) :][:80]
            assert words in said, said
