"""Who hears of an assignment before it is one, and of more time."""

from datetime import datetime

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.notices.models import Notice
from xieshang.notices.reactions import assigning
from xieshang.notices.states import Kind
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal, ProposedAssignment
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


BUREAU = ("bureau clerk", "bureau leader")
GONE = "原来的拟交办已经收回，不用再答复。"


def proposed(place: City) -> Proposal:
    """A filed case that the bureau has been asked about."""
    proposal = factory.proposal_in(place, State.FILED)
    actions.propose_assignment(proposal, by=place.person("clerk"), lead=place.bureau)
    assigning.assignment_proposed(last("assignment_proposed"))
    return proposal


def last(kind: str) -> Entry:
    return Entry.objects.filter(kind=f"proposals.{kind}").latest("pk")


def told(kind: Kind) -> list[tuple[str, str, bool]]:
    """Whom a kind of notice went to, what it says below the title, and whether it is read."""
    notices = Notice.objects.filter(kind=kind).order_by("person_id")
    return [(one.person.name, one.body, one.read_at is not None) for one in notices.select_related("person")]


def staff(place: City, *names: str) -> list[str]:
    return [place.person(name).name for name in names]


def ends_of(place: City, who: str) -> list[int]:
    """Where following each of a person's notices leads."""
    client = client_of(place.person(who))
    keys = Notice.objects.filter(person=place.person(who)).values_list("pk", flat=True)
    return [client.get(f"/notices/{key}", follow=True).status_code for key in keys]


def test_a_bureau_hears_that_what_was_proposed_is_taken_back(place: City) -> None:
    """The old question is withdrawn and counts as read; neither notice leads to a page that is not there."""
    proposal = proposed(place)
    actions.take_back_proposed(proposal, by=place.person("clerk"))
    assigning.proposed_taken_back(last("proposed_taken_back"))
    assert told(Kind.TO_ACCEPT_AHEAD) == [(name, "已经收回，不用再答复。", True) for name in staff(place, *BUREAU)]
    assert told(Kind.AHEAD_TAKEN_BACK) == [(name, GONE, False) for name in staff(place, *BUREAU)]
    assert Notice.objects.filter(title=f"提案《{proposal.title}》不再拟由贵单位办理").count() == 2
    assert client_of(place.person("bureau clerk")).get(f"/proposals/{proposal.pk}").status_code == 404
    assert ends_of(place, "bureau clerk") == [200, 200]


def test_who_is_proposed_in_place_of_others_is_asked_and_the_others_hear(place: City) -> None:
    """Once: what is proposed later again to the same is no news to those who are out of it already."""
    proposal, clerk = proposed(place), place.person("clerk")
    for _ in range(2):
        actions.propose_assignment(proposal, by=clerk, lead=place.other_bureau)
        assigning.assignment_proposed(last("assignment_proposed"))
    assert [name for name, _body, _read in told(Kind.AHEAD_TAKEN_BACK)] == staff(place, *BUREAU)
    asked = {(name, read) for name, _body, read in told(Kind.TO_ACCEPT_AHEAD)}
    others = {(name, False) for name in staff(place, "other leader")}
    assert asked == others | {(name, True) for name in staff(place, *BUREAU)}


def test_who_is_asked_again_meanwhile_hears_nothing(place: City) -> None:
    """What was taken back is proposed to the same bureau before the errand is done."""
    proposal, clerk = proposed(place), place.person("clerk")
    actions.take_back_proposed(proposal, by=clerk)
    actions.propose_assignment(proposal, by=clerk, lead=place.bureau)
    assigning.proposed_taken_back(last("proposed_taken_back"))
    assert told(Kind.AHEAD_TAKEN_BACK) == []
    assert ends_of(place, "bureau leader") == [200]


def test_who_was_let_go_before_being_asked_hears_of_neither(place: City) -> None:
    """The errand was late: what would be asked was taken back already."""
    proposal, clerk = factory.proposal_in(place, State.FILED), place.person("clerk")
    actions.propose_assignment(proposal, by=clerk, lead=place.bureau)
    actions.take_back_proposed(proposal, by=clerk)
    assigning.assignment_proposed(last("assignment_proposed"))
    assigning.proposed_taken_back(last("proposed_taken_back"))
    assert not Notice.objects.exists()


def test_who_was_proposed_and_is_not_charged_hears_it(place: City) -> None:
    """The one who is charged is asked to accept, and hears of nothing that was taken back."""
    proposal, clerk = proposed(place), place.person("clerk")
    actions.assign(proposal, by=clerk, lead=place.other_bureau)
    assigning.assigned_otherwise(last("assigned"))
    assert [name for name, _body, _read in told(Kind.AHEAD_TAKEN_BACK)] == staff(place, *BUREAU)
    other = proposed(place)
    actions.assign_as_proposed(other, by=clerk)
    assigning.assigned_otherwise(last("assigned"))
    assert Notice.objects.filter(kind=Kind.AHEAD_TAKEN_BACK).count() == 2
