"""Who hears what of a review in two steps, of its outcomes, and of the objection to one."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.notices import queries, telling
from xieshang.notices.reactions.hearers import bureau_staff, case_of, clerks, tell
from xieshang.notices.states import Kind
from xieshang.proposals import events
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


@on(events.CHECKED)
def checked(entry: Entry) -> None:
    """The desk that reviews has it once more, unless it was decided meanwhile; the first reviewer knows."""
    case = case_of(entry)
    if case.state == State.CHECKED:
        tell(entry, Kind.TO_REVIEW_AGAIN, case, _reviewers(case, but=case.checked_by_id))


def _reviewers(case: Proposal, *, but: int | None) -> QuerySet[Person]:
    """The desk that reviews, without whoever may not decide this one."""
    return clerks(case, P.PROPOSALS_REVIEW).exclude(pk__in=[but] if but else [])


@on(events.MERGED)
def merged(entry: Entry) -> None:
    """All signers hear which case answers for theirs; who handles the lead has one more to answer.

    A lead that was replied to already answers them at once.
    """
    case = case_of(entry)
    tell(entry, Kind.MERGED, case, queries.signers_of(case))
    lead = Proposal.objects.select_related("assembly", "author").get(pk=entry.payload["into"])
    people = bureau_staff(lead) if lead.assignments.exists() else clerks(lead, P.PROPOSALS_ASSIGN)
    others = people.exclude(pk__in=queries.signers_of(case).values("pk"))
    _tell_of(entry, Kind.TOOK_IN, lead, others, title=case.title, proposer=case.proposer_name, lead=lead.title)
    if lead.state in (State.REPLIED, State.ANSWERED):
        _tell_of(entry, Kind.LEAD_REPLIED, lead, queries.signers_of(case), **_letters(lead), title=case.title)


def _letters(lead: Proposal) -> dict[str, Any]:
    """By whom and under which numbers a lead was replied to."""
    replies = proposals.standing_replies(lead)
    names = [one.bureau.name for one in lead.assignments.select_related("bureau") if one.reply is not None]
    numbers = [one.letter_number for one in replies]
    return {"lead": lead.title, "bureau_name": _("、").join(names), "letter_number": _("、").join(numbers)}


@on(events.REPLIED)
def lead_replied(entry: Entry) -> None:
    """Whose case was merged into this one has an answer, too: each author by the title of their own."""
    lead = case_of(entry)
    for case in Proposal.objects.filter(merged_into=lead).order_by("pk"):
        _tell_of(entry, Kind.LEAD_REPLIED, lead, queries.signers_of(case), title=case.title, lead=lead.title)


def _tell_of(entry: Entry, kind: Kind, lead: Proposal, people: QuerySet[Person], /, **facts: Any) -> None:
    """Tell people what their own case or desk has to do with a lead case, to which the notice leads."""
    telling.tell(entry, kind, people, link=reverse("proposals:show", args=[lead.pk]), **facts)


@on(events.TURNED_INTO_LETTER)
def turned_into_letter(entry: Entry) -> None:
    """All signers hear why."""
    case = case_of(entry)
    tell(entry, Kind.INTO_LETTER, case, queries.signers_of(case))


@on(events.OBJECTED)
def objected(entry: Entry) -> None:
    """The desk that reviews has it, to lay it before the committee."""
    case = case_of(entry)
    if case.state == State.CONTESTED:
        tell(entry, Kind.TO_CONTEST, case, clerks(case, P.PROPOSALS_REVIEW))


@on(events.UPHELD)
def upheld(entry: Entry) -> None:
    """All signers hear that it stands, and why."""
    case = case_of(entry)
    tell(entry, Kind.UPHELD, case, queries.signers_of(case))


@on(events.OVERRULED)
def overruled(entry: Entry) -> None:
    """All signers hear the case number."""
    case = case_of(entry)
    tell(entry, Kind.OVERRULED, case, queries.signers_of(case))
