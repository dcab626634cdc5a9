"""Who hears what of a review in two steps, of its outcomes, and of the objection to one."""

from datetime import datetime

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import person_with
from tests.factories.proposals import City
from xieshang.accounts.models import Person
from xieshang.notices.models import Notice
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import CoSignState, Outcome, State
from xieshang.spine import clock, errand
from xieshang.spine.models import Errand

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


@pytest.fixture
def second(place: City) -> Person:
    return person_with("proposals_clerk", place.assembly.scope)


def heard() -> list[tuple[Person, str, str, str]]:
    """Run what is owed, and tell who heard what of the last entry, and where it leads."""
    Notice.objects.all().delete()
    for owed in list(Errand.objects.order_by("pk")):
        errand.run(owed.pk)
    last = Notice.objects.order_by("-entry_id").values_list("entry_id", flat=True).first()
    found = Notice.objects.filter(entry_id=last).select_related("person").order_by("kind", "person")
    return [(one.person, one.kind, one.title, one.link) for one in found]


def joint(place: City, state: State) -> Proposal:
    """A proposal that the cosigner has signed."""
    proposal = factory.proposal_in(place, state)
    proposal.cosigners.create(
        member=place.cosigner, position=1, state=CoSignState.CONFIRMED, answered_at=proposal.created_at
    )
    return proposal


TITLE = factory.text().title


def test_the_other_reviewers_hear_of_what_was_checked(place: City, second: Person) -> None:
    proposal = factory.proposal_in(place, S.SUBMITTED)
    actions.check(proposal, by=place.person("clerk"), advice=Outcome.FILE)
    assert heard() == [(second, "to_review_again", f"请复审提案《{TITLE}》", f"/proposals/{proposal.pk}")]


def test_what_was_decided_meanwhile_asks_nobody(place: City, second: Person) -> None:
    proposal = factory.proposal_in(place, S.CHECKED)
    actions.file(proposal, by=second)
    heard()
    assert not Notice.objects.filter(kind="to_review_again").exists()


def test_signers_hear_of_a_merger_and_the_lead_s_bureau_of_one_more(place: City) -> None:
    lead = factory.proposal_in(place, S.ASSIGNED)
    proposal = joint(place, S.SUBMITTED)
    actions.merge(proposal, by=place.person("clerk"), into=lead, reason="相近")
    at, leads = f"/proposals/{proposal.pk}", f"/proposals/{lead.pk}"
    assert heard() == [
        *((place.person(who), "merged", f"提案《{TITLE}》已经并案", at) for who in ("author", "cosigner")),
        *((place.person(who), "took_in", f"有提案并入《{TITLE}》", leads) for who in ("bureau clerk", "bureau leader")),
    ]


def test_the_lead_s_reply_is_told_to_whose_case_was_merged(place: City) -> None:
    lead = factory.proposal_in(place, S.HANDLING)
    Proposal.objects.filter(pk=lead.pk).update(author=place.colleague)
    actions.merge(joint(place, S.SUBMITTED), by=place.person("clerk"), into=lead, reason="相近")
    factory._talk_and_reply(place, lead)
    told = [(who, kind, link) for who, kind, _title, link in heard()]
    at = f"/proposals/{lead.pk}"
    assert told == [
        (place.person("author"), "lead_replied", at),
        (place.person("cosigner"), "lead_replied", at),
        (place.person("colleague"), "replied", at),
    ]


def test_signers_hear_why_it_is_a_letter(place: City) -> None:
    actions.turn_into_letter(joint(place, S.SUBMITTED), by=place.person("clerk"), reason="宜作参考")
    assert [(who, kind) for who, kind, _title, _link in heard()] == [
        (place.person("author"), "into_letter"),
        (place.person("cosigner"), "into_letter"),
    ]
    assert set(Notice.objects.filter(kind="into_letter").values_list("body", flat=True)) == {"理由：宜作参考"}


def test_an_objection_asks_who_reviews(place: City, second: Person) -> None:
    """To lay it before the committee."""
    actions.object_to(factory.proposal_in(place, S.NOT_FILED), by=place.person("author"), reason="有建议")
    desk = {(who, kind) for who, kind, _title, _link in heard()}
    assert desk == {(place.person("clerk"), "to_contest"), (second, "to_contest")}


@pytest.mark.parametrize(("verb", "kind"), [("uphold", "upheld"), ("overrule", "overruled")])
def test_signers_hear_the_ruling(place: City, second: Person, verb: str, kind: str) -> None:
    proposal = joint(place, S.NOT_FILED)
    actions.object_to(proposal, by=place.person("author"), reason="有建议")
    ruling = {"meeting": "提案委员会会议", "on": clock.today(), "reason": "审议决定"}
    getattr(actions, verb)(proposal, by=second, **ruling)
    assert [(who, said) for who, said, _title, _link in heard()] == [
        (place.person("author"), kind),
        (place.person("cosigner"), kind),
    ]
