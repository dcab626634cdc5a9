"""What a case page shows of its rounds: replies that stand no longer, who has judged and how, who has read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries, rules
from xieshang.proposals.models import Assignment, Delivery, Feedback, Proposal, Reply
from xieshang.proposals.queries.voices import whose
from xieshang.proposals.states import State
from xieshang.spine.rule import Actor


@dataclass(frozen=True, slots=True)
class EarlierReply:
    """A reply that stands no longer, with what it is called and why another one was given."""

    name: str
    why: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one voice judged. `name` is whose it is; `round` says of which reply, where there were several."""

    name: str
    round: str
    feedback: Feedback


def earlier_replies(assignment: Assignment) -> list[EarlierReply]:
    """The bureau's replies that stand no longer, first to last."""
    return [
        EarlierReply(_nth(number), _why(reply), reply)
        for number, reply in enumerate(assignment.replies.all(), start=1)
        if reply.superseded_at is not None
    ]


def _nth(number: int) -> str:
    return _("第 %(number)s 次答复") % {"number": number}


def _why(reply: Reply) -> str:
    if reply.sent_back_reason:
        return _("政协机关退回：%(reason)s") % {"reason": reply.sent_back_reason}
    return _("提案者不满意，重新办理")


def judgements_for(who: Actor, proposal: Proposal) -> list[Judgement]:
    """What was said of the replies in every round, as far as this person may read it."""
    read = [one for one in proposal.feedback.all() if rules.may_read_judgement(who, one)]
    return [Judgement(whose(one, proposal), _round(proposal, one.round), one) for one in read]


def _round(proposal: Proposal, number: int) -> str:
    """Of which round, where the case was handled again."""
    if not proposal.handled_again:
        return ""
    return _("第 %(number)s 次重新办理") % {"number": number} if number else _("首次办理")


def count_line(who: Actor, proposal: Proposal) -> str:
    """How many have judged while others still may, for whoever has a part in the case: "3 人中 1 人已反馈"."""
    if proposal.state != State.REPLIED or not _takes_part(who, proposal):
        return ""
    total, waiting = len(queries.voices_of(proposal)), len(queries.waiting_voices(proposal))
    if total < 2:
        return ""
    return _("%(total)s 人中 %(said)s 人已反馈") % {"total": total, "said": total - waiting}


def _takes_part(who: Actor, proposal: Proposal) -> bool:
    return oversees(who, proposal) or rules.is_author(who, proposal) or rules.is_voice(who, proposal)


def oversees(who: Actor, proposal: Proposal) -> bool:
    """The office, or a bureau that handles the case: they see who has read, and how good the proposal was found."""
    office = who.can(Permission.PROPOSALS_READ_ALL, proposal.assembly.scope_id)
    return office or rules.is_charged(who, proposal)


def deliveries_for(who: Actor, proposal: Proposal) -> list[Delivery]:
    """To whom the replies that stand were delivered, and when each read them, for office and bureaus."""
    if not oversees(who, proposal):
        return []
    return [one for reply in queries.standing_replies(proposal) for one in reply.deliveries.all()]


def qualities_for(who: Actor, proposal: Proposal) -> list[Assignment]:
    """The marks that bureaus gave the proposal, for office and bureaus."""
    if not oversees(who, proposal):
        return []
    return [one for one in proposal.assignments.all() if one.quality is not None]
