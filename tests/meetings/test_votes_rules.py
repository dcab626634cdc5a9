"""Rules of votes: who, in which state, and the exact reason why not."""

from datetime import datetime

import pytest

from tests.factories import meetings as factory
from tests.factories.accounts import person_with
from tests.factories.meetings import Hall
from tests.meetings import voting
from xieshang.meetings import rules
from xieshang.meetings.models import Attendance, Attendee, Sitting
from xieshang.meetings.states import VOTE_LIFE, Part, State, VoteState, VoteWay
from xieshang.spine.rule import Rule

pytestmark = pytest.mark.django_db
V = VoteState
OFFICE = "组织表决由会务工作人员办理。"


@pytest.fixture
def place(moment: datetime) -> Hall:
    """A hall, with a second clerk in the assembly's office."""
    made = factory.hall()
    made.cast["officer"] = person_with("office_clerk", made.assembly.scope)
    return made


@pytest.mark.parametrize("state", V)
@pytest.mark.parametrize(
    ("rule", "move", "allowed"),
    [
        (rules.may_open_vote, "open_vote", {V.DRAFT}),
        (rules.may_close_vote, "close_vote", {V.OPEN}),
        (rules.may_announce, "announce", {V.CLOSED}),
        (rules.may_cancel_vote, "cancel_vote", {V.OPEN, V.CLOSED}),
    ],
)
def test_moves_are_the_office_s_in_their_states(
    place: Hall, state: str, rule: Rule, move: str, allowed: set[str]
) -> None:
    """Whoever looks after the occasion, and nobody else, from the states of the table."""
    vote = voting.vote_in(place, voting.session(place), state)
    for name, actor in place.cast.items():
        verdict = rule(actor, vote)
        if name not in {"office", "officer"}:
            assert verdict.reason == OFFICE, name
        else:
            assert (bool(verdict), verdict) == (state in allowed, VOTE_LIFE.may(vote, move)), name


@pytest.mark.parametrize("state", State)
def test_drawing_up_goes_until_the_occasion_ends(place: Hall, state: str) -> None:
    """Before and during it."""
    meeting = factory.meeting(place, state)
    over = "会议已经结束或取消，不能再拟定表决。" if state in {State.CLOSED, State.CANCELLED} else ""
    assert rules.may_draw_up_vote(place.cast["office"], meeting).reason == over
    assert rules.may_draw_up_vote(place.cast["secretary"], meeting).reason == OFFICE


@pytest.mark.parametrize("rule", [rules.may_change_vote, rules.may_remove_vote])
@pytest.mark.parametrize("state", V)
def test_a_vote_is_changed_and_removed_until_it_is_put(place: Hall, state: str, rule: Rule) -> None:
    """By whoever looks after the occasion; afterwards another one is drawn up."""
    vote = voting.vote_in(place, voting.session(place), state)
    put = f"这次表决{V(state).label}，不能再修改或移去；要重新表决，请另拟一次。"
    for name, actor in place.cast.items():
        expected = OFFICE if name not in {"office", "officer"} else "" if state == V.DRAFT else put
        assert rule(actor, vote).reason == expected, name


class TestOpening:
    def test_the_occasion_is_on(self, place: Hall) -> None:
        """Not before it begins."""
        meeting = factory.meeting(place, State.NOTIFIED)
        vote = voting.drawn_up(meeting, place.person("office"))
        assert rules.may_open_vote(place.cast["office"], vote).reason == "会议开始以后才能投票，请先开会。"

    def test_somebody_is_there(self, place: Hall) -> None:
        """Of no half-day, or with nobody signed in, nobody could vote."""
        meeting = factory.meeting(place, State.OPEN)
        vote = voting.drawn_up(meeting, place.person("office"))
        why = rules.may_open_vote(place.cast["office"], vote).reason
        assert why == "还没有人签到。只有已经签到的人可以投票，请先签到。"
        Sitting.objects.filter(meeting=meeting).delete()
        why = rules.may_open_vote(place.cast["office"], vote).reason
        assert why == "这次会议没有设场次，请先设一个场次，签到以后再投票。"

    @pytest.mark.parametrize(
        ("there", "reason"),
        [(2, "应到 4 人，在场 2 人，没有超过 50%，请等到够法定人数。"), (3, "")],
    )
    def test_as_many_are_there_as_the_kind_asks_for(self, place: Hall, there: int, reason: str) -> None:
        """More than half of a plenary's entitled, who have not left."""
        meeting = voting.session(place)
        away = Attendance.objects.filter(sitting__meeting=meeting).order_by("pk")[there:]
        Attendance.objects.filter(pk__in=[one.pk for one in away]).update(presence="left_early", out_at=meeting.ends_at)
        vote = voting.drawn_up(meeting, place.person("office"))
        assert rules.may_open_vote(place.cast["office"], vote).reason == reason


class TestCasting:
    @pytest.mark.parametrize("state", V)
    def test_a_member_votes_while_it_is_open(self, place: Hall, state: str) -> None:
        """Before, nobody knows of it; after, it is too late."""
        vote = voting.vote_in(place, voting.session(place), state)
        stranger = "投票由应出席这次会议的人员参加，名单上没有您；有出入请联系会务工作人员。"
        late = "投票已经截止，没有投出的票不再计入。"
        reasons = {V.DRAFT: stranger, V.OPEN: "", V.CLOSED: late, V.ANNOUNCED: late, V.CANCELLED: "这次投票已经作废。"}
        assert rules.may_cast_vote(place.cast["member 4"], vote).reason == reasons[V(state)]
        assert rules.may_cast_vote(place.cast["office"], vote).reason == stranger
        assert rules.may_cast_vote(place.cast["public"], vote).reason == stranger

    @pytest.mark.parametrize(
        ("presence", "reason"),
        [
            ("present", ""),
            ("late", ""),
            ("expected", "签到以后才能投票，请先签到。"),
            ("absent", "签到以后才能投票，请先签到。"),
            ("on_leave", "签到以后才能投票，请先签到。"),
            ("left_early", "签到以后才能投票，请先签到。"),
        ],
    )
    def test_whoever_has_signed_in(self, place: Hall, presence: str, reason: str) -> None:
        """Present or late, and nothing else."""
        vote = voting.vote_in(place, voting.session(place), V.OPEN)
        Attendance.objects.filter(attendee__member=place.members[0]).update(presence=presence)
        assert rules.may_cast_vote(place.cast["member 1"], vote).reason == reason

    def test_nobody_twice_and_no_guest(self, place: Hall) -> None:
        """Guests listen."""
        vote = voting.vote_in(place, voting.session(place), V.OPEN)
        voting.fill(place, vote)
        assert rules.may_cast_vote(place.cast["member 1"], vote).reason == "您已经投过票，每人只能投一次。"
        Attendee.objects.filter(member=place.members[3]).update(part=Part.INVITED)
        assert rules.may_cast_vote(place.cast["member 4"], vote).reason == "列席人员和工作人员没有表决权。"

    @pytest.mark.parametrize("way", [VoteWay.HANDS, VoteWay.PAPER])
    def test_not_here_where_hands_or_paper_are_counted(self, place: Hall, way: VoteWay) -> None:
        """It is done in the hall."""
        vote = voting.vote_in(place, voting.session(place), V.OPEN, way)
        why = rules.may_cast_vote(place.cast["member 1"], vote).reason
        assert why == "这一项在会场举手或填写纸质票，不在这里投。"


@pytest.mark.parametrize(
    ("way", "state", "reason"),
    [
        (VoteWay.NAMED, V.OPEN, "电子投票由系统计票，不用录入。"),
        (VoteWay.HANDS, V.DRAFT, "投票开始以后、截止以前录入计票结果。"),
        (VoteWay.HANDS, V.OPEN, ""),
        (VoteWay.PAPER, V.OPEN, ""),
        (VoteWay.PAPER, V.CLOSED, "投票开始以后、截止以前录入计票结果。"),
    ],
)
def test_counting_by_hand(place: Hall, way: VoteWay, state: str, reason: str) -> None:
    """Of hands and paper, while it is open, by the office."""
    vote = voting.vote_in(place, voting.session(place), state, way)
    assert rules.may_count_by_hand(place.cast["office"], vote).reason == reason
    assert rules.may_count_by_hand(place.cast["member 1"], vote).reason == OFFICE


@pytest.mark.parametrize(
    ("state", "office", "member"),
    [
        (V.DRAFT, "截止以前不计票，谁也看不到投了什么。", "截止以前不计票，谁也看不到投了什么。"),
        (V.OPEN, "截止以前不计票，谁也看不到投了什么。", "截止以前不计票，谁也看不到投了什么。"),
        (V.CLOSED, "", "票已计完，结果由主持人宣布以后在这里公布。"),
        (V.ANNOUNCED, "", ""),
        (V.CANCELLED, "这次投票已经作废，没有结果。", "这次投票已经作废，没有结果。"),
    ],
)
def test_the_result_is_seen_once_it_is_announced(place: Hall, state: str, office: str, member: str) -> None:
    """By the office as soon as it is counted; by nobody before."""
    vote = voting.vote_in(place, voting.session(place), state)
    assert rules.may_see_result(place.cast["office"], vote).reason == office
    assert rules.may_see_result(place.cast["member 1"], vote).reason == member


def test_who_follows_how_many_have_voted(place: Hall) -> None:
    """Whoever reads all occasions of the assembly."""
    vote = voting.vote_in(place, voting.session(place), V.OPEN)
    allowed = {name for name, actor in place.cast.items() if rules.may_follow_vote(actor, vote)}
    assert allowed == {"office", "officer", "secretary", "chair"}
    assert rules.may_follow_vote(place.cast["member 1"], vote).reason == "投票进度由会务工作人员查看。"


@pytest.mark.parametrize("state", V)
def test_who_voted_is_noted_by_the_system_after_closing(place: Hall, state: str) -> None:
    """By nobody's hand, and never while votes may come."""
    vote = voting.vote_in(place, voting.session(place), state)
    early = "" if state in {V.CLOSED, V.ANNOUNCED} else "投票截止以后才记下谁投了票。"
    assert rules.may_note_who_voted(None, vote).reason == early
    assert rules.may_note_who_voted(place.person("office"), vote).reason == "谁投了票，截止以后由系统记入账目。"
