"""Whoever stands behind a merged case is answered: joined before the reply or after it, member or body."""

from datetime import date, datetime, timedelta

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.members import CommitteeFactory
from tests.factories.proposals import City
from tests.proposals.test_reply_actions import refusal
from xieshang.deadlines import queries as deadlines
from xieshang.members.models import Member
from xieshang.notices import queries as hearers
from xieshang.notices.models import Notice
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import Delivery, Feedback, Proposal
from xieshang.proposals.states import ProposerKind, State
from xieshang.proposals.views.rounds import judgements_for
from xieshang.spine import clock, errand
from xieshang.spine.models import Errand

S = State
NO_VOICE = "只有提案者可以对答复作出反馈。"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def submitted(place: City, author: Member) -> Proposal:
    proposer = actions.Proposer(ProposerKind.MEMBER, author=author)
    drafted = actions.draft(place.session, by=author.person, proposer=proposer, text=factory.text(title="另一件"))
    return actions.submit(drafted, by=author.person)


def of_committee(place: City, by: str = "officer") -> Proposal:
    """Handed in by the committee, without a personal author."""
    proposer = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
    person = place.person(by)
    drafted = actions.draft(place.session, by=person, proposer=proposer, text=factory.text(title="专委会的"))
    factory.sealed(drafted, by=person)
    return actions.submit(replies.fresh(drafted), by=person)


def merge(place: City, proposal: Proposal, lead: Proposal) -> Proposal:
    return actions.merge(proposal, by=place.person("clerk"), into=lead, reason="内容相近")


def delivered_to(place: City) -> list[str]:
    people = list(Delivery.objects.order_by("pk").values_list("person", flat=True))
    names = {place.person(name).pk: name for name in ("author", "cosigner", "colleague", "officer", "clerk")}
    return [names[person] for person in people]


def run_what_is_owed() -> None:
    for owed in list(Errand.objects.order_by("pk")):
        errand.run(owed.pk)


class TestAfterTheReply:
    def test_it_is_delivered_at_once_and_the_time_for_feedback_runs_anew(self, place: City) -> None:
        lead = factory.proposal_in(place, S.REPLIED)
        assert delivered_to(place) == ["author"]
        before = lead.turn_due_on
        with clock.at(clock.now() + timedelta(days=10)):
            merge(place, submitted(place, place.colleague), lead)
            lead = replies.fresh(lead)
            assert delivered_to(place) == ["author", "colleague"]
            assert (before, lead.turn_due_on) == (date(2026, 4, 2), date(2026, 4, 13))  # the twelfth is a Sunday
            assert [one.code for one in deadlines.of(lead) if one.is_open] == ["proposals.feedback"]
            assert [one.name for one in queries.waiting_voices(lead)] == ["林一", "林三"]
            assert rules.may_read_reply(place.person("colleague"), replies.opened(lead))
            actions.judge(lead, by=place.person("author"), **replies.GOOD)
            actions.judge(replies.fresh(lead), by=place.person("colleague"), **replies.GOOD)
        assert replies.fresh(lead).state == S.ANSWERED

    def test_of_a_case_that_all_have_judged_it_reads_the_reply(self, place: City) -> None:
        lead = factory.proposal_in(place, S.ANSWERED)
        merge(place, submitted(place, place.colleague), lead)
        assert (delivered_to(place), replies.fresh(lead).state) == (["author", "colleague"], S.ANSWERED)
        assert replies.fresh(lead).turn_due_on == lead.turn_due_on

    def test_a_second_case_of_the_same_author_changes_nothing(self, place: City) -> None:
        lead = factory.proposal_in(place, S.REPLIED)
        with clock.at(clock.now() + timedelta(days=10)):
            merge(place, submitted(place, place.author), lead)
        assert (delivered_to(place), replies.fresh(lead).turn_due_on) == (["author"], lead.turn_due_on)

    def test_before_the_reply_it_is_delivered_with_it(self, place: City) -> None:
        lead = replies.handled(place, factory.proposal_in(place, S.FILED), bureaus=2)
        replies.reply(place, lead)
        merge(place, submitted(place, place.colleague), lead)
        assert delivered_to(place) == []
        replies.reply(place, replies.fresh(lead), "市财政局")
        assert sorted(delivered_to(place)) == ["author", "author", "colleague", "colleague"]

    def test_its_author_hears_of_the_answer(self, place: City) -> None:
        lead = factory.proposal_in(place, S.REPLIED)
        run_what_is_owed()
        merge(place, submitted(place, place.colleague), lead)
        run_what_is_owed()
        found = Notice.objects.filter(person=place.person("colleague"), kind="lead_replied")
        words = "市教育局已经答复《另一件》的主案"
        assert [(one.title, one.link) for one in found] == [(words, f"/proposals/{lead.pk}")]


class TestABody:
    def test_of_a_merged_case_has_a_voice_of_its_own(self, place: City) -> None:
        """Whoever may enter its proposals judges for it, and the case waits for that."""
        lead = replies.handled(place, factory.proposal_in(place, S.FILED))
        merged = merge(place, of_committee(place), lead)
        replies.reply(place, replies.fresh(lead))
        lead = replies.fresh(lead)
        assert delivered_to(place) == ["author", "officer"]
        assert [one.name for one in queries.voices_of(lead)] == ["林一", merged.proposer_name]
        assert set(hearers.voices_of(lead)) == {place.person("author"), place.person("officer")}
        judges = {"author", "officer", "clerk", "office"}
        assert refusal(place, "may_judge", lead) == dict.fromkeys(set(place.cast) - judges, NO_VOICE)
        actions.judge(lead, by=place.person("author"), **replies.GOOD)
        assert replies.fresh(lead).state == S.REPLIED
        said = actions.judge(replies.fresh(lead), by=place.person("officer"), **replies.BAD)
        assert (said.member, said.merged, replies.fresh(lead).state) == (None, merged, S.ANSWERED)
        shown = judgements_for(place.person("clerk"), replies.opened(lead))
        assert [one.name for one in shown] == ["林一", merged.proposer_name]

    def test_it_judges_once(self, place: City) -> None:
        lead = replies.handled(place, factory.proposal_in(place, S.FILED))
        merge(place, of_committee(place), lead)
        replies.reply(place, replies.fresh(lead))
        actions.judge(replies.fresh(lead), by=place.person("officer"), **replies.GOOD)
        said = refusal(place, "may_judge", replies.fresh(lead))
        once = "您已经反馈过了，正在等其他提案者反馈。"
        assert [said[name] for name in ("officer", "clerk", "office")] == [once] * 3
        assert "author" not in said

    def test_who_entered_for_two_bodies_speaks_for_each(self, place: City) -> None:
        lead = of_committee(place, by="clerk")
        lead = replies.handled(place, actions.file(replies.fresh(lead), by=place.person("clerk")))
        organ = CommitteeFactory(assembly=place.assembly, kind="party", name="民盟鹰城市委")
        party = actions.Proposer(ProposerKind.PARTY, organ=organ)
        clerk = place.person("clerk")
        other = actions.draft(place.session, by=clerk, proposer=party, text=factory.text(title="党派的"))
        factory.sealed(other, by=clerk)
        merge(place, actions.submit(replies.fresh(other), by=clerk), lead)
        replies.reply(place, replies.fresh(lead))
        assert delivered_to(place) == ["clerk"]
        for state in (S.REPLIED, S.ANSWERED):
            actions.judge(replies.fresh(lead), by=clerk, **replies.GOOD)
            assert replies.fresh(lead).state == state
        found = Feedback.objects.order_by("pk").values_list("member", "merged__proposer_name")
        assert list(found) == [(None, None), (None, "民盟鹰城市委")]
