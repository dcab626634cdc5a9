"""Review in one step or two, and all that it can come to; and past cases imported."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.documents import numbers
from xieshang.members import queries as members
from xieshang.members.models import Session
from xieshang.proposals import events, rules, turns
from xieshang.proposals.actions.delivery import deliver_to_joined
from xieshang.proposals.actions.importing import Past, begin_closed, reply_as_told
from xieshang.proposals.actions.writing import Proposer, Text, reasoned, sketch, write
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import LIFE, OPEN, Destination, Ground, Outcome, State
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.rule import Refused


@action(rules.may_check)
def check(proposal: Proposal, *, by: Person, advice: Outcome, reason: str = "") -> Proposal:
    """Review it first (初审) and advise whoever decides; the time for review runs on.

    Advice that is not to file it has a reason, which the author does not read.
    """
    if advice != Outcome.FILE and not reason.strip():
        raise Refused(_("建议不是立案的，请写明理由，复审的人会看到。"), field="reason")
    LIFE.advance(proposal, "check")
    proposal.checked_at, proposal.checked_by = clock.now(), by
    proposal.advice, proposal.advice_reason = advice, reason.strip()
    proposal.changed_at = clock.now()
    keep(proposal)
    events.CHECKED.record(proposal, by, advice=advice.value, advice_reason=reason.strip())
    return proposal


@action(rules.may_file)
def file(proposal: Proposal, *, by: Person) -> Proposal:
    """File the proposal (立案): it gets the next case number of its session, without gaps."""
    LIFE.advance(proposal, "file")
    _reviewed(proposal, by)
    given = number(proposal)
    keep(proposal)
    events.FILED.record(proposal, by, number=given, year=proposal.session.year)
    return proposal


def number(proposal: Proposal) -> int:
    """Give the case the next number of its session, and start the time for assigning it."""
    proposal.filed_at = clock.now()
    given = numbers.next_number(f"proposals.case.{proposal.session_id}", proposal.assembly)
    proposal.case_number = given
    proposal.turn_due_on = deadlines.start(proposal, turns.ASSIGN.code, from_on=clock.today()).due_on
    return given


@action(rules.may_merge)
def merge(proposal: Proposal, *, by: Person, into: Proposal, reason: str) -> Proposal:
    """Merge it into a lead case (并案), whose reply answers its author, too; it stays to be found as a similar case.

    The lead is of the same assembly, filed, and not closed. What it was replied reaches this author at once.
    """
    reason = reasoned(reason)
    lead, given = _lead(proposal, into)
    deliver_to_joined(lead, proposal)
    LIFE.advance(proposal, "merge")
    _reviewed(proposal, by)
    proposal.merged_into, proposal.review_reason, proposal.turn_due_on = lead, reason, None
    keep(proposal)
    events.MERGED.record(proposal, by, into=lead.pk, year=lead.session.year, number=given, reason=reason)
    return proposal


def _lead(proposal: Proposal, into: Proposal) -> tuple[Proposal, int]:
    """The lead case under lock, so that nobody closes it meanwhile, and its number; Refused where it cannot be one."""
    if into.assembly_id != proposal.assembly_id:
        raise Refused(_("只能并入本级政协的提案。"), field="into")
    _number_of(into)  # before the lock: of two that are merged into each other neither waits for the other
    lead = hold(into)
    return lead, _number_of(lead)


def _number_of(lead: Proposal) -> int:
    if lead.state not in OPEN or lead.case_number is None:
        words = {"state": lead.get_state_display()}
        raise Refused(_("主案要已经立案、还没有办结；这一件现在是“%(state)s”，请另选。") % words, field="into")
    return lead.case_number


@action(rules.may_turn_into_letter)
def turn_into_letter(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Keep it as an opinion letter (转意见建议): not a case, but passed on for reference; the author reads why."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "turn_into_letter")
    _reviewed(proposal, by)
    proposal.review_reason, proposal.turn_due_on = reason, None
    keep(proposal)
    events.TURNED_INTO_LETTER.record(proposal, by, reason=reason)
    return proposal


@action(rules.may_refuse)
def refuse(
    proposal: Proposal, *, by: Person, ground: Ground, reason: str, destination: Destination = Destination.NONE
) -> Proposal:
    """Decline to file it, on one of the ten grounds, and say where it is passed on to (去向).

    The author reads both and the reason, and may object once.
    """
    reason = reasoned(reason)
    LIFE.advance(proposal, "refuse")
    _reviewed(proposal, by)
    proposal.ground, proposal.destination = ground, destination
    proposal.review_reason, proposal.turn_due_on = reason, None
    keep(proposal)
    events.NOT_FILED.record(proposal, by, ground=ground, reason=reason, destination=destination)
    return proposal


@action(rules.may_send_back)
def send_back(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Return it to the author, who reads what to change. What was advised was about the old text, and lapses."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "send_back")
    _reviewed(proposal, by)
    proposal.checked_at = proposal.checked_by = None
    proposal.advice = proposal.advice_reason = ""
    proposal.review_reason, proposal.turn_due_on = reason, None
    keep(proposal)
    events.SENT_BACK.record(proposal, by, reason=reason)
    return proposal


def _reviewed(proposal: Proposal, by: Person) -> None:
    deadlines.meet(proposal, turns.REVIEW.code, on=clock.today())
    proposal.reviewed_at = proposal.changed_at = clock.now()
    proposal.reviewed_by, proposal.review_reason = by, ""


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
