"""The minutes: made from what there is, written by two people without losing a text, approved, issued, read."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader
from pytest_django import Settings

from tests.factories.accounts import person_with, sign_in
from tests.factories.meetings import Hall, attendee, hall, meeting, sign_in_all
from tests.journeys.visit import Visit
from tests.meetings.voting import ELECTION, session, two_for, vote_in
from tests.together import at_once
from xieshang.deadlines import actions as deadlines
from xieshang.deadlines.models import Deadline
from xieshang.documents import owners, store
from xieshang.meetings import actions, exports, queries, rules
from xieshang.meetings.actions import Offering, Point
from xieshang.meetings.models import Attendance, Attendee, Meeting, Minutes, MinutesVersion
from xieshang.meetings.states import ItemKind, MinutesState, Part, State, VoteState, VoteWay
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

M = MinutesState


@pytest.fixture
def place(settings: Settings, tmp_path: Path, moment: datetime) -> Hall:
    settings.MEDIA_ROOT = tmp_path
    return hall()


def closed(place: Hall, kind: str = "chairs") -> Meeting:
    """An occasion with an agenda, who was there, who spoke and what was voted on."""
    made, by = meeting(place, State.OPEN, kind=kind, title="第十二次主席会议"), place.person("office")
    sign_in_all(made)
    Attendance.objects.filter(attendee=attendee(made, place.members[2])).update(presence="on_leave", in_at=None)
    made.roster.filter(member=place.members[3]).update(part=Part.INVITED)
    first = actions.add_item(
        made, by=by, point=Point("第一议题", kind=ItemKind.FIRST_TOPIC, studied="重要讲话精神。\n党章")
    )
    report = actions.add_item(made, by=by, point=Point("审议工作要点", presenter="办公室"))
    for item in (first, report):
        actions.begin_item(item, by=by)
        if item == report:
            turn = actions.ask_to_speak(item, by=place.person("member 1"))
            actions.end_turn(actions.call_up(turn, by=by, minutes=5), by=by)
            actions.note_item(item, by=by, note="会议原则同意。\n由办公室修改后印发。")
        actions.end_item(item, by=by)
    vote_in(place, made, VoteState.ANNOUNCED, title="工作要点", item=report)
    Meeting.objects.filter(pk=made.pk).update(state=State.CLOSED, closed_at=clock.now())
    return Meeting.objects.get(pk=made.pk)


def written(place: Hall) -> Minutes:
    return actions.make_minutes(closed(place), by=place.person("office"))


def approved(place: Hall) -> Minutes:
    minutes = actions.propose_minutes(written(place), by=place.person("office"))
    return actions.approve_minutes(minutes, by=place.person("secretary"))


def client_of(place: Hall, who: str) -> Client:
    client = Client()
    sign_in(client, place.person(who))
    return client


@pytest.mark.django_db
class TestMade:
    def test_from_agenda_attendance_speeches_and_votes(self, place: Hall) -> None:
        """In Chinese, whatever language the clerk reads."""
        with translation.override("en"):
            text = written(place).text
        assert text.splitlines() == [
            "2026年3月18日，鹰城市政协在会议中心召开第十二次主席会议。应出席3人，实到2人，请假1人，缺席0人，列席1人。",
            "一、第一议题",
            "会议学习了重要讲话精神、党章。",
            "二、审议工作要点",
            "会议听取了办公室的汇报。",
            "林一先后发言。",
            "会议以记名电子表决方式就“工作要点”进行表决，应到3人，实到2人；赞成2票，反对0票，弃权0票。"
            "通过须有全体应到 3 人过半数，即至少 2 票赞成。赞成 2 票，达到 2 票，表决通过。",
            "会议原则同意。",
            "由办公室修改后印发。",
            "出席：林一、林二",
            "列席：林四",
            "请假：林三",
        ]
        assert MinutesVersion.objects.get().number == 1

    def test_with_the_speeches_of_a_plenary(self, place: Hall) -> None:
        made, by = meeting(place), place.person("office")
        for who, title in ((0, "甲"), (1, "乙")):
            given = Offering(title, "文", place.members[who], sector=place.sectors[0] if who else None)
            speech = actions.offer_speech(made, by=by, offering=given)
            (actions.take_for_oral if who else actions.take_for_written)(speech, by=by, reason="好。")
        Meeting.objects.filter(pk=made.pk).update(state=State.CLOSED, closed_at=clock.now(), opened_at=made.starts_at)
        actions.note_spoken(made.speeches.get(title="乙"), by=by, on=clock.today())
        text = queries.drafted(Meeting.objects.get(pk=made.pk))
        assert "一、大会发言\n作口头发言的有：教育界（林二）《乙》。\n书面发言的有：林一《甲》。" in text

    def test_speeches_stand_under_the_item_that_is_for_them(self, place: Hall) -> None:
        """After its presenter and before who took the floor, in whose name; there is no section of their own then."""
        made, by = meeting(place), place.person("office")
        given = Offering("甲", "文", place.members[0])
        actions.take_for_oral(actions.offer_speech(made, by=by, offering=given), by=by, reason="好。")
        Meeting.objects.filter(pk=made.pk).update(state=State.OPEN, opened_at=made.starts_at)
        point = Point("专题发言", kind=ItemKind.SPEECHES, presenter="秘书处")
        item = actions.begin_item(actions.add_item(Meeting.objects.get(pk=made.pk), by=by, point=point), by=by)
        turn = actions.ask_to_speak(item, by=place.person("member 2"))
        actions.end_turn(actions.call_up(turn, by=by, minutes=5), by=by)
        other, sector = Attendee.objects.get(meeting=made, member=place.members[2]), place.sectors[0]
        turn = actions.list_speaker(item, by=by, attendee=other, body=sector)
        actions.end_turn(actions.call_up(turn, by=by, minutes=5), by=by)
        actions.note_spoken(made.speeches.get(), by=by, on=clock.today())
        text = queries.drafted(Meeting.objects.get(pk=made.pk))
        said = "会议听取了秘书处的汇报。\n作口头发言的有：林一《甲》。\n林二、教育界（林三）先后发言。\n"
        assert (f"一、专题发言\n{said}" in text, "大会发言" in text) == (True, False)

    def test_with_a_vote_as_it_was_counted_then(self, place: Hall) -> None:
        """Of an election each by name, who was written in too; what changes afterwards changes nothing of it."""
        made, by = session(place), place.person("office")
        place.cast["second"] = person_with("office_clerk", place.assembly.scope)
        vote = vote_in(place, made, VoteState.OPEN, VoteWay.PAPER, title="选举", write_ins=True, **ELECTION)
        for who in ("office", "second"):
            actions.count_by_hand(vote, by=place.person(who), tally=replace(two_for(vote), written={"丁": 3}))
        actions.announce(actions.close_vote(vote, by=by), by=by)
        vote.options.filter(number=1).update(name="改名")
        actions.put_on_roster(made, by=by, guests=[("吴老师", "党校")], part=Part.INVITED)
        assert (
            "会议以无记名纸质票方式就“选举”进行表决，应到4人，实到4人；甲，赞成2票，反对0票，弃权2票；"
            "乙，赞成0票，反对0票，弃权4票；丙，赞成0票，反对0票，弃权4票；另选人丁，3票。"
            "应选 2 名，当选须有全体应到 4 人过半数，即至少 3 票赞成；超过应选名额的，以得票多的当选；"
            "最后一名票数相同的，再次投票。丁当选。还有 1 个名额没有选出。"
        ) in queries.drafted(made)

    @pytest.mark.parametrize(
        ("who", "state", "reason"),
        [
            ("office", State.NOTIFIED, "会议还没有开始，没有记录可以生成纪要。"),
            ("office", State.OPEN, ""),
            ("office", State.CLOSED, ""),
            ("secretary", State.CLOSED, "纪要由筹备这次会议的工作人员起草。"),
            ("member 1", State.CLOSED, "纪要由筹备这次会议的工作人员起草。"),
            ("public", State.CLOSED, "纪要由筹备这次会议的工作人员起草。"),
        ],
    )
    def test_who_and_when(self, place: Hall, who: str, state: str, reason: str) -> None:
        assert rules.may_make_minutes(place.cast[who], meeting(place, state)).reason == reason

    def test_once(self, place: Hall) -> None:
        minutes = written(place)
        with pytest.raises(Refused, match="纪要已经生成，请在现有的稿子上修改"):
            actions.make_minutes(minutes.meeting, by=place.person("office"))


@pytest.mark.django_db
class TestWritten:
    def test_every_saved_text_is_kept(self, place: Hall) -> None:
        minutes, by = written(place), place.person("office")
        actions.write_minutes(minutes, by=by, text="一稿", version=1)
        actions.write_minutes(minutes, by=by, text="二稿", version=2)
        assert [one.number for one in queries.versions_of(minutes)] == [3, 2, 1]
        with pytest.raises(Refused, match="别人已经保存了第 3 稿；请对照两份文字，改好再保存") as refused:
            actions.write_minutes(minutes, by=by, text="旧稿上改的", version=1)
        assert (refused.value.field, Minutes.objects.get().text) == ("text", "二稿")
        with pytest.raises(Refused, match="纪要不能是空的"):
            actions.write_minutes(minutes, by=by, text=" ", version=3)

    def test_two_versions_compared(self) -> None:
        changes = queries.compared("甲\n乙\n丙", "甲\n新\n丙")
        assert changes == [("same", "甲"), ("gone", "乙"), ("new", "新"), ("same", "丙")]

    def test_who_else_edits(self, place: Hall, moment: datetime) -> None:
        """Within half an hour, until they save; never oneself."""
        minutes, by = written(place), place.person("office")
        minutes = actions.edit_minutes(minutes, by=by)
        assert queries.edited_by_other(minutes, by, clock.now()) is None
        other = place.person("secretary")
        assert queries.edited_by_other(minutes, other, clock.now()) == by
        with clock.at(moment.replace(hour=11)):
            assert queries.edited_by_other(minutes, other, clock.now()) is None
        minutes = actions.write_minutes(minutes, by=by, text="稿", version=1)
        assert queries.edited_by_other(minutes, other, clock.now()) is None

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (M.DRAFT, ""),
            (M.PROPOSED, "纪要正在审定，退回以后才能修改。"),
            (M.APPROVED, "纪要已经审定，要修改的请先点“修订”，改完重新送审。"),
            (M.ISSUED, "纪要已经审定，要修改的请先点“修订”，改完重新送审。"),
        ],
    )
    def test_only_a_draft(self, place: Hall, state: str, reason: str) -> None:
        minutes = written(place)
        minutes.state = state
        assert rules.may_write_minutes(place.person("office"), minutes).reason == reason


@pytest.mark.django_db
class TestApproved:
    def test_by_who_approves(self, place: Hall) -> None:
        minutes = actions.propose_minutes(written(place), by=place.person("office"))
        for who in ("office", "chair", "member 1", "elsewhere"):
            assert rules.may_approve_minutes(place.cast[who], minutes).reason == "纪要由秘书长审定。"
        with pytest.raises(Refused, match="请写上退回的理由"):
            actions.return_minutes(minutes, by=place.person("secretary"), reason="")
        minutes = actions.return_minutes(minutes, by=place.person("secretary"), reason="缺一项。")
        assert minutes.state == M.DRAFT
        assert Entry.objects.get(kind="meetings.minutes_returned").payload["reason"] == "缺一项。"

    def test_not_before_it_is_over(self, place: Hall) -> None:
        minutes = actions.make_minutes(meeting(place, State.OPEN), by=place.person("office"))
        refused = rules.may_propose_minutes(place.person("office"), minutes).reason
        assert refused == "会议还没有结束，散会以后再送审纪要。"

    @pytest.mark.parametrize(
        ("verb", "state", "reason"),
        [
            ("issue", M.DRAFT, "现在的状态是“起草”，送审、审定以后才能印发。"),
            ("issue", M.ISSUED, "现在的状态已经是“已印发”，这一步不用再办。"),
            ("issue", M.APPROVED, ""),
            ("revise", M.DRAFT, "现在的状态已经是“起草”，这一步不用再办。"),
            ("revise", M.ISSUED, ""),
            ("propose", M.APPROVED, "现在的状态是“已审定”，修订以后才能送审。"),
        ],
    )
    def test_moves(self, place: Hall, verb: str, state: str, reason: str) -> None:
        minutes = written(place)
        minutes.state = state
        assert getattr(rules, f"may_{verb}_minutes")(place.person("office"), minutes).reason == reason


@pytest.mark.django_db
class TestIssued:
    def test_their_clock_stops(self, place: Hall) -> None:
        minutes, by = approved(place), place.person("office")
        deadlines.start(minutes.meeting, "meetings.minutes", from_on=clock.today())
        actions.issue_minutes(minutes, by=by)
        kept = Deadline.objects.get(subject_kind="meetings.meeting", subject_id=minutes.meeting_id)
        assert kept.met_on == clock.today()

    def test_in_the_official_layout_under_a_number(self, place: Hall) -> None:
        """Two of a kind in a year follow each other; a revised one keeps its number, and both papers are there."""
        by = place.person("office")
        first, second = (actions.issue_minutes(approved(place), by=by) for _ in range(2))
        assert [first.number, second.number] == ["主席会议纪要〔2026〕1号", "主席会议纪要〔2026〕2号"]
        files = {file.name: file for file in queries.issued_files(first)}
        assert set(files) == {"第十二次主席会议纪要.pdf", "第十二次主席会议纪要.docx"}
        with store.open_stored(files["第十二次主席会议纪要.pdf"].stored_path) as content:
            text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content.read())).pages)
        squeezed = "".join(text.split())
        for words in (
            "鹰城市政协主席会议纪要",
            "主席会议纪要〔2026〕1号",
            "一、第一议题",
            "出席：",
            "林一、林二",
            "2026年3月18日印发",
        ):
            assert words in squeezed
        with store.open_stored(files["第十二次主席会议纪要.docx"].stored_path) as content:
            word = zipfile.ZipFile(io.BytesIO(content.read())).read("word/document.xml").decode()
        assert "出席：林一、林二" in word
        revised = actions.revise_minutes(first, by=by)
        revised = actions.write_minutes(revised, by=by, text="一、改过", version=1)
        revised = actions.approve_minutes(actions.propose_minutes(revised, by=by), by=place.person("secretary"))
        revised = actions.issue_minutes(revised, by=by)
        assert (revised.number, queries.issued_files(revised).count()) == ("主席会议纪要〔2026〕1号", 4)

    def test_a_text_of_any_shape_is_set(self, place: Hall) -> None:
        """What stands before the first heading opens it; a label in the middle is no roll."""
        minutes = written(place)
        minutes.text, minutes.number = "开头\n出席：不在末尾\n一、甲\n正文\n请假：林三", "一号"
        letter = exports.letter_of(minutes, at=clock.now())
        assert (letter.opening, [item.heading for item in letter.items]) == (["开头", "出席：不在末尾"], ["一、甲"])
        assert letter.roll == [("请假", "林三")]

    def test_a_heading_in_brackets_is_of_the_second_level(self, place: Hall) -> None:
        """What ends as a sentence does is a paragraph that has a number."""
        minutes = written(place)
        minutes.text = "一、甲\n（一）乙\n正文\n（二）这是一句话。\n一百零五、丙"
        letter = exports.letter_of(minutes, at=clock.now())
        assert [(item.heading, item.level, item.paragraphs) for item in letter.items] == [
            ("一、甲", 1, []),
            ("（一）乙", 2, ["正文", "（二）这是一句话。"]),
            ("一百零五、丙", 1, []),
        ]

    def test_who_reads_them(self, place: Hall) -> None:
        """Drafts by who reads all; once issued by who was to be there; the paper stays while it is revised."""
        minutes = approved(place)

        def reads(one: Minutes) -> set[str]:
            return {who for who, actor in place.cast.items() if rules.is_minutes_reader(actor, one)}

        inside = {"office", "secretary", "chair"}
        assert reads(minutes) == inside
        minutes = actions.issue_minutes(minutes, by=place.person("office"))
        everybody = {*inside, "member 1", "member 2", "member 3", "member 4"}
        assert reads(minutes) == everybody
        minutes = actions.revise_minutes(minutes, by=place.person("office"))
        assert reads(minutes) == inside
        for file in queries.issued_files(minutes):
            assert {who for who, actor in place.cast.items() if owners.may_see(actor, file)} == everybody


@pytest.mark.django_db
class TestPages:
    def test_from_the_first_text_to_the_paper(self, place: Hall) -> None:
        made = closed(place)
        at = f"/meetings/{made.pk}/minutes"
        clerk = Visit(place.person("office")).open(at)
        clerk.press("生成纪要初稿")
        assert "二、审议工作要点" in clerk.text
        clerk.press("修改纪要").press("保存", text="", expect=422)
        clerk.press("保存", text="一、改过的")
        clerk.press("送审")
        leader = Visit(place.person("secretary")).open(at).follow("退回修改")
        leader.press("退回", reason="补上出席。")
        clerk.open(at).press("修改纪要").press("保存", text="一、改过的\n出席：林一").press("送审")
        leader.open(at).press("审定")
        clerk.open(at).press("印发")
        assert "主席会议纪要〔2026〕1号" in clerk.text
        member = Visit(place.person("member 1")).open(at)
        assert ("一、改过的" in member.text, "第十二次主席会议纪要.pdf" in member.text, "修订" in member.text) == (
            True,
            True,
            False,
        )
        assert "补上出席" not in member.text
        shown = clerk.open(f"{at}/versions?from=2&to=3").text
        assert "第 2 稿和第 3 稿" in shown

    def test_whose_turn_they_are_and_where_they_will_be(self, place: Hall) -> None:
        """The secretary general's while they lie before them; who is only to read them is told when."""
        made = closed(place)
        deadlines.start(made, "meetings.minutes", from_on=clock.today())
        page, by = f"/meetings/{made.pk}", place.person("office")
        member = Visit(place.person("member 1")).open(f"{page}/minutes")
        assert "还没有纪要；印发以后，应出席和列席的人可以在这里看到。" in member.text
        assert "现在不能生成纪要" not in member.text
        clerk = Visit(by)
        assert "轮到筹备人员印发纪要" in clerk.open(page).text
        minutes = actions.propose_minutes(actions.make_minutes(made, by=by), by=by)
        assert "轮到秘书长审定纪要" in clerk.open(page).text
        assert "现在不能修改纪要" in clerk.open(f"{page}/minutes").text
        assert "现在不能修改纪要" not in Visit(place.person("chair")).open(f"{page}/minutes").text
        assert "只有第 1 稿，没有可以对照的" in clerk.open(f"{page}/minutes/versions").text
        assert minutes.version == 1

    def test_who_saves_second_sees_both_texts(self, place: Hall) -> None:
        """What they typed is kept, what was saved stands beside it, and saving once more goes through."""
        made = closed(place)
        minutes = actions.make_minutes(made, by=place.person("office"))
        client, at = client_of(place, "office"), f"/meetings/{made.pk}/minutes/text"
        other = Visit(place.person("office")).open(at)
        client.post(at, {"text": "别人的稿", "version": 1})
        other.press("保存", text="我的稿", expect=422)
        assert ("别人的稿" in other.text, "我的稿" in other.text) == (True, True)
        other.press("保存")
        minutes.refresh_from_db()
        assert (minutes.text, minutes.version) == ("我的稿", 3)
        assert [one.text for one in queries.versions_of(minutes)][:2] == ["我的稿", "别人的稿"]

    def test_a_warning_where_somebody_edits(self, place: Hall) -> None:
        minutes = written(place)
        actions.edit_minutes(minutes, by=place.person("office"))
        page = client_of(place, "secretary").get(f"/meetings/{minutes.meeting_id}/minutes/text").content.decode()
        assert f"{place.person('office').name}也在修改" in page

    @pytest.mark.parametrize("who", ["elsewhere", "administrator", "officer", "member 1"])
    def test_others_find_no_draft(self, place: Hall, who: str) -> None:
        minutes = written(place)
        client, at = client_of(place, who), f"/meetings/{minutes.meeting_id}/minutes"
        for page in ("text", "return", "versions"):
            assert client.get(f"{at}/{page}").status_code == 404
        for verb in ("editing", "proposal", "approval", "revision", "issue"):
            assert client.post(f"{at}/{verb}").status_code == 404
        if who == "member 1":
            assert "二、审议工作要点" not in client.get(at).content.decode()
        else:
            assert client.get(at).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_save_at_once_and_both_texts_are_kept(place: Hall) -> None:
    """One is saved, the other is told; nothing is overwritten."""
    minutes, by = written(place), place.person("office")
    said = at_once(
        *[lambda text=text: actions.write_minutes(minutes, by=by, text=text, version=1) for text in ("甲", "乙")]
    )
    assert sorted(isinstance(one, str) for one in said) == [False, True]
    assert Minutes.objects.get().version == 2
