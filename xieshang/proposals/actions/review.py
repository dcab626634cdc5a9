"""Review: filed, sent back for changes, or not filed with one of the ten grounds; and past cases imported."""

from datetime import datetime

from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.documents import numbers
from xieshang.members import queries as members
from xieshang.members.models import Session
from xieshang.proposals import events, rules, turns
from xieshang.proposals.actions.importing import Past, begin_closed, reply_as_told
from xieshang.proposals.actions.writing import Proposer, Text, reasoned, sketch, write
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import LIFE, Ground, State
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep


@action(rules.may_file)
def file(proposal: Proposal, *, by: Person) -> Proposal:
    """File the proposal (立案): it gets the next case number of its session, without gaps."""
    LIFE.advance(proposal, "file")
    _reviewed(proposal)
    proposal.filed_at = clock.now()
    proposal.case_number = numbers.next_number(f"proposals.case.{proposal.session_id}", proposal.assembly)
    proposal.turn_due_on = deadlines.start(proposal, turns.ASSIGN.code, from_on=clock.today()).due_on
    keep(proposal)
    events.FILED.record(proposal, by, number=proposal.case_number, year=proposal.session.year)
    return proposal


@action(rules.may_refuse)
def refuse(proposal: Proposal, *, by: Person, ground: Ground, reason: str) -> Proposal:
    """Decline to file it, on one of the ten grounds; the author reads the reason."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "refuse")
    _reviewed(proposal)
    proposal.ground, proposal.review_reason, proposal.turn_due_on = ground, reason, None
    keep(proposal)
    events.NOT_FILED.record(proposal, by, ground=ground.value, ground_words=str(ground.label), reason=reason)
    return proposal


@action(rules.may_send_back)
def send_back(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Return it to the author, who reads what to change."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "send_back")
    _reviewed(proposal)
    proposal.review_reason, proposal.turn_due_on = reason, None
    keep(proposal)
    events.SENT_BACK.record(proposal, by, reason=reason)
    return proposal


def _reviewed(proposal: Proposal) -> None:
    deadlines.meet(proposal, turns.REVIEW.code, on=clock.today())
    proposal.reviewed_at = proposal.changed_at = clock.now()
    proposal.review_reason = ""


@action(rules.may_import, lock=False)
def import_case(
    session: Session,
    *,
    by: Person | None,
    source: str,
    source_number: str,
    topic: str,
    proposer: Proposer,
    text: Text,
    submitted_at: datetime,
    past: Past | None = None,
) -> Proposal:
    """Take in a case from a file of another system, as submitted there; review decides what becomes of it.

    One that was closed there (`past`) comes closed, with the reply as the file tells it.
    """
    proposal = Proposal(
        assembly_id=session.assembly_id,
        session=session,
        state=State.SUBMITTED,
        source=source,
        source_number=source_number,
        topic=topic,
        proposer_kind=proposer.kind,
        proposer_name=proposer.printed_name,
        submitted_at=submitted_at,
        in_session=members.in_session(session, on=timezone.localdate(submitted_at)),
    )
    if past is not None:
        begin_closed(proposal, past)
    write(proposal, text)
    sketch(proposal, text.body)
    if past is not None:
        reply_as_told(proposal, past, by=by)
        return proposal
    events.IMPORTED.record(proposal, by, source=source, source_number=source_number, title=proposal.title)
    return proposal
