"""Who hears of an assignment before it is one, and of more time."""

from datetime import datetime

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.notices.models import Notice
from xieshang.notices.reactions import assigning
from xieshang.proposals import actions
from xieshang.proposals.models import ProposedAssignment
from xieshang.proposals.states import State
from xieshang.spine.models import Entry


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def heard(place: City) -> list[tuple[str, str]]:
    """Who of the cast has a notice, and what it says."""
    named = {person.pk: name for name, person in place.cast.items()}
    return [(named[one.person_id], f"{one.title}｜{one.body}") for one in Notice.objects.order_by("person_id")]


def test_the_bureau_may_accept_ahead_and_its_objection_is_heard(place: City) -> None:
    proposal = factory.proposal_in(place, State.FILED)
    actions.propose_assignment(proposal, by=place.person("clerk"), lead=place.bureau)
    assigning.assignment_proposed(Entry.objects.get(kind="proposals.assignment_proposed"))
    words = f"拟由贵单位办理提案《{proposal.title}》｜可以预签收，也可以提出异议；正式交办以前请答复。"
    assert heard(place) == [("bureau clerk", words), ("bureau leader", words)]
    Notice.objects.all().delete()
    actions.object_ahead(ProposedAssignment.objects.get(), by=place.person("bureau clerk"), reason="职责在住建局")
    assigning.objected_ahead(Entry.objects.get(kind="proposals.objected_ahead"))
    assert heard(place) == [("clerk", f"市教育局对拟交办《{proposal.title}》有异议｜职责在住建局")]
