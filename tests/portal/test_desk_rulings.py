"""The office's desk asks first for what must be ruled on, too: whatever a bureau asks, not for release alone."""

from datetime import datetime, timedelta

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.portal import queries
from xieshang.proposals import actions
from xieshang.proposals.models import Petition, Proposal
from xieshang.proposals.states import PetitionKind, Ruling, State
from xieshang.spine import clock

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def asks_for_time(place: City) -> tuple[Proposal, Petition]:
    proposal = factory.proposal_in(place, S.HANDLING, title="要延期的")
    charge = replies.charge_of(proposal)
    until_on = charge.reply_by + timedelta(days=30)
    reason = {"reason": "涉及面广，还要协调", "until_on": until_on}
    asked = actions.petition(charge, by=place.person("bureau leader"), kind=PetitionKind.EXTENSION, **reason)
    return proposal, asked


def first(place: City) -> list[tuple[str, object]]:
    return [(row["title"], row["rule_by"]) for row in queries.office_first(place.assembly)]


def test_a_case_for_which_only_a_petition_waits_is_among_the_first(place: City) -> None:
    """By the day on which it is ruled; after the ruling it is the bureau's again."""
    filed = factory.proposal_in(place, S.FILED, title="待交办的")
    _proposal, asked = asks_for_time(place)
    assert asked.rule_by < (filed.turn_due_on or asked.rule_by)
    assert first(place) == [("要延期的", asked.rule_by), ("待交办的", None)]
    actions.rule_on(asked, by=place.person("clerk"), ruling=Ruling.GRANTED, reason="同意")
    assert first(place) == [("待交办的", None)]


def test_the_desk_says_what_to_rule_on_and_until_when(place: City) -> None:
    asks_for_time(place)
    page = client_of(place.person("clerk")).get("/").content.decode()
    assert "提案工作机构裁定市教育局的延期，市教育局答复" in page
    with clock.at(clock.now() + timedelta(days=20)):
        assert "逾期" in client_of(place.person("clerk")).get("/").content.decode()
