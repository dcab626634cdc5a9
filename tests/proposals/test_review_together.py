"""Two reviewers at once: what one has decided, the other does not."""

from datetime import datetime
from functools import partial

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import person_with
from tests.factories.proposals import City
from tests.together import at_once
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import LikenessOutcome, Outcome, State
from xieshang.spine.models import Entry

S = State


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def place(self, moment: datetime) -> City:
        return factory.city()

    def test_it_is_decided_once(self, place: City) -> None:
        proposal, second = factory.proposal_in(place, S.SUBMITTED), person_with("proposals_clerk", place.assembly.scope)
        at_once(
            partial(actions.check, proposal, by=place.person("clerk"), advice=Outcome.FILE),
            partial(actions.turn_into_letter, proposal, by=second, reason="参考"),
            partial(actions.turn_into_letter, proposal, by=place.person("clerk"), reason="参考"),
        )
        assert Proposal.objects.get(pk=proposal.pk).state == S.LETTER
        assert Entry.objects.filter(kind="proposals.turned_into_letter", subject_id=proposal.pk).count() == 1

    def test_a_lead_is_not_closed_while_something_is_merged_into_it(self, place: City) -> None:
        """Either it was merged before, or it is refused."""
        lead, proposal = factory.proposal_in(place, S.ANSWERED), factory.proposal_in(place, S.SUBMITTED)
        clerk = place.person("clerk")
        _closed, merged = at_once(
            partial(actions.close, lead, by=clerk),
            partial(actions.merge, proposal, by=clerk, into=lead, reason="相近"),
        )
        state = Proposal.objects.get(pk=proposal.pk).state
        refused = "主案要已经立案、还没有办结；这一件现在是“已办结”，请另选。"
        assert (state, merged == refused) in [(S.MERGED, False), (S.SUBMITTED, True)]

    def test_two_decide_about_a_likeness_and_one_decision_stands(self, place: City) -> None:
        one, two = factory.proposal_in(place, S.SUBMITTED), factory.proposal_in(place, S.FILED)
        clerk, second = place.person("clerk"), person_with("proposals_clerk", place.assembly.scope)
        outcome = {"outcome": LikenessOutcome.DIFFERENT}
        at_once(
            partial(actions.decide_likeness, one, by=clerk, other=two, **outcome),
            partial(actions.decide_likeness, one, by=second, other=two, **outcome),
        )
        assert one.likeness_decisions.count() == 1
