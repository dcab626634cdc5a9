"""A change of term (换届): open cases go on in the next one or are closed with theirs; who left hands the lead on."""

from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.deadlines import queries as deadline_queries
from xieshang.members import queries as members
from xieshang.members.models import Member
from xieshang.proposals import events, queries, rules
from xieshang.proposals.actions.writing import reasoned
from xieshang.proposals.models import Pause, Proposal, ReplyDraft
from xieshang.proposals.queries import terms
from xieshang.proposals.states import LIFE
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep, remove_all
from xieshang.spine.event import kind_of
from xieshang.spine.rule import Refused


@action(rules.may_carry_over)
def carry_over(proposal: Proposal, *, by: Person) -> Proposal:
    """Let an open case go on in the next term (结转): number, session and clocks stay as they are.

    Of those who proposed it, who does not sit in the next term has no voice any more; where that is the first
    author, the next co-signer who stays comes after them. The same for the cases that were merged into it.
    """
    term, on = terms.term_of(proposal), clock.today()
    into = members.term_after(term)
    if into is None:
        raise Refused(_("%(term)s还没有换届，照常办理。") % {"term": term})
    left_on = max(into.from_on, on)
    _note_who_left(proposal, by, left_on)
    for merged in proposal.merged.order_by("pk"):
        _note_who_left(hold(merged), by, left_on)
    proposal.carried_into, proposal.changed_at = into, clock.now()
    keep(proposal)
    events.CARRIED_OVER.record(proposal, by, origin=term.number, into=into.number)
    return proposal


def _note_who_left(proposal: Proposal, by: Person, left_on: date) -> None:
    staying = terms.staying_among(proposal, on=clock.today())
    first = queries.stands_first(proposal)
    if first is not None and first.person_id not in staying:
        proposal.author_left_on, proposal.successor = proposal.author_left_on or left_on, None
        if not proposal.is_collective and (heir := terms.next_in_line(proposal, staying)) is not None:
            proposal.successor = heir
            events.SUCCEEDED.record(proposal, by, member=heir.pk, name=heir.name)
        keep(proposal)
    for one in terms.signed(proposal):
        if one.left_on is None and one.member.person_id not in staying:
            one.left_on = left_on
            keep(one)


@action(rules.may_close_with_term)
def close_with_term(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Close a filed case with its term (届满结案), whatever was still to come, with a reason its proposers read.

    All its clocks are dropped, questions to the author end, and what was drafted of a reply goes. It counts as
    closed, not as handled.
    """
    reason, on = reasoned(reason), clock.today()
    LIFE.advance(proposal, "close_with_term")
    running = deadline_queries.open_deadlines().filter(subject_kind=kind_of(proposal), subject_id=proposal.pk)
    for one in list(running):
        deadlines.drop(proposal, one.code, on=on, part=one.part)
    for pause in Pause.objects.filter(assignment__proposal=proposal, until_on=None):
        pause.until_on = on
        keep(pause)
    remove_all(list(ReplyDraft.objects.filter(assignment__proposal=proposal)))
    proposal.closed_at = proposal.changed_at = clock.now()
    proposal.turn_due_on, proposal.end_reason = None, reason
    keep(proposal)
    events.CLOSED_WITH_TERM.record(proposal, by, reason=reason)
    return proposal


@action(rules.may_succeed)
def succeed(proposal: Proposal, *, by: Person, member: Member, consent: str) -> Proposal:
    """Name the member who stands first for a case after its author (接续提案人), and how they consented.

    The member sits in the next term.
    """
    if not consent.strip():
        raise Refused(_("请写明本人何时、怎样表示同意。"), field="consent")
    on = clock.today()
    if not terms.may_follow(proposal, on=on).filter(pk=member.pk).exists():
        raise Refused(_("%(name)s不在新一届的名册上，请另选。") % {"name": member.name}, field="member")
    after = members.term_after(terms.term_of(proposal))
    if after is not None:
        proposal.author_left_on = proposal.author_left_on or max(after.from_on, on)
    proposal.successor, proposal.changed_at = member, clock.now()
    keep(proposal)
    events.SUCCEEDED.record(proposal, by, member=member.pk, name=member.name, consent=consent.strip())
    return proposal
