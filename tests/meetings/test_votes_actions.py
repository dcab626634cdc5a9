"""Votes held: the verbs with their events, what is refused, two people at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.factories import meetings as factory
from tests.factories.accounts import person_with
from tests.factories.meetings import Hall
from tests.meetings import voting
from tests.meetings.voting import ELECTION
from tests.together import at_once
from xieshang.meetings import actions, reactions, rules
from xieshang.meetings.models import Attendance, Ballot, Cast, Count, Item, Meeting, Vote
from xieshang.meetings.queries import votes as queries
from xieshang.meetings.states import Majority, VoteState, VoteWay
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(moment: datetime) -> Hall:
    """A hall, with a second clerk in the assembly's office."""
    made = factory.hall()
    made.cast["officer"] = person_with("office_clerk", made.assembly.scope)
    return made


@pytest.fixture
def meeting(place: Hall) -> Meeting:
    """It is on, and all four members are in the hall."""
    return voting.session(place)


def kinds(meeting: Meeting) -> list[str]:
    """What the ledger says of the occasion, in order."""
    return list(Entry.objects.filter(subject_kind="meetings.meeting").order_by("id").values_list("kind", flat=True))


class TestDrawingUp:
    def test_a_question_has_itself_as_its_option(self, place: Hall, meeting: Meeting) -> None:
        """One option, one seat, numbered in its occasion, told to nobody yet."""
        vote = voting.drawn_up(meeting, place.person("office"))
        assert (vote.number, vote.state, queries.options_of(vote)) == (1, "draft", {1: "通过工作报告的决议"})
        assert voting.drawn_up(meeting, place.person("office")).number == 2
        assert kinds(meeting) == ["meetings.vote_drafted", "meetings.vote_drafted"]

    def test_it_is_drawn_up_anew(self, place: Hall, meeting: Meeting) -> None:
        """Another question, or an election of it, with options of its own; the number stays."""
        office, item = place.person("office"), Item.objects.create(meeting=meeting, number=1, title="选举")
        vote = voting.drawn_up(meeting, office)
        asked = actions.Question("选举两名", way=VoteWay.PAPER, majority=Majority.CAST, item=item, **ELECTION)
        vote = actions.change_vote(vote, by=office, question=asked)
        assert (vote.number, vote.title, vote.seats, vote.item) == (1, "选举两名", 2, item)
        assert queries.options_of(vote) == {1: "甲", 2: "乙", 3: "丙"}
        assert kinds(meeting) == ["meetings.vote_drafted", "meetings.vote_changed"]

    def test_it_is_taken_back_as_if_it_had_not_been(self, place: Hall, meeting: Meeting) -> None:
        """Its options go with it, its number is free, and an item of the agenda can be removed again."""
        office, item = place.person("office"), Item.objects.create(meeting=meeting, number=1, title="选举")
        vote = voting.drawn_up(meeting, office, item=item)
        assert rules.may_remove_item(office, item).reason == "这项议程下有表决事项，请先移去表决，再移去议程。"
        actions.remove_vote(vote, by=office)
        assert not Vote.objects.exists()
        assert rules.may_remove_item(office, item)
        assert voting.drawn_up(meeting, office).number == 1
        assert kinds(meeting) == ["meetings.vote_drafted", "meetings.vote_removed", "meetings.vote_drafted"]

    def test_an_item_of_another_occasion_is_refused(self, place: Hall, meeting: Meeting) -> None:
        """Nothing is kept."""
        item = Item.objects.create(meeting=voting.session(place), number=1, title="别处")
        with pytest.raises(Refused, match="这项议程不属于这次会议，请重新选。"):
            voting.drawn_up(meeting, place.person("office"), item=item)
        assert not Vote.objects.exists()

    def test_a_candidate_is_known_as_a_member_by_a_name_that_is_one_person_s(
        self, place: Hall, meeting: Meeting
    ) -> None:
        """Others stand by their name alone; blank lines are left out; the order stays."""
        parts = {**ELECTION, "candidates": ["甲", " 林二 ", ""], "seats": 1}
        vote = voting.drawn_up(meeting, place.person("office"), VoteWay.SECRET, **parts)
        found = list(vote.options.order_by("number").values_list("number", "name", "candidate"))
        assert found == [(1, "甲", None), (2, "林二", place.members[1].pk)]

    @pytest.mark.parametrize(
        ("candidates", "seats", "reason"),
        [
            (["甲", "乙", "甲"], 2, "甲写了不止一次；同名的请加上单位，好分清楚。"),
            (["甲"], 2, "候选人 1 名，少于应选的 2 名；请补上候选人，或者减少名额。"),
        ],
    )
    def test_who_stands_must_be_clear(
        self, place: Hall, meeting: Meeting, candidates: list[str], seats: int, reason: str
    ) -> None:
        """Refused beside the field, and nothing is written."""
        parts = {**ELECTION, "candidates": candidates, "seats": seats}
        with pytest.raises(Refused) as refused:
            voting.drawn_up(meeting, place.person("office"), **parts)
        assert (refused.value.reason, refused.value.field) == (reason, "candidates")
        assert not Vote.objects.exists()


class TestCasting:
    def test_a_named_vote_names_the_voter(self, place: Hall, meeting: Meeting) -> None:
        """Who, when and what; the ledger hears of it at closing alone."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN)
        actions.cast_vote(vote, by=place.person("member 1"), choices={1: "against"})
        line = factory.attendee(meeting, place.members[0])
        assert Cast.objects.values_list("attendee", "at").get() == (line.pk, clock.now())
        assert Ballot.objects.values_list("attendee", "choices").get() == (line.pk, {"1": "against"})
        assert kinds(meeting) == ["meetings.vote_drafted", "meetings.vote_opened"]

    def test_a_secret_ballot_names_nobody(self, place: Hall, meeting: Meeting) -> None:
        """And of who voted no moment is kept."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET)
        actions.cast_vote(vote, by=place.person("member 1"), choices={1: "for"})
        assert Cast.objects.values_list("at", flat=True).get() is None
        assert Ballot.objects.values_list("attendee", flat=True).get() is None

    def test_twice_is_once(self, place: Hall, meeting: Meeting) -> None:
        """The second is refused, the first stays as it was."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN)
        actions.cast_vote(vote, by=place.person("member 1"), choices={1: "for"})
        with pytest.raises(Refused, match="您已经投过票，每人只能投一次。"):
            actions.cast_vote(vote, by=place.person("member 1"), choices={1: "against"})
        assert Ballot.objects.values_list("choices", flat=True).get() == {"1": "for"}

    def test_whoever_left_votes_no_more_and_their_vote_stands(self, place: Hall, meeting: Meeting) -> None:
        """A vote cast before leaving counts, and whoever left counts as present: leaving lowers no majority."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, majority=Majority.PRESENT)
        actions.cast_vote(vote, by=place.person("member 1"), choices={1: "for"})
        actions.cast_vote(vote, by=place.person("member 3"), choices={1: "for"})
        Attendance.objects.filter(attendee__member__in=place.members[:2]).update(
            presence="left_early", out_at=clock.now()
        )
        with pytest.raises(Refused, match="您已经离场，离场以后不能投票；又回到会场的，请先签到。"):
            actions.cast_vote(vote, by=place.person("member 2"), choices={1: "for"})
        closed = actions.close_vote(vote, by=place.person("office"))
        assert (closed.present, closed.result["tally"]["returned"]) == (4, 2)
        assert closed.result["conclusion"] == "赞成 2 票，不足 3 票，未获通过。"

    @pytest.mark.parametrize(
        ("parts", "choices", "written", "reason"),
        [
            ({}, {}, [], "请选择赞成、反对或者弃权。"),
            (ELECTION, {1: "for", 2: "for", 3: "for"}, [], "应选 2 名，您选了 3 名；多选的票无效，请去掉多出的。"),
            (
                {**ELECTION, "write_ins": True},
                {1: "for"},
                ["甲"],
                "另选的姓名写重了，或者已经是候选人；候选人请直接在名单上选。",
            ),
        ],
    )
    def test_a_ballot_that_would_be_invalid_is_said_before(
        self,
        place: Hall,
        meeting: Meeting,
        parts: dict[str, Any],
        choices: dict[int, str],
        written: list[str],
        reason: str,
    ) -> None:
        """Nothing is written, and the member may vote again."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET, **parts)
        with pytest.raises(Refused) as refused:
            actions.cast_vote(vote, by=place.person("member 1"), choices=choices, written=written)
        assert refused.value.reason == reason
        assert not Cast.objects.exists()


class TestClosing:
    def test_it_is_counted_under_its_rule(self, place: Hall, meeting: Meeting) -> None:
        """The result bears rule and numbers; each who voted is in the ledger, in the order of the roster."""
        parts = {**ELECTION, "majority": Majority.CAST}
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET, **parts)
        for name, choices in (("member 3", {1: "for", 2: "for"}), ("member 1", {1: "for"}), ("member 2", {3: "for"})):
            actions.cast_vote(vote, by=place.person(name), choices=choices)
        closed = actions.close_vote(vote, by=place.person("office"))
        assert (closed.entitled, closed.present) == (4, 4)
        assert closed.result["conclusion"] == "甲当选。还有 1 个名额没有选出。"
        assert closed.result["rule"].startswith("应选 2 名，当选须有有效票 3 张过半数，即至少 2 票赞成；")
        reactions.who_voted(Entry.objects.get(kind="meetings.vote_closed"))
        voted = Entry.objects.filter(kind="meetings.voted").order_by("id")
        members = place.members[:3]
        assert [entry.payload["member"] for entry in voted] == [one.pk for one in members]
        assert [entry.actor_id for entry in voted] == [one.person_id for one in members]
        assert {entry.at for entry in voted} == {clock.now()}
        assert kinds(meeting)[-4:] == ["meetings.vote_closed"] + ["meetings.voted"] * 3

    def test_a_cancelled_vote_leaves_no_ballot(self, place: Hall, meeting: Meeting) -> None:
        """What was cast before the count is destroyed; the reason stays."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET)
        voting.fill(place, vote)
        given_up = actions.cancel_vote(vote, by=place.person("office"), reason=" 名单有误 ")
        assert (given_up.state, given_up.reason) == ("cancelled", "名单有误")
        assert not Ballot.objects.exists()
        assert not Cast.objects.exists()

    def test_cancelling_asks_for_a_reason(self, place: Hall, meeting: Meeting) -> None:
        """Everybody reads it."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN)
        with pytest.raises(Refused, match="请写明作废的理由，与会人员会看到。"):
            actions.cancel_vote(vote, by=place.person("office"), reason=" ")


class TestByHand:
    def test_raised_hands_need_one_count(self, place: Hall, meeting: Meeting) -> None:
        """Whoever raises no hand is counted nowhere."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.HANDS)
        with pytest.raises(Refused, match="请先录入举手的人数。"):
            actions.close_vote(vote, by=place.person("office"))
        tally = voting.two_for(vote, 3)
        tally.options[1]["abstain"] = 0
        actions.count_by_hand(vote, by=place.person("office"), tally=tally)
        closed = actions.close_vote(vote, by=place.person("office"))
        assert closed.result["conclusion"] == "赞成 3 票，达到 3 票，表决通过。"
        assert closed.result["tally"] == {
            "options": {"1": {"for": 3, "against": 0, "abstain": 0}},
            "written": {},
            "issued": 4,
            "returned": 3,
            "invalid": 0,
        }

    def test_more_hands_than_people_are_refused(self, place: Hall, meeting: Meeting) -> None:
        """Beside the field to mend."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.HANDS)
        tally = voting.two_for(vote)
        tally.options[1]["against"] = 1
        with pytest.raises(Refused) as refused:
            actions.count_by_hand(vote, by=place.person("office"), tally=tally)
        assert refused.value.reason == "“通过工作报告的决议”三项合计 5 人，多于在场的 4 人，请核对。"
        assert refused.value.field == "option_1_for"

    def test_paper_needs_two_who_agree(self, place: Hall, meeting: Meeting) -> None:
        """Where they differ it stays open; who was wrong enters again, and the former count is kept."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.PAPER)
        one, other = place.person("office"), place.person("officer")
        actions.count_by_hand(vote, by=one, tally=voting.two_for(vote, 3))
        with pytest.raises(Refused, match="纸质票由两个人分别录入，现在还不到两份。"):
            actions.close_vote(vote, by=one)
        actions.count_by_hand(vote, by=other, tally=voting.two_for(vote, 2))
        with pytest.raises(Refused, match="两个人录入的结果不一致，请核对以后重新录入。"):
            actions.close_vote(vote, by=one)
        actions.count_by_hand(vote, by=other, tally=voting.two_for(vote, 3))
        assert actions.close_vote(vote, by=one).result["tally"]["options"]["1"]["for"] == 3
        assert Count.objects.filter(replaced_at__isnull=False).values_list("by", flat=True).get() == other.pk
        corrections = Entry.objects.filter(kind="meetings.counted_by_hand").order_by("id")
        assert [entry.payload["is_correction"] for entry in corrections] == [False, False, True]

    def test_a_third_does_not_count(self, place: Hall, meeting: Meeting) -> None:
        """Two have entered, and mend it themselves."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.PAPER)
        voting.fill(place, vote)
        third = person_with("office_clerk", place.assembly.scope)
        with pytest.raises(Refused, match="已经有两个人录入；两份不一致的，由他们自己核对后重新录入。"):
            actions.count_by_hand(vote, by=third, tally=voting.two_for(vote))

    @pytest.mark.parametrize(
        ("change", "reason", "field"),
        [
            ({"issued": 5}, "发出 5 张，多于在场的 4 人，请核对。", "issued"),
            ({"invalid": 5}, "无效票不会多于收回的票，请核对。", "invalid"),
            (
                {"invalid": 1},
                "“甲”三项合计 4，应等于有效票 3 张（收回的减去无效的），请核对。",
                "option_1_for",
            ),
            ({"written": {"丁": 1}}, "这次选举不能另选他人。", "written"),
        ],
    )
    def test_numbers_that_cannot_be_are_refused(
        self, place: Hall, meeting: Meeting, change: dict[str, Any], reason: str, field: str
    ) -> None:
        """Nothing is kept of them."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.PAPER, **ELECTION)
        tally = voting.two_for(vote)
        for name, value in change.items():
            setattr(tally, name, value)
        with pytest.raises(Refused) as refused:
            actions.count_by_hand(vote, by=place.person("office"), tally=tally)
        assert (refused.value.reason, refused.value.field) == (reason, field)
        assert not Count.objects.exists()

    def test_more_paper_back_than_given_out_is_void(self, place: Hall, meeting: Meeting) -> None:
        """It is counted and said, and the vote is to be held again."""
        vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.PAPER)
        tally = voting.two_for(vote)
        tally.issued = 3
        for name in ("office", "officer"):
            actions.count_by_hand(vote, by=place.person(name), tally=tally)
        closed = actions.close_vote(vote, by=place.person("office"))
        assert closed.result["conclusion"] == "收回选票 4 张，多于发出的 3 张，本次投票无效，须重新投票。"


@pytest.mark.django_db(transaction=True)
class TestTogether:
    """Real threads, each on a connection of its own."""

    def test_one_member_on_five_devices_votes_once(self, place: Hall, meeting: Meeting) -> None:
        """One is taken, the others read that they have voted."""
        vote, person = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET), place.person("member 1")
        said = at_once(*[lambda: actions.cast_vote(vote, by=person, choices={1: "for"})] * 5)
        assert sorted(isinstance(one, Vote) for one in said) == [False] * 4 + [True]
        assert {one for one in said if isinstance(one, str)} == {"您已经投过票，每人只能投一次。"}
        assert (Cast.objects.count(), Ballot.objects.count()) == (1, 1)

    def test_no_vote_comes_after_the_count(self, place: Hall, meeting: Meeting) -> None:
        """Votes and closing at once: as many are counted as were answered with yes."""
        vote, office = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET), place.person("office")

        def voter(name: str) -> Callable[[], Any]:
            return lambda: actions.cast_vote(vote, by=place.person(name), choices={1: "for"})

        said = at_once(*map(voter, ["member 1", "member 2", "member 3"]), lambda: actions.close_vote(vote, by=office))
        taken = sum(isinstance(one, Vote) for one in said[:3])
        closed = said[3]
        assert closed.result["tally"]["options"]["1"]["for"] == taken == Ballot.objects.count() == Cast.objects.count()
        assert {one for one in said[:3] if isinstance(one, str)} <= {"投票已经截止，没有投出的票不再计入。"}
