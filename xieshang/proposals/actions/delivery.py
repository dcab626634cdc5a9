"""Replies delivered to those who proposed (送达), and read by them for the first time."""

from collections.abc import Iterable

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.proposals import events, queries, rules, turns
from xieshang.proposals.models import Delivery, Proposal, Reply
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep, keep_all


def deliver(proposal: Proposal, written: Reply, others: Iterable[Reply]) -> None:
    """Deliver the replies of a case to everybody who judges it, inside the action that made it replied to.

    `written` was signed just now; of `others` a reply that stood before another one was sent back has reached
    people already.
    """
    people = list(dict.fromkeys(one.person for one in queries.voices_of(proposal) if one.person is not None))
    reached = {(reply.pk, one.person_id) for reply in others for one in reply.deliveries.all()}
    new = [(written, person) for person in people]
    new += [(reply, person) for reply in others for person in people if (reply.pk, person) not in reached]
    now = clock.now()
    keep_all([Delivery(reply=reply, person_id=person, delivered_at=now) for reply, person in new])


def deliver_to_joined(lead: Proposal, merged: Proposal) -> None:
    """Deliver the replies of a lead to those who stand behind a case that is merged into it after it was replied to.

    Every proposer of a merged case is replied to (提案办理办法第九条). Where feedback is awaited, the time for it
    runs anew, so that these voices have all of it.
    """
    joining = queries.behind(merged)
    if lead.state not in (State.REPLIED, State.ANSWERED) or not joining:
        return
    if lead.state == State.REPLIED and not {*joining} <= {*queries.voices_of(lead)}:
        deadlines.drop(lead, turns.FEEDBACK.code, on=clock.today())
        lead.turn_due_on = deadlines.start(lead, turns.FEEDBACK.code, from_on=clock.today()).due_on
        lead.changed_at = clock.now()
        keep(lead)
    for reply in queries.standing_replies(lead):
        reached = {one.person_id for one in reply.deliveries.all()}
        people = dict.fromkeys(one.person for one in joining if one.person is not None and one.person not in reached)
        keep_all([Delivery(reply=reply, person_id=person, delivered_at=clock.now()) for person in people])


@action(rules.may_read_reply)
def read_reply(proposal: Proposal, *, by: Person) -> Proposal:
    """Note that somebody to whom the replies were delivered has read them for the first time.

    Opening a page must not write, so the page of the case asks for this by a POST of its own: the script sends
    it once the page stands, and without a script it is a button above the reply. Whoever judges without either
    has read it too (`note_reading`).
    """
    note_reading(proposal, by)
    events.READING_NOTED.record(proposal, by)
    return proposal


def note_reading(proposal: Proposal, person: Person) -> None:
    """Keep that a person has read the replies, inside an action on the case; what was read before stays."""
    for delivery in queries.unread_by(person.pk, proposal):
        delivery.read_at = clock.now()
        keep(delivery)
