"""Every voice judges; a case that somebody is not satisfied with is handled again before it is closed."""

from datetime import date, datetime, timedelta

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.proposals import City
from tests.proposals.papers import case_text
from tests.proposals.test_reply_actions import kinds, refusal
from tests.together import at_once
from xieshang.deadlines import queries as deadlines
from xieshang.notices import queries as notices
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import CoSigner, Feedback, Proposal
from xieshang.proposals.states import LIFE, ProposerKind, ReplyClass, State
from xieshang.spine import clock
from xieshang.spine.batch import batch
from xieshang.spine.rule import Refused

S = State
VOICES = ("author", "cosigner", "colleague")
NO_VOICE = "只有提案者可以对答复作出反馈。"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def judge(place: City, proposal: Proposal, *names: str, bad: bool = False) -> Proposal:
    for name in names:
        actions.judge(replies.fresh(proposal), by=place.person(name), **(replies.BAD if bad else replies.GOOD))
    return replies.fresh(proposal)


class TestVoices:
    def test_the_case_goes_on_once_all_have_judged(self, place: City) -> None:
        proposal = replies.replied_jointly(place)
        due_on = proposal.turn_due_on
        proposal = judge(place, proposal, "cosigner", "author")
        assert (proposal.state, proposal.turn_due_on) == (S.REPLIED, due_on)
        assert [one.name for one in queries.waiting_voices(proposal)] == ["林三"]
        proposal = judge(place, proposal, "colleague")
        assert proposal.state == S.ANSWERED
        assert {one.code for one in deadlines.of(proposal) if one.is_open} == {"proposals.close"}
        assert kinds(proposal)[-3:] == ["judged"] * 3

    def test_each_judges_once(self, place: City) -> None:
        proposal = judge(place, replies.replied_jointly(place), "cosigner")
        said = refusal(place, "may_judge", proposal)
        assert said == {
            **dict.fromkeys(set(place.cast) - set(VOICES), NO_VOICE),
            "cosigner": "您已经反馈过了，正在等其他提案者反馈。",
        }
        with pytest.raises(Refused):
            judge(place, proposal, "cosigner")
        assert Feedback.objects.count() == 1

    def test_who_declined_to_co_sign_has_no_voice(self, place: City) -> None:
        proposal = replies.replied_jointly(place)
        proposal.cosigners.filter(member=place.colleague).update(state="declined")
        assert [one.name for one in queries.voices_of(replies.fresh(proposal))] == ["林一", "林二"]

    def test_somebody_who_stands_behind_both_cases_judges_once(self, place: City) -> None:
        proposal = replies.replied_jointly(place)
        merged = factory.proposal_in(place, S.SUBMITTED)
        Proposal.objects.filter(pk=merged.pk).update(state=S.MERGED, merged_into=proposal, author=place.cosigner)
        assert [one.name for one in queries.voices_of(replies.fresh(proposal))] == ["林一", "林二", "林三"]

    def test_who_signed_a_merged_case_judges_its_lead(self, place: City) -> None:
        """Each of those who proposed is asked (并案办理，分别答复): of a joint case its co-signers, too."""
        proposal, merged = factory.proposal_in(place, S.REPLIED), factory.proposal_in(place, S.SUBMITTED)
        Proposal.objects.filter(pk=merged.pk).update(
            state=S.MERGED, merged_into=proposal, author=place.cosigner, proposer_kind=ProposerKind.JOINT
        )
        at = clock.now()
        CoSigner.objects.create(proposal=merged, member=place.colleague, state="confirmed", position=1, answered_at=at)
        fresh = replies.fresh(proposal)
        assert [one.name for one in queries.voices_of(fresh)] == ["林一", "林二", "林三"]
        assert [one.pk for one in queries.to_judge_beside(place.person("colleague"))] == [proposal.pk]
        assert {person.pk for person in notices.voices_of(fresh)} == {place.person(name).pk for name in VOICES}
        judge(place, fresh, "colleague")
        assert not queries.to_judge_beside(place.person("colleague")).exists()

    def test_in_a_batch_as_one_by_one(self, place: City) -> None:
        """The second voice of a batch is heard beside the first, which is not written yet."""
        proposal = replies.replied_jointly(place)
        with batch(Proposal.objects.filter(pk=proposal.pk)) as (held,):
            for name in VOICES:
                actions.judge(held, by=place.person(name), **replies.GOOD)
            with pytest.raises(Refused):
                actions.judge(held, by=place.person("author"), **replies.GOOD)
        assert replies.fresh(proposal).state == S.ANSWERED
        assert Feedback.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_voices_at_the_same_instant(moment: datetime) -> None:
    """Both are heard, and the later of them moves the case on: it never waits for somebody who has spoken."""
    place = factory.city()
    for _ in range(4):
        proposal = judge(place, replies.replied_jointly(place), "author")
        at_once(
            *[
                lambda name=name, seen=proposal: actions.judge(seen, by=place.person(name), **replies.GOOD).pk
                for name in ("cosigner", "colleague")
            ]
        )
        assert (replies.fresh(proposal).state, proposal.feedback.count()) == (S.ANSWERED, 3)


class TestReading:
    WAIT = "所有提案者都反馈以后，或者反馈期满以后，才能看到各人的反馈意见。"
    STRANGER = "反馈意见只给提案者、政协机关和承办单位看。"

    def test_bureaus_and_co_signers_wait_until_all_are_in(self, place: City) -> None:
        proposal = judge(place, replies.replied_jointly(place), "author")
        waiting = ("bureau clerk", "bureau leader", "cosigner", "colleague")
        strangers = ("other leader", "officer", "administrator", "elsewhere", "public")
        said = refusal(place, "may_read_feedback", proposal)
        assert said == {**dict.fromkeys(waiting, self.WAIT), **dict.fromkeys(strangers, self.STRANGER)}
        proposal = judge(place, proposal, "cosigner", "colleague")
        assert refusal(place, "may_read_feedback", proposal) == dict.fromkeys(strangers, self.STRANGER)

    def test_or_until_the_time_is_over(self, place: City) -> None:
        proposal = judge(place, replies.replied_jointly(place), "author")
        leader = place.cast["bureau leader"]
        with clock.at(clock.now() + timedelta(days=15)):
            assert not rules.may_read_feedback(leader, proposal)
        with clock.at(clock.now() + timedelta(days=16)):
            assert rules.may_read_feedback(leader, proposal)

    def test_ones_own_at_any_time(self, place: City) -> None:
        proposal = judge(place, replies.replied_jointly(place), "cosigner")
        feedback = Feedback.objects.select_related("proposal__assembly").get(proposal=proposal)
        assert rules.may_read_judgement(place.cast["cosigner"], feedback)
        assert not rules.may_read_judgement(place.cast["colleague"], feedback)

    def test_earlier_rounds_stay_open_to_who_takes_part(self, place: City) -> None:
        proposal = judge(place, replies.replied_jointly(place), *VOICES, bad=True)
        actions.handle_again(proposal, by=place.person("clerk"), reason="第二条没有落实")
        replies.reply(place, proposal)
        judge(place, proposal, "author")
        first, *_rest, last = Feedback.objects.select_related("proposal__assembly").order_by("pk")
        leader, stranger = place.cast["bureau leader"], place.cast["other leader"]
        assert (first.round, last.round) == (0, 1)
        seen = [bool(rules.may_read_judgement(leader, one)) for one in (first, last)]
        assert (seen, bool(rules.may_read_judgement(stranger, first))) == ([True, False], False)

    def test_the_file_of_the_case_says_what_its_page_says(self, place: City) -> None:
        """Voice by voice: one's own before the others', and what was said in earlier rounds with its round."""
        author, own, other = "作者的话。", "联名人的话。", "另一人的话。"
        proposal = replies.replied_jointly(place)
        for who, said in (("author", author), ("cosigner", own)):
            actions.judge(proposal, by=place.person(who), **{**replies.BAD, "opinion": said})
        told = {
            who: {said for said in (author, own, other) if said in case_text(place, who, proposal)}
            for who in ("author", "clerk", "cosigner", "colleague", "bureau leader")
        }
        assert told == {
            "author": {author, own}, "clerk": {author, own}, "cosigner": {own}, "colleague": set(),
            "bureau leader": set(),
        }  # fmt: skip
        assert "林二" in case_text(place, "cosigner", proposal).rpartition("提案者的反馈")[2].partition("办理经过")[0]
        actions.judge(proposal, by=place.person("colleague"), **{**replies.BAD, "opinion": other})
        actions.handle_again(proposal, by=place.person("clerk"), reason="没有落实")
        told_again = case_text(place, "bureau leader", proposal)
        assert all(said in told_again for said in (author, own, other, "林三（首次办理）"))


class TestHandlingAgain:
    def test_replies_are_given_anew_one_level_higher(self, place: City) -> None:
        proposal = replies.handled(place, replies.filed_jointly(place), bureaus=2)
        for bureau in replies.LEADERS:
            replies.reply(place, proposal, bureau)
        proposal = judge(place, proposal, "author", "cosigner")
        proposal = judge(place, proposal, "colleague", bad=True)
        proposal = actions.handle_again(proposal, by=place.person("clerk"), reason=" 第二条没有落实 ")
        due = date(2026, 4, 17)
        assert (proposal.state, proposal.handled_again, proposal.level) == (S.HANDLING, 1, "deputy")
        assert (proposal.replied_at, proposal.turn_due_on) == (None, due)
        for bureau in replies.LEADERS:
            charge = replies.charge_of(proposal, bureau)
            assert (charge.replied_at, charge.reply_by, charge.reply, charge.replies.count()) == (None, due, None, 1)
        running = [(one.code, one.due_on) for one in deadlines.of(proposal) if one.is_open]
        assert running == [("proposals.reply", due)] * 2
        assert queries.feedback_of(proposal) == []

    def test_the_new_round_is_judged_by_all_again(self, place: City) -> None:
        proposal = judge(place, replies.replied_jointly(place), *VOICES, bad=True)
        actions.handle_again(proposal, by=place.person("clerk"), reason="第二条没有落实")
        charge = replies.reply(place, proposal, reply_class=ReplyClass.A)
        assert [one.round for one in charge.replies.order_by("pk")] == [0, 1]
        proposal = judge(place, proposal, *VOICES)
        assert (proposal.state, Feedback.objects.filter(round=1).count()) == (S.ANSWERED, 3)
        assert actions.close(proposal, by=place.person("clerk")).state == S.CLOSED

    def test_the_highest_level_stays_the_highest(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        for _ in range(3):
            proposal = judge(place, proposal, "author", bad=True)
            proposal = actions.handle_again(proposal, by=place.person("clerk"), reason="没有落实")
            replies.reply(place, proposal)
        assert (proposal.level, proposal.handled_again) == ("head", 3)

    def test_who_may_and_when(self, place: City) -> None:
        proposal = judge(place, replies.replied_jointly(place), "author", bad=True)
        others = dict.fromkeys(set(place.cast) - {"clerk"}, "只有提案工作人员可以要求重新办理。")
        early = "提案者的反馈期还没有过，请等反馈或到期后再要求重新办理。"
        assert refusal(place, "may_handle_again", proposal) == others | {"clerk": early}
        with clock.at(clock.now() + timedelta(days=16)):
            assert refusal(place, "may_handle_again", proposal) == others
            again = actions.handle_again(proposal, by=place.person("clerk"), reason="没有落实")
            assert deadlines.of(again).get(code="proposals.feedback").dropped_on == clock.today()

    def test_not_where_nobody_is_dissatisfied(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.ANSWERED)
        words = "没有提案者表示不满意，不需要重新办理；可以审核结案。"
        assert refusal(place, "may_handle_again", proposal)["clerk"] == words

    @pytest.mark.parametrize("state", [S.FILED, S.ASSIGNED, S.HANDLING, S.CLOSED])
    def test_in_no_other_state(self, place: City, state: S) -> None:
        words = LIFE.may(Proposal(state=state), "handle_again").reason
        assert refusal(place, "may_handle_again", factory.proposal_in(place, state))["clerk"] == words


class TestClosing:
    CURE = "有提案者对办理结果不满意，还没有重新办理过。请先要求重新办理，或者写明不再重新办理的理由。"

    def test_a_result_found_wanting_is_handled_again_first(self, place: City) -> None:
        proposal = judge(place, factory.proposal_in(place, S.REPLIED), "author", bad=True)
        with pytest.raises(Refused) as refused:
            actions.close(proposal, by=place.person("clerk"))
        assert (refused.value.field, refused.value.reason) == ("reason", self.CURE)
        assert replies.fresh(proposal).state == S.ANSWERED

    def test_or_the_office_says_why_not(self, place: City) -> None:
        proposal = judge(place, factory.proposal_in(place, S.REPLIED), "author", bad=True)
        actions.close(proposal, by=place.person("clerk"), reason=" 提案者已同意 ")
        assert replies.fresh(proposal).state == S.CLOSED
        assert kinds(proposal)[-2:] == ["closing_explained", "closed"]

    def test_once_handled_again_it_can_be_closed(self, place: City) -> None:
        proposal = judge(place, factory.proposal_in(place, S.REPLIED), "author", bad=True)
        actions.handle_again(proposal, by=place.person("clerk"), reason="没有落实")
        replies.reply(place, proposal)
        proposal = judge(place, proposal, "author", bad=True)
        assert actions.close(proposal, by=place.person("clerk")).state == S.CLOSED

    def test_bad_handling_of_a_good_result_does_not_hold_it_up(self, place: City) -> None:
        proposal = factory.proposal_in(place, S.REPLIED)
        rude = {"handling": replies.BAD["result"], "result": replies.GOOD["result"], "opinion": "没有面商"}
        actions.judge(proposal, by=place.person("author"), **rude)
        assert actions.close(replies.fresh(proposal), by=place.person("clerk")).state == S.CLOSED

    def test_with_some_missing_once_the_time_is_over(self, place: City) -> None:
        proposal = judge(place, replies.replied_jointly(place), "author")
        with clock.at(clock.now() + timedelta(days=16)):
            assert actions.close(proposal, by=place.person("clerk")).state == S.CLOSED
