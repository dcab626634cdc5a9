"""The minutes of a plenary gather what its parts hold: who was there, what was dealt with, said and voted."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories.accounts import ScopeFactory, person_with
from tests.factories.meetings import Hall, attendee, hall, meeting, sign_in_all
from tests.journeys.visit import Visit
from tests.meetings.voting import vote_in
from xieshang.deadlines.models import Deadline
from xieshang.meetings import actions, exports, queries
from xieshang.meetings.actions import Offering, Point
from xieshang.meetings.models import Attendance, Attendee, Meeting, Vote
from xieshang.meetings.states import ItemKind, Part, State, VoteKind, VoteState, VoteWay
from xieshang.spine import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings: Settings, tmp_path: Path, moment: datetime) -> Hall:
    settings.MEDIA_ROOT = tmp_path
    return hall()


def plenary(place: Hall, days: int = 3, **said: str) -> Meeting:
    """From this morning's half past nine until the afternoon of the third day."""
    starts_at = timezone.localtime(clock.now()).replace(hour=9, minute=30)
    ends_at = starts_at + timedelta(days=days - 1, hours=8)
    return meeting(place, State.OPEN, starts_at=starts_at, ends_at=ends_at, **said)


def part(whole: Meeting, place: Hall, title: str, hour: int = 10, state: State = State.OPEN, days: int = 0) -> Meeting:
    """An hour long, where everybody has signed in."""
    starts_at = timezone.localtime(whole.starts_at).replace(hour=hour, minute=0)
    hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(days=days, hours=1)}
    made = meeting(place, state, whole=whole, title=title, place=f"{title}的会场", **hours)
    sign_in_all(made)
    Attendance.objects.filter(sitting__meeting=made).update(in_at=whole.starts_at)
    return made


def dealt_with(made: Meeting, place: Hall, title: str, speakers: Sequence[str] = (), note: str = "") -> None:
    """An item that was gone through, with who took the floor and what came of it."""
    by = place.person("office")
    item = actions.begin_item(actions.add_item(made, by=by, point=Point(title, kind=ItemKind.SPEECHES)), by=by)
    for who in speakers:
        turn = actions.ask_to_speak(item, by=place.person(who))
        actions.end_turn(actions.call_up(turn, by=by, minutes=5), by=by)
    if note:
        actions.note_item(item, by=by, note=note)
    actions.end_item(item, by=by)


def closed(made: Meeting) -> Meeting:
    Meeting.objects.filter(pk=made.pk).update(state=State.CLOSED, closed_at=clock.now())
    return Meeting.objects.get(pk=made.pk)


def held(place: Hall) -> Meeting:
    """A plenary with an item of its own and five parts, drawn up in another order than that of time; one was cancelled,
    one has not begun."""
    whole, by = plenary(place), place.person("office")
    dealt_with(whole, place, "听取常委会工作报告")
    closing = part(whole, place, "闭幕会", 19)
    panel = part(whole, place, "分组讨论（教育界）", 14)
    opening = part(whole, place, "开幕会", 9, State.NOTIFIED)
    part(whole, place, "联组讨论", 11, State.CANCELLED)
    part(whole, place, "选举会", 15, State.NOTIFIED)
    dealt_with(panel, place, "讨论常委会工作报告", ["member 2", "member 1"], "建议加大投入。")
    dealt_with(panel, place, "推选小组召集人")
    vote_in(place, panel, VoteState.ANNOUNCED, title="讨论意见")
    vote_in(place, panel, VoteState.CLOSED, title="还没有宣布的")
    speech = actions.offer_speech(opening, by=by, offering=Offering("办好教育", "文", place.members[3]))
    actions.take_for_oral(speech, by=by, reason="好。")
    Meeting.objects.filter(pk=opening.pk).update(state=State.OPEN)
    actions.note_spoken(opening.speeches.get(), by=by, on=clock.today())
    for member, presence in zip(place.members[2:], ("on_leave", "absent"), strict=True):
        Attendance.objects.filter(attendee=attendee(panel, member)).update(presence=presence, in_at=None)
    opening.roster.filter(member=place.members[0]).update(part=Part.INVITED)
    vote_in(place, closing, VoteState.ANNOUNCED, VoteWay.HANDS, title="大会决议")
    for one in (opening, panel):
        closed(one)
    return closed(whole)


TEXT = [
    "2026年3月18日至20日，鹰城市政协在会议中心召开九届四次全体会议。应出席4人，实到4人，请假0人，缺席0人。",
    "一、听取常委会工作报告",
    "二、开幕会",
    "2026年3月18日上午，在开幕会的会场举行。应出席3人，实到3人，请假0人，缺席0人，列席1人。",
    "列席的有林一。",
    "（一）大会发言",
    "作口头发言的有：林四《办好教育》。",
    "三、分组讨论（教育界）",
    "2026年3月18日下午，在分组讨论（教育界）的会场举行。应出席4人，实到2人，请假1人，缺席1人。",
    "请假的有林三；缺席的有林四。",
    "（一）讨论常委会工作报告",
    "林二、林一先后发言。",
    "建议加大投入。",
    "（二）推选小组召集人",
    "（三）表决",
    "会议以记名电子表决方式就“讨论意见”进行表决，应到4人，实到4人；赞成2票，反对0票，弃权0票。"
    "通过须有全体应到 4 人过半数，即至少 3 票赞成。赞成 2 票，不足 3 票，未获通过。",
    "四、闭幕会",
    "2026年3月18日晚上，在闭幕会的会场举行。应出席4人，实到4人，请假0人，缺席0人。",
    "（一）表决",
    "会议以举手表决方式就“大会决议”进行表决，应到4人，实到4人；赞成2票，反对0票，弃权2票。"
    "通过须有全体应到 4 人过半数，即至少 3 票赞成。赞成 2 票，不足 3 票，未获通过。",
    "出席：林一、林二、林三、林四",
]


def test_part_by_part_in_the_order_of_time(place: Hall) -> None:
    """Those that have begun alone; of their votes those that were announced. In Chinese for whoever makes them."""
    whole = held(place)
    with translation.override("en"):
        minutes = actions.make_minutes(whole, by=place.person("office"))
    assert minutes.text.splitlines() == TEXT
    assert queries.drafted(queries.with_what_was_said(Meeting.objects.filter(pk=whole.pk)).get()) == minutes.text


def test_word_pdf_and_page_say_the_same(place: Hall) -> None:
    """Each line of the text is in both papers and on the page, with headings of two levels."""
    minutes = actions.make_minutes(held(place), by=place.person("office"))
    content = {ending: exports.paper_of(minutes, ending, at=clock.now()) for ending in ("pdf", "docx")}
    with zipfile.ZipFile(io.BytesIO(content["docx"])) as archive:
        word = "".join(re.findall(r"<w:t[^>]*>([^<]*)", archive.read("word/document.xml").decode()))
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content["pdf"])).pages)
    page = Visit(place.person("office")).open(f"/meetings/{minutes.meeting_id}/minutes")
    for said in (word, pdf):
        plain = re.sub(r"—\d+—", "", "".join(said.split()))
        missing = [line for line in TEXT if "".join(line.split()) not in plain]
        assert missing == []
    assert [line for line in TEXT[:-1] if line not in page.text] == []
    headings = re.findall(r"<(h[34])[^>]*>(三、|（二）)([^<]*)", page.html)
    assert headings == [("h3", "三、", "分组讨论（教育界）"), ("h4", "（二）", "推选小组召集人")]
    assert f"出席 {TEXT[-1].removeprefix('出席：')}" in page.text


@pytest.mark.parametrize(
    ("days", "hour", "until", "words"),
    [
        (0, 9, 11, "2026年3月18日上午，"),
        (0, 9, 17, "2026年3月18日，"),
        (0, 13, 17, "2026年3月18日下午，"),
        (0, 19, 21, "2026年3月18日晚上，"),
        (1, 9, 17, "2026年3月18日至19日，"),
        (14, 9, 17, "2026年3月18日至4月1日，"),
        (300, 9, 17, "2026年3月18日至2027年1月12日，"),
    ],
)
def test_when_a_part_was(place: Hall, days: int, hour: int, until: int, words: str) -> None:
    """Its half-day where it lies within one, its day, or its days."""
    whole = plenary(place)
    starts_at = timezone.localtime(whole.starts_at).replace(hour=hour, minute=0)
    ends_at = (starts_at + timedelta(days=days)).replace(hour=until)
    meeting(place, State.OPEN, whole=whole, title="分组", place="", starts_at=starts_at, ends_at=ends_at)
    text = queries.drafted(Meeting.objects.get(pk=whole.pk)).splitlines()
    assert text[text.index("一、分组") + 1].startswith(f"{words}举行。应出席4人")


def test_a_plenary_with_more_than_ninety_nine_things(place: Hall) -> None:
    numbers = {number: queries.minutes.chinese(number) for number in (0, 4, 10, 12, 20, 23, 100, 105, 110, 111, 320)}
    assert list(numbers.values()) == [
        *("零", "四", "十", "十二", "二十", "二十三", "一百", "一百零五", "一百一十", "一百一十一", "三百二十")
    ]


def test_any_number_of_parts_costs_the_same(place: Hall, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """With all that they hold."""
    for number in (1, 9):
        whole = plenary(place, title=f"有{number}个分会")
        for each in range(number):
            made = part(whole, place, f"第{each}组")
            dealt_with(made, place, "讨论", ["member 1", "member 2"])
            vote_in(place, made, VoteState.ANNOUNCED, VoteWay.SECRET)
        with django_assert_num_queries(13):
            queries.drafted(Meeting.objects.select_related("assembly").get(pk=whole.pk))


def elected(place: Hall, whole: Meeting, state: VoteState, order: Sequence[int]) -> Vote:
    """A secret election in a part: each member votes for the candidate whose number stands at their place."""
    made = part(whole, place, "选举会")
    parts = {"kind": VoteKind.ELECTION, "candidates": ["甲候选", "乙候选", "丙候选", "丁候选"], "seats": 1}
    vote = vote_in(place, made, VoteState.OPEN, VoteWay.SECRET, title="选举副主席", **parts)
    for number, option in enumerate(order, start=1):
        actions.cast_vote(vote, by=place.person(f"member {number}"), choices={option: "for"})
    if state != VoteState.OPEN:
        vote = actions.close_vote(vote, by=place.person("office"))
    if state == VoteState.ANNOUNCED:
        vote = actions.announce(vote, by=place.person("office"))
    return vote


def test_a_secret_vote_of_a_part_says_its_result_alone(place: Hall) -> None:
    """Whoever voted how and in whichever order: the same sums make the same text, and neither who has voted nor a
    ballot is so much as read."""
    texts = []
    for number, order in enumerate(((1, 1, 2, 1), (2, 1, 1, 1)), start=1):
        whole = plenary(place, title="全体会议")
        elected(place, whole, VoteState.ANNOUNCED, order)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            texts.append(queries.drafted(Meeting.objects.get(pk=whole.pk)))
        read = " ".join(one["sql"] for one in asked)
        assert ("meetings_vote" in read, "meetings_cast" in read, "meetings_ballot" in read) == (True, False, False)
        assert number == len(texts)
    assert texts[0] == texts[1]
    (said,) = [line for line in texts[0].splitlines() if "无记名" in line]
    assert said == (
        "会议以无记名电子表决方式就“选举副主席”进行表决，应到4人，实到4人；"
        "甲候选，赞成3票，反对0票，弃权1票；乙候选，赞成1票，反对0票，弃权3票；"
        "丙候选，赞成0票，反对0票，弃权4票；丁候选，赞成0票，反对0票，弃权4票。"
        "应选 1 名，当选须有全体应到 4 人过半数，即至少 3 票赞成；超过应选名额的，以得票多的当选；"
        "最后一名票数相同的，再次投票。甲候选当选。"
    )


@pytest.mark.parametrize("state", [VoteState.OPEN, VoteState.CLOSED])
def test_before_it_is_announced_nothing_of_it_is_said(place: Hall, state: VoteState) -> None:
    whole = plenary(place)
    elected(place, whole, state, (1, 1, 2, 1))
    text = queries.drafted(Meeting.objects.get(pk=whole.pk))
    assert [word for word in ("候选", "选举副主席", "无记名", "票") if word in text] == []


def test_a_part_owes_no_minutes_of_its_own(place: Hall) -> None:
    """Closing it starts no clock, as its page says before; no list waits for its minutes; its page leads to the
    whole's, and makes some of its own all the same."""
    whole, office = plenary(place), Visit(place.person("office"))
    one = part(whole, place, "分组讨论")
    asking = office.open(f"/meetings/{one.pk}").follow("散会")
    assert "散会以后不再签到。需要时可以继续开会。" in asking.text
    asking.press("散会")
    assert not Deadline.objects.filter(code="meetings.minutes").exists()
    assert list(queries.without_minutes(Meeting.objects.all())) == []
    page = office.open(f"/meetings/{one.pk}/minutes")
    assert "写进整个会议的纪要，不用另写" in page.text
    assert page.page.links["整个会议的纪要"] == f"/meetings/{whole.pk}/minutes"
    assert "召开分组讨论" in page.press("生成纪要初稿").text
    actions.close(whole, by=place.person("office"))
    assert Deadline.objects.get(code="meetings.minutes").subject_id == whole.pk
    assert list(queries.without_minutes(Meeting.objects.all())) == [whole]


def test_who_is_called_to_a_part_alone_is_led_to_no_whole(place: Hall) -> None:
    """A guest of a panel reads to what it belongs, and has no link; a member has it on both pages."""
    whole, guest = plenary(place), person_with("member", ScopeFactory())
    one = part(whole, place, "分组讨论")
    Attendee.objects.create(meeting=one, person=guest, name=guest.name, part=Part.INVITED, position=9)
    pages = {f"/meetings/{one.pk}": "属于：九届四次全体会议", f"/meetings/{one.pk}/minutes": "整个会议的纪要"}
    for who, is_called_to_both in ((guest, False), (place.person("member 1"), True)):
        for address, words in pages.items():
            page = Visit(who).open(address)
            assert words in page.text
            assert (words in page.page.links) == is_called_to_both
