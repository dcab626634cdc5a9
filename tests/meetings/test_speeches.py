"""Speeches before a plenary: offered, taken with a reason, put in order, given; rules, verbs and pages."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import sign_in
from tests.factories.meetings import Hall, hall, meeting
from tests.factories.members import CommitteeFactory, PostFactory
from tests.journeys.visit import Visit
from xieshang.accounts.models import PUBLIC
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.actions import Given, Offering
from xieshang.meetings.models import Meeting, Speech
from xieshang.meetings.queries import order
from xieshang.meetings.states import SpeechLevel, SpeechState, State
from xieshang.members.states import OrganKind, PostKind
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
S = SpeechState


@pytest.fixture
def place() -> Hall:
    return hall()


def offered(place: Hall, made: Meeting, who: int = 1, **parts: Any) -> Speech:
    """By a member for themselves, or, with a body, by the office."""
    by = place.person("office" if "organ" in parts or "sector" in parts else f"member {who}")
    given = Offering(parts.pop("title", f"发言{who}"), "正文", speaker=place.members[who - 1], **parts)
    return actions.offer_speech(made, by=by, offering=given)


def taken(place: Hall, speech: Speech) -> Speech:
    return actions.take_for_oral(speech, by=place.person("office"), reason="选题重要。")


class TestOffered:
    @pytest.mark.parametrize(
        ("who", "allowed"),
        [
            ("member 1", True),
            ("office", True),
            ("officer", True),
            ("secretary", False),
            ("administrator", False),
            ("elsewhere", False),
            ("public", False),
        ],
    )
    def test_by_members_bodies_and_the_office(self, place: Hall, who: str, allowed: bool) -> None:
        verdict = rules.may_offer_speech(place.cast[who], meeting(place))
        reason = "大会发言由本级政协委员，或者党派、团体、界别、专委会的负责人提交。"
        assert verdict.reason == ("" if allowed else reason)

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (State.DRAFT, "会议通知还没有发出，发出以后再提交发言。"),
            (State.APPROVED, "会议通知还没有发出，发出以后再提交发言。"),
            (State.NOTIFIED, ""),
            (State.OPEN, "会议已经开始，不再征集书面提交的发言；可以在会上申请发言。"),
            (State.CLOSED, "会议已经开始，不再征集书面提交的发言；可以在会上申请发言。"),
            (State.CANCELLED, "会议已经取消，不再征集发言。"),
        ],
    )
    def test_from_the_notice_until_it_begins(self, place: Hall, state: str, reason: str) -> None:
        assert rules.may_offer_speech(place.person("member 1"), meeting(place, state)).reason == reason

    def test_only_where_speeches_are_collected(self, place: Hall) -> None:
        made = meeting(place, kind="chairs")
        refused = "这次会议没有安排大会发言；可以在会上申请发言。"
        assert rules.may_offer_speech(place.person("member 1"), made).reason == refused

    def test_one_speaks_for_oneself_alone(self, place: Hall) -> None:
        made, by = meeting(place), place.person("member 1")
        with pytest.raises(Refused, match="个人发言只能由本人提交"):
            actions.offer_speech(made, by=by, offering=Offering("甲", "正文", speaker=place.members[1]))
        with pytest.raises(Refused, match="不能代表它提交发言") as refused:
            actions.offer_speech(
                made, by=by, offering=Offering("甲", "正文", place.members[0], sector=place.sectors[1])
            )
        assert refused.value.field == "whom"
        assert not Speech.objects.exists()

    def test_for_a_body_by_who_speaks_for_it(self, place: Hall) -> None:
        """A convenor for the sector, an officer for the committee, whoever directs a party for it."""
        made = meeting(place)
        party = CommitteeFactory(assembly=place.assembly, kind=OrganKind.PARTY, name="民盟")
        PostFactory(member=place.members[3], kind=PostKind.DIRECTOR, organ=party)
        for who, parts in (
            ("member 3", {"sector": place.sectors[0]}),
            ("officer", {"organ": place.committee}),
            ("member 4", {"organ": party}),
        ):
            by = place.person(who)
            speech = actions.offer_speech(made, by=by, offering=Offering("甲", "正文", place.members[1], **parts))
            assert speech in queries.speeches_visible_to(by)
        assert Entry.objects.filter(kind="meetings.speech_offered").first().payload["member"] == place.members[1].pk

    @pytest.mark.parametrize(("title", "text", "field"), [("", "正文", "title"), ("甲", " ", "text")])
    def test_it_needs_title_and_text(self, place: Hall, title: str, text: str, field: str) -> None:
        with pytest.raises(Refused) as refused:
            actions.offer_speech(
                meeting(place), by=place.person("member 1"), offering=Offering(title, text, place.members[0])
            )
        assert (refused.value.field, Speech.objects.count()) == (field, 0)

    def test_changed_and_taken_back_by_its_own_people(self, place: Hall) -> None:
        speech = offered(place, meeting(place))
        assert rules.may_change_speech(place.person("member 2"), speech).reason == "只有发言人和提交的人可以这样做。"
        actions.change_speech(speech, by=place.person("member 1"), title="新题", text="新文")
        taken(place, speech)
        refused = "这件发言已经是“口头发言”，不能再改；要改的请和会议工作人员联系。"
        speech.refresh_from_db()
        assert rules.may_change_speech(place.person("member 1"), speech).reason == refused
        gone = actions.withdraw_speech(speech, by=place.person("member 1"))
        assert (gone.state, gone.position) == (S.WITHDRAWN, 0)


class TestTaken:
    @pytest.mark.parametrize(
        ("verb", "state", "reason"),
        [
            (
                "take_for_oral",
                S.WITHDRAWN,
                "现在的状态是“已撤回”，已经过了可以选为口头发言的时候；请看现在还能办什么。",
            ),
            ("take_for_oral", S.ORAL, "现在的状态已经是“口头发言”，这一步不用再办。"),
            ("take_for_oral", S.NOT_TAKEN, ""),
            (
                "take_for_written",
                S.SPOKEN,
                "现在的状态是“已发言”，已经过了可以选为书面发言的时候；请看现在还能办什么。",
            ),
            ("take_for_written", S.ORAL, ""),
            ("not_take", S.NOT_TAKEN, "现在的状态已经是“未采用”，这一步不用再办。"),
            ("not_take", S.WRITTEN, ""),
        ],
    )
    def test_moves(self, place: Hall, verb: str, state: str, reason: str) -> None:
        speech = offered(place, meeting(place))
        speech.state = state
        assert getattr(rules, f"may_{verb}")(place.person("office"), speech).reason == reason

    def test_by_who_arranges_it(self, place: Hall) -> None:
        speech = offered(place, meeting(place))
        for who in ("member 1", "secretary", "officer", "elsewhere", "public"):
            refused = rules.may_take_for_oral(place.cast[who], speech).reason
            assert refused == "发言由筹备这次会议的工作人员遴选和排定次序。"

    def test_with_a_reason_or_not_at_all(self, place: Hall) -> None:
        speech = offered(place, meeting(place))
        with pytest.raises(Refused, match="请写上理由，发言人会看到"):
            actions.take_for_oral(speech, by=place.person("office"), reason=" ")
        assert Speech.objects.get().state == S.OFFERED
        judged = actions.not_take(speech, by=place.person("office"), reason="题目重复。")
        assert (judged.state, judged.reason) == (S.NOT_TAKEN, "题目重复。")
        assert Entry.objects.get(kind="meetings.speech_not_taken").payload["reason"] == "题目重复。"

    def test_in_the_order_of_the_rule_and_moved_by_hand(self, place: Hall) -> None:
        """Parties, people's organisations, sectors, members; what was moved stays until the rule is asked again."""
        made, by = meeting(place), place.person("office")
        party = CommitteeFactory(assembly=place.assembly, kind=OrganKind.PARTY)
        people = CommitteeFactory(assembly=place.assembly, kind=OrganKind.PEOPLES_ORGANISATION)
        own = taken(place, offered(place, made, 1, title="个人"))
        taken(place, offered(place, made, 2, title="界别", sector=place.sectors[1]))
        taken(place, offered(place, made, 3, title="团体", organ=people))
        taken(place, offered(place, made, 4, title="党派", organ=party))

        def titles() -> list[str]:
            return [speech.title for speech in queries.orals_of(made)]

        assert titles() == ["党派", "团体", "界别", "个人"]
        actions.move_speech(own, by=by, to=1)
        assert titles() == ["个人", "党派", "团体", "界别"]
        taken(place, offered(place, made, 2, title="又一件"))
        assert titles() == ["个人", "党派", "团体", "界别", "又一件"]
        actions.order_speeches(made, by=by)
        assert titles() == ["党派", "团体", "界别", "个人", "又一件"]
        actions.take_for_written(Speech.objects.get(title="团体"), by=by, reason="时间有限。")
        assert [speech.position for speech in queries.orals_of(made)] == [1, 2, 3, 4]

    def test_given_on_a_day(self, place: Hall, moment: datetime) -> None:
        made = meeting(place)
        speech, by = taken(place, offered(place, made)), place.person("office")
        assert rules.may_note_spoken(by, speech).reason == "会议还没有开始，发言还没有进行。"
        Meeting.objects.filter(pk=made.pk).update(state=State.OPEN, opened_at=moment)
        speech = Speech.objects.get()
        with pytest.raises(Refused, match="发言的日期在今天以后"):
            actions.note_spoken(speech, by=by, on=date(2026, 3, 19))
        actions.note_spoken(speech, by=by, on=date(2026, 3, 18))
        payload = Entry.objects.get(kind="meetings.speech_noted").payload
        assert (payload["level"], payload["spoken_on"], payload["member"]) == (
            "city",
            "2026-03-18",
            place.members[0].pk,
        )

    def test_order_is_a_pure_function(self) -> None:
        """A new one goes behind the last that comes before it; places beyond the ends are the ends."""
        at = datetime(2026, 3, 18, tzinfo=UTC)
        standing = [order.Place(3, at, 1), order.Place(0, at, 2), order.Place(1, at, 3)]
        assert [order.slot(order.Place(rank, at, 9), standing) for rank in (0, 1, 3)] == [2, 3, 3]
        assert order.moved(["a", "b", "c"], "c", 1) == ["c", "a", "b"]
        assert order.moved(["a", "b", "c"], "a", 99) == ["b", "c", "a"]


class TestOtherLevels:
    def test_noted_by_the_office(self, place: Hall) -> None:
        """With level, occasion and day; the member's own list has it."""
        given = Given("乡村教师", SpeechLevel.PROVINCE, "省政协十三届四次会议", date(2026, 1, 20), place.members[0])
        speech = actions.note_speech(place.assembly, by=place.person("office"), given=given)
        assert (speech.state, speech.level, speech.meeting) == (S.SPOKEN, "province", None)
        assert speech in queries.speeches_visible_to(place.person("member 1"))
        assert speech not in queries.speeches_visible_to(place.person("member 2"))
        assert (
            rules.may_note_speech(place.person("member 1"), place.assembly).reason == "上级会议上的发言由办公室登记。"
        )

    @pytest.mark.parametrize(
        ("parts", "field"),
        [
            ({"title": ""}, "title"),
            ({"occasion": " "}, "occasion"),
            ({"speaker": None}, "speaker_name"),
            ({"spoken_on": date(2026, 4, 1)}, "spoken_on"),
        ],
    )
    def test_what_is_missing(self, place: Hall, parts: dict[str, Any], field: str) -> None:
        whole = {
            "title": "题",
            "level": "nation",
            "occasion": "全国政协会议",
            "spoken_on": date(2026, 3, 5),
            "speaker": place.members[0],
        }
        with pytest.raises(Refused) as refused:
            actions.note_speech(place.assembly, by=place.person("office"), given=Given(**{**whole, **parts}))
        assert (refused.value.field, Speech.objects.count()) == (field, 0)


class TestPages:
    def client_of(self, place: Hall, who: str) -> Client:
        client = Client()
        sign_in(client, place.person(who))
        return client

    def test_from_the_offer_to_the_decision(self, place: Hall) -> None:
        """Kept as typed when refused; sent twice it is one; the speaker reads what became of it and why."""
        made = meeting(place)
        member = Visit(place.person("member 1")).open(f"/meetings/{made.pk}/speeches").follow("提交大会发言")
        member.press("提交发言", whom="own", title="", text="正文", expect=422)
        assert "正文" in member.text
        member.press("提交发言", title="老城停车")
        speech = Speech.objects.get()
        assert (speech.speaker, speech.offered_by) == (place.members[0], place.person("member 1"))
        sent = {"whom": "own", "title": "甲", "text": "文", "entry_key": str(uuid4())}
        client = self.client_of(place, "member 1")
        for _ in range(2):
            client.post(f"/meetings/{made.pk}/speeches/new", sent)
        assert Speech.objects.count() == 2
        clerk = Visit(place.person("office")).open(f"/meetings/{made.pk}/speeches").follow("老城停车").follow("遴选")
        assert "遴选发言" in clerk.text
        office = self.client_of(place, "office")
        selection = f"/meetings/speeches/{speech.pk}/selection"
        assert office.post(selection, {"outcome": "written"}).status_code == 422
        office.post(selection, {"outcome": "written", "reason": "时间有限。"})
        assert "时间有限。" in member.open(f"/meetings/speeches/{speech.pk}").text

    def test_an_officer_off_the_roster_finds_the_collection_and_offers_for_the_committee(self, place: Hall) -> None:
        """What is collected there they read; the occasion itself they do not find, nor choose from what is offered."""
        made, draft = meeting(place), meeting(place, State.DRAFT)
        theirs = offered(place, made)
        officer = Visit(place.person("officer")).open("/meetings/speeches").follow(made.title)
        assert ("发言1" in officer.text, officer.path) == (True, f"/meetings/{made.pk}/speeches")
        officer.follow("提交大会发言").press(
            "提交发言", whom=f"organ-{place.committee.pk}", speaker="林二", title="甲", text="文"
        )
        assert Speech.objects.get(organ=place.committee).offered_by == place.person("officer")
        client = self.client_of(place, "officer")
        pages = (f"{made.pk}/speeches", f"speeches/{theirs.pk}", f"{made.pk}", f"{draft.pk}/speeches")
        assert [client.get(f"/meetings/{page}").status_code for page in pages] == [200, 200, 404, 404]
        selection = {"outcome": "oral", "reason": "好"}
        assert client.post(f"/meetings/speeches/{theirs.pk}/selection", selection).status_code in {403, 409, 422}
        assert Speech.objects.get(pk=theirs.pk).state == S.OFFERED

    def test_strangers_do_not_find_the_collection(self, place: Hall) -> None:
        made = meeting(place)
        other = hall()
        for who in (place.cast["administrator"], place.cast["elsewhere"], other.cast["officer"], other.cast["office"]):
            assert made not in queries.collections_visible_to(who)
            assert not queries.collecting(who).exists()
            assert not queries.speeches_visible_to(who).exists()
        assert not queries.collections_visible_to(PUBLIC).exists()

    def test_the_office_enters_for_anybody(self, place: Hall) -> None:
        made = meeting(place)
        office = self.client_of(place, "office")
        plain = {"title": "甲", "text": "文"}
        whom = f"organ-{place.committee.pk}"
        assert office.post(f"/meetings/{made.pk}/speeches/new", {**plain, "whom": whom}).status_code == 422
        office.post(f"/meetings/{made.pk}/speeches/new", {**plain, "whom": whom, "speaker": "林二"})
        office.post(f"/meetings/{made.pk}/speeches/new", {**plain, "whom": "member", "speaker": "来宾"})
        rows = Speech.objects.order_by("pk").values_list("organ__name", "speaker__name", "speaker_name")
        assert list(rows) == [("提案委员会", "林二", ""), (None, None, "来宾")]

    def test_others_find_nothing(self, place: Hall) -> None:
        speech = offered(place, meeting(place))
        for who in ("member 2", "elsewhere", "administrator"):
            client = self.client_of(place, who)
            for page in ("", "/text", "/selection", "/delivery"):
                assert client.get(f"/meetings/speeches/{speech.pk}{page}").status_code == 404
            for verb in ("withdrawal", "place"):
                assert client.post(f"/meetings/speeches/{speech.pk}/{verb}").status_code == 404

    def test_moved_and_ordered_by_the_office(self, place: Hall) -> None:
        made = meeting(place)
        speeches = [taken(place, offered(place, made, n)) for n in (1, 2)]
        office = self.client_of(place, "office")
        office.post(f"/meetings/speeches/{speeches[1].pk}/place", {"to": "1"})
        assert [one.title for one in queries.orals_of(made)] == ["发言2", "发言1"]
        assert office.post(f"/meetings/speeches/{speeches[1].pk}/place", {"to": "-"}).status_code == 409
        office.post(f"/meetings/{made.pk}/speeches/order")
        assert [one.title for one in queries.orals_of(made)] == ["发言1", "发言2"]
        assert self.client_of(place, "member 1").post(f"/meetings/{made.pk}/speeches/order").status_code == 409

    def test_other_levels_on_their_page(self, place: Hall) -> None:
        clerk = Visit(place.person("office")).open("/meetings/speeches").follow("登记上级会议发言")
        parts = {"level": "province", "occasion": "省政协会议", "title": "乡村教师", "spoken_on": "2026-01-20"}
        clerk.press("登记发言", speaker="林一", **{**parts, "spoken_on": "2026-05-01"}, expect=422)
        clerk.press("登记发言", **parts, speaker="林一")
        assert Speech.objects.get().speaker == place.members[0]
        assert self.client_of(place, "member 1").get("/meetings/speeches/new").status_code == 409

    def test_filters_and_the_sheet(self, place: Hall) -> None:
        made = meeting(place)
        offered(place, made, 1)
        offered(place, made, 2, sector=place.sectors[1])
        office = self.client_of(place, "office")

        def read(query: str) -> str:
            return office.get(f"/meetings/{made.pk}/speeches{query}").content.decode()

        found = [
            ["发言1" in read(q), "发言2" in read(q)] for q in ("", "?sector=经济", "?who=林一", "?tab=oral", "?q=发言2")
        ]
        assert found == [[True, True], [False, True], [True, False], [False, False], [False, True]]
        assert office.get("/meetings/speeches?export=xlsx")["Content-Type"].startswith("application/vnd.openxml")

    def test_the_lists_cost_the_same_for_one_and_for_three(
        self, place: Hall, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        made = meeting(place)
        office = self.client_of(place, "office")
        for numbers in ((1,), (2, 3)):
            for n in numbers:
                offered(place, made, n)
            with django_assert_num_queries(6):
                office.get(f"/meetings/{made.pk}/speeches")
            with django_assert_num_queries(6):
                office.get("/meetings/speeches?tab=all")
