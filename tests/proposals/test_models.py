"""What the database itself refuses, and what it lets by: each constraint from both sides."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.proposals import actions
from xieshang.proposals.models import Answer, Assignment, CoSigner, Feedback, Proposal, Reply, Sketch, Suggestion
from xieshang.proposals.states import State

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def refused_by(constraint: str) -> Any:
    return pytest.raises(DatabaseError, match=f'"{constraint}"')


def put(row: Any, **values: Any) -> None:
    """Write values past every action, alone; a refusal leaves the test's transaction usable."""
    with transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("state", "values", "constraint"),
    [
        (S.DRAFT, {"state": "lost"}, "proposals_state"),
        (S.FILED, {"case_number": None}, "proposals_filed_has_number"),
        (S.FILED, {"filed_at": None}, "proposals_filed_has_number"),
        (S.SUBMITTED, {"case_number": 7}, "proposals_filed_has_number"),
        (S.NOT_FILED, {"ground": "", "destination": ""}, "proposals_not_filed_has_ground"),
        (S.SUBMITTED, {"ground": "empty"}, "proposals_not_filed_has_ground"),
        (S.CLOSED, {"closed_at": None}, "proposals_closed_at"),
        (S.REPLIED, {"closed_at": "2026-03-18T10:00Z"}, "proposals_closed_at"),
        (S.REPLIED, {"replied_at": None}, "proposals_replied_at"),
        (S.ANSWERED, {"replied_at": None}, "proposals_replied_at"),
        (S.SUBMITTED, {"submitted_at": None}, "proposals_submitted_at"),
        (S.DRAFT, {"author": None}, "proposals_has_author"),
        (S.REPLIED, {"published_at": "2026-03-18T10:00Z"}, "proposals_published_closed"),
    ],
)
def test_a_proposal_that_cannot_be(place: City, state: State, values: dict[str, Any], constraint: str) -> None:
    proposal = factory.proposal_in(place, state)
    with refused_by(constraint):
        put(proposal, **values)


@pytest.mark.parametrize(
    ("state", "values"),
    [
        (S.CLOSED, {"published_at": "2026-03-18T10:00Z"}),
        (S.DRAFT, {"author": None, "source": "省政协 2019", "source_number": "0005"}),
        (S.DRAFT, {"author": None, "proposer_kind": "committee"}),
        (S.SUBMITTED, {"turn_due_on": None}),
        (S.HANDLING, {"replied_at": "2026-03-18T10:00Z"}),
    ],
)
def test_a_proposal_that_can_be(place: City, state: State, values: dict[str, Any]) -> None:
    proposal = factory.proposal_in(place, state)
    put(proposal, **values)
    assert Proposal.objects.filter(pk=proposal.pk, **values).exists()


def test_a_case_number_is_given_once_a_session(place: City) -> None:
    first, second = factory.proposal_in(place, S.FILED), factory.proposal_in(place, S.FILED)
    assert (first.case_number, second.case_number) == (1, 2)
    with refused_by("proposals_case_number"):
        put(second, case_number=1)
    elsewhere = factory.proposal_in(factory.city(), S.FILED)
    assert elsewhere.case_number == 1


def test_a_form_makes_one_draft(place: City) -> None:
    key = uuid4()
    first, second = factory.drafted(place), factory.drafted(place)
    put(first, entry_key=key)
    with pytest.raises(DatabaseError, match="entry_key"):
        put(second, entry_key=key)
    put(second, entry_key=uuid4())


def test_a_case_of_a_source_is_taken_in_once(place: City) -> None:
    first, second = factory.drafted(place), factory.drafted(place)
    put(first, source="省政协", source_number="0005")
    with refused_by("proposals_source"):
        put(second, source="省政协", source_number="0005")
    put(second, source="市政协", source_number="0005")
    elsewhere = factory.drafted(factory.city())
    put(elsewhere, source="省政协", source_number="0005")


def test_a_suggestion_has_a_number_of_its_own_and_a_text(place: City) -> None:
    first, second = Suggestion.objects.filter(proposal=factory.drafted(place)).order_by("number")
    with refused_by("proposals_suggestion_once"):
        put(second, number=1)
    for values in ({"text": ""}, {"number": 0}):
        with refused_by("proposals_suggestion_filled"):
            put(first, **values)
    put(second, number=9)


def test_a_cosigner_is_asked_once_and_has_answered_or_not(place: City) -> None:
    proposal = factory.proposal_in(place, S.GATHERING)
    cosigner = factory.cosigning_of(proposal)
    with refused_by("proposals_cosigner_once"), transaction.atomic():
        CoSigner.objects.create(proposal=proposal, member=place.cosigner, position=2)
    CoSigner.objects.create(proposal=proposal, member=place.colleague, position=2)
    for values in ({"state": "confirmed"}, {"answered_at": "2026-03-18T10:00Z"}):
        with refused_by("proposals_cosigner_answered"):
            put(cosigner, **values)
    put(cosigner, state="declined", answered_at="2026-03-18T10:00Z")


def test_a_case_is_assigned_once_to_a_bureau_and_has_one_lead(place: City) -> None:
    proposal = factory.proposal_in(place, S.ASSIGNED)
    charge = factory.assignment_of(proposal)
    again = {
        "proposal": proposal,
        "assembly": place.assembly,
        "assigned_at": charge.assigned_at,
        "accept_by": charge.accept_by,
        "reply_by": charge.reply_by,
    }
    with refused_by("proposals_assignment_once"), transaction.atomic():
        Assignment.objects.create(**again, bureau=place.bureau, role="co")
    with refused_by("proposals_one_lead"), transaction.atomic():
        Assignment.objects.create(**again, bureau=place.other_bureau, role="lead")
    Assignment.objects.create(**again, bureau=place.other_bureau, role="co")


def test_a_bureau_accepts_by_somebody_and_replies_after_that(place: City) -> None:
    charge = factory.assignment_of(factory.proposal_in(place, S.ASSIGNED))
    with refused_by("proposals_accepted"):  # of an imported one it is known when, and not who
        put(charge, accepted_by=place.person("bureau clerk"))
    with refused_by("proposals_reply_after_accept"):
        put(charge, replied_at="2026-03-18T10:00Z")
    put(charge, accepted_at="2026-03-18T10:00Z", accepted_by=place.person("bureau clerk"))
    put(charge, replied_at="2026-03-19T10:00Z")


def test_a_reply_has_one_of_the_classes_and_answers_each_suggestion_once(place: City) -> None:
    reply = Reply.objects.get(assignment__proposal=factory.proposal_in(place, S.REPLIED))
    with refused_by("proposals_reply_class"):
        put(reply, reply_class="E")
    put(reply, reply_class="C")
    first, second = Answer.objects.filter(reply=reply).order_by("suggestion__number")
    with refused_by("proposals_answer_once"):
        put(second, suggestion=first.suggestion)
    with refused_by("proposals_answer_filled"):
        put(first, text="")


def test_who_is_not_satisfied_says_why_and_judges_once(place: City) -> None:
    proposal = factory.proposal_in(place, S.ANSWERED)
    feedback = Feedback.objects.get(proposal=proposal)
    for axis in ("handling", "result"):
        with refused_by("proposals_feedback_opinion"):
            put(feedback, **{axis: "unsatisfied"})
    put(feedback, handling="unsatisfied", result="unsatisfied", opinion="没有回应第二条建议")
    given = {"proposal": proposal, "handling": "satisfied", "result": "satisfied", "given_by": place.person("clerk")}
    with refused_by("proposals_feedback_once"), transaction.atomic():
        Feedback.objects.create(**given, member=place.author)
    Feedback.objects.create(**given, member=None)
    with refused_by("proposals_feedback_once"), transaction.atomic():
        Feedback.objects.create(**given, member=None)


def test_a_body_is_all_parts_or_the_whole_text(place: City) -> None:
    proposal = factory.drafted(place, situation="情", analysis="析", suggestions=["一", "二", "三"])
    assert proposal.body == "情\n析\n一\n二\n三"
    proposal.whole_text = "没有分开的全文"
    assert proposal.body == "没有分开的全文"


def test_the_words_are_what_the_database_searches(place: City) -> None:
    proposal = factory.drafted(place, title="增设公共停车位")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words @@ '停车位'::tsquery, words @@ '养老院'::tsquery FROM proposals_casewords")
        assert cursor.fetchall() == [(True, False)]
    actions.revise(proposal, by=place.person("author"), text=factory.text(title="增设养老院"), version=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words @@ '停车位'::tsquery, words @@ '养老院'::tsquery FROM proposals_casewords")
        assert cursor.fetchall() == [(False, True)]


def shingles_of(proposal: Proposal) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM proposals_shingle WHERE proposal_id = %s AND assembly_id = %s ORDER BY hash",
            [proposal.pk, proposal.assembly_id],
        )
        return [key for (key,) in cursor.fetchall()]


def test_the_index_over_sketches_keeps_itself(place: City) -> None:
    first, second = factory.proposal_in(place, S.SUBMITTED), factory.proposal_in(place, S.SUBMITTED)
    keys = Sketch.objects.get(pk=first.pk).keys
    assert (shingles_of(first), len(keys)) == (keys, 48)
    put(Sketch.objects.get(pk=first.pk), keys=[3, 1, 1])
    assert shingles_of(first) == [1, 3]
    Sketch.objects.all().delete()
    assert shingles_of(first) == shingles_of(second) == []


def test_rows_say_what_they_are(place: City) -> None:
    proposal = factory.proposal_in(place, S.REPLIED)
    charge = factory.assignment_of(proposal)
    assert str(proposal) == proposal.title
    assert str(charge.reply) == "鹰教提〔2026〕1号"
    assert str(Sketch.objects.get(pk=proposal.pk)) == f"sketch of {proposal.pk}"
    assert (proposal.is_collective, proposal.awaits_confirmation) == (False, False)
