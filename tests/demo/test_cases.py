"""The particular cases of the running year: whatever can come about is there to be seen."""

import json
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.demo import stage
from xieshang.demo.city import City
from xieshang.demo.stage import Stage, Story
from xieshang.documents.models import File
from xieshang.notices.models import Notice
from xieshang.proposals import queries
from xieshang.proposals.models import (
    Assignment,
    Bulk,
    BulkItem,
    Call,
    CoSigner,
    FollowUp,
    HandOver,
    JointOpinion,
    KeyCase,
    Lead,
    LikenessDecision,
    Package,
    Pause,
    Petition,
    Proposal,
    ProposedAssignment,
    Reply,
    Supporter,
)
from xieshang.proposals.models import (
    Plan as HandlingPlan,
)
from xieshang.proposals.queries import papers
from xieshang.proposals.states import (
    COLLECTIVE,
    BulkState,
    BulkVerb,
    CoSignState,
    FollowUpKind,
    FollowUpOutcome,
    HandlingRole,
    KeyState,
    LeadOrigin,
    LeadState,
    Level,
    LikenessOutcome,
    Outcome,
    PetitionKind,
    ProposerKind,
    ReplyClass,
    Ruling,
    State,
)
from xieshang.spine import clock
from xieshang.spine.models import Entry

SIGNED_IN = ("member", "proposals_clerk", "bureau_clerk", "committee_officer")


@pytest.fixture(scope="module")
def people(city: City, var: Path) -> dict[str, Person]:
    """Who signs in, by the code of their role."""
    kept = json.loads((var / "demo.json").read_text())["sign_ins"]
    return {one["code"]: Person.objects.get(email=one["login"]) for one in kept}


def found(rows: Any, *names: str) -> set[Any]:
    return set(rows.order_by().values_list(*names, flat=len(names) == 1))


def test_every_state_and_every_outcome_is_there(city: City) -> None:
    """Each choice that a case, its review or what follows it can have occurs."""
    own = Proposal.objects.filter(assembly=city.assembly)
    assert found(own.filter(session__term__number=10), "state") == set(State.values)
    assert found(own.filter(state=State.CHECKED), "advice") == {
        Outcome.FILE,
        Outcome.LETTER,
        Outcome.REFUSE,
        Outcome.RETURN,
    }
    assert found(own.exclude(merged_into=None), "advice") == {Outcome.MERGE}
    assert found(own, "level") == {Level.BUREAU, Level.DEPUTY}
    assert found(own, "proposer_kind") == {
        ProposerKind.MEMBER,
        ProposerKind.JOINT,
        ProposerKind.SECTOR,
        ProposerKind.GROUP,
        ProposerKind.COMMITTEE,
        ProposerKind.PARTY,
        ProposerKind.ORGANISATION,
    }
    assert found(LikenessDecision.objects.all(), "outcome") == set(LikenessOutcome.values)
    assert found(CoSigner.objects.all(), "state") == set(CoSignState.values)
    assert found(Assignment.objects.all(), "role") == set(HandlingRole.values)
    assert found(FollowUp.objects.all(), "kind") == set(FollowUpKind.values)
    assert found(FollowUp.objects.all(), "outcome") == {"", *FollowUpOutcome.values}


def test_what_was_proposed_is_taken_back_once(city: City) -> None:
    """Another bureau is proposed in its place."""
    taken = Entry.objects.get(kind="proposals.proposed_taken_back")
    proposed = found(ProposedAssignment.objects.filter(proposal=taken.subject_id), "bureau")
    assert len(proposed) == 2
    assert not proposed & set(taken.payload["bureaus"])


def test_bureaus_ask_for_all_they_can_ask(city: City) -> None:
    """Every kind of petition waits somewhere, and was ruled on; pauses run, were answered and resumed."""
    assert found(Petition.objects.all(), "kind", "ruling") == {
        *((kind.value, "") for kind in PetitionKind),
        *((PetitionKind.RELEASE, ruling) for ruling in Ruling),
        (PetitionKind.EXTENSION, Ruling.GRANTED),
        (PetitionKind.EXTENSION, Ruling.DENIED),
        (PetitionKind.DISAGREEMENT, Ruling.GRANTED),
    }
    pauses = {(pause.until_on is None, bool(pause.answer)) for pause in Pause.objects.all()}
    assert pauses == {(True, False), (False, True), (False, False)}
    assert found(JointOpinion.objects.all(), "agrees") == {True, False}
    assert HandlingPlan.objects.exists()
    assert Reply.objects.exclude(sent_back_reason="").exists()


def test_many_at_once_and_the_archive(city: City) -> None:
    """A bulk was done, one was undone in part, and every package is whole."""
    assert found(Bulk.objects.all(), "verb") == {BulkVerb.ASSIGN, BulkVerb.EXTEND, BulkVerb.ARCHIVE}
    states = {item.state for bulk in Bulk.objects.all() for item in queries.done_in_bulk(bulk)}
    assert states == set(BulkState.values) - {BulkState.WAITING}
    assert not BulkItem.objects.filter(entry=None, refusal="").exists()
    packages = list(Package.objects.all())
    assert packages
    assert [papers.damages_of(package) for package in packages] == [[] for _ in packages]


def test_a_meeting_to_come_and_one_that_was_held(city: City) -> None:
    """Of what is proposed for the one to come some is accepted ahead, to one a bureau objects, and some waits."""
    assert HandOver.objects.filter(held_at=None, meets_on__gt=timezone.localdate()).count() == 1
    assert HandOver.objects.exclude(held_at=None).count() == 1
    waiting = ProposedAssignment.objects.all()
    answers = sorted((one.accepted_at is not None, bool(one.objection)) for one in waiting)
    assert answers == sorted([(True, False)] * 3 + [(False, True)] + [(False, False)] * 5)


def test_a_call_is_open_with_topics_and_leads(city: City) -> None:
    (call,) = queries.open_calls(on=timezone.localdate())
    assert call == Call.objects.get()
    assert found(call.topics.all(), "number") == {1, 2, 3, 4, 5}
    assert found(Lead.objects.all(), "origin") == set(LeadOrigin.values)
    assert found(Lead.objects.all(), "state") == set(LeadState.values)
    assert queries.answers_to(call).count() == 1
    assert Lead.objects.filter(proposals__submitted_at__isnull=False).count() == 1


def test_bodies_have_signed_and_members_support(city: City) -> None:
    """What a body handed in bears a page with signature or seal."""
    handed_in = Proposal.objects.filter(proposer_kind__in=COLLECTIVE, submitted_at__isnull=False)
    assert [queries.seals_of(case).count() for case in handed_in] == [1, 1, 1, 1, 1]
    assert found(File.objects.filter(purpose=queries.SEAL), "media_type") == {"application/pdf"}
    assert Supporter.objects.count() == 5


def test_key_cases_in_every_state_and_one_that_is_late(city: City) -> None:
    """The chair leads; the one that a party proposed was visited; a reply of class D waits to be judged."""
    keys = KeyCase.objects.filter(proposal__assembly=city.assembly)
    assert found(keys, "state") == set(KeyState.values)
    assert queries.late_key_cases(keys, on=timezone.localdate()).count() == 1
    assert set(keys.filter(visits__isnull=False).values_list("proposal__proposer_kind", flat=True)) == {"party"}
    (kept,) = Reply.objects.filter(reply_class=ReplyClass.D)
    assert kept.assignment.proposal.state == State.REPLIED


def test_the_assembly_reviews_twice_by_two_people(city: City) -> None:
    assert queries.practice_of(city.assembly).reviews_twice
    checked = Proposal.objects.filter(state=State.CHECKED)
    assert found(checked, "checked_by") == {city.office[role].pk for role in ("proposals_clerk", "second_clerk")}


def test_somebody_is_late_at_every_desk(city: City) -> None:
    """The office with reviewing, assigning and closing; bureaus with accepting, replying, an opinion, a promise."""
    today = timezone.localdate()
    late = queries.overdue(Proposal.objects.filter(assembly=city.assembly), on=today)
    assert {State.SUBMITTED, State.FILED, State.ASSIGNED, State.HANDLING, State.ANSWERED} <= found(late, "state")
    assert Assignment.objects.filter(role=HandlingRole.CO, opinion=None, reply_by__lt=today).exists()
    assert FollowUp.objects.filter(kind=FollowUpKind.PROMISE, answered_at=None, due_on__lt=today).exists()


def test_what_waits_now_has_its_notices(city: City, people: dict[str, Person]) -> None:
    """Everybody whose sign-in is shown has unread news, none of it older than what counts as lately."""
    for role in SIGNED_IN:
        assert Notice.objects.filter(person=people[role]).exists(), role
    told_of = Entry.objects.filter(pk__in=Notice.objects.values("entry_id"))
    assert min(found(told_of, "at")) >= timezone.now() - timedelta(days=stage.LATELY + 3)


def test_stories_end_today_in_the_order_of_time() -> None:
    """Steps of different stories alternate by their day; one that goes back in time is a mistake."""
    steps: list[tuple[str, int]] = []

    def first(_stage: Stage) -> Story:
        yield 9
        steps.append(("first", clock.today().toordinal()))
        yield 2
        steps.append(("first", clock.today().toordinal()))

    def second(_stage: Stage) -> Story:
        yield 6
        steps.append(("second", clock.today().toordinal()))

    def backwards(_stage: Stage) -> Story:
        yield 3
        yield 4

    ended: list[int] = []
    empty: Any = None
    place = Stage(empty, empty, empty, empty, Random(1))
    stage.tell([first, second], place, each=lambda: ended.append(1))
    assert [name for name, _day in steps] == ["first", "second", "first"]
    assert [day for _name, day in steps] == sorted(day for _name, day in steps)
    assert len(ended) == 2
    with pytest.raises(ValueError, match="goes back from 3 to 4 days ago"):
        stage.tell([backwards], place, each=lambda: None)
