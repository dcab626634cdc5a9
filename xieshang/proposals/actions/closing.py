"""After the reply: judged by the author, closed by the office, shown to the public."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.proposals import events, rules, turns
from xieshang.proposals.actions.writing import reasoned
from xieshang.proposals.models import Feedback, Proposal
from xieshang.proposals.states import LIFE, Satisfaction, State
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused
from xieshang.texts import redact, words


@action(rules.may_judge)
def judge(
    proposal: Proposal, *, by: Person, handling: Satisfaction, result: Satisfaction, opinion: str = ""
) -> Feedback:
    """Judge handling and result (反馈). Who is not satisfied says why."""
    if Satisfaction.UNSATISFIED in (handling, result) and not opinion.strip():
        raise Refused(_("不满意请写明意见，承办单位才知道怎样改进。"), field="opinion")
    LIFE.advance(proposal, "judge")
    on = clock.today()
    deadlines.meet(proposal, turns.FEEDBACK.code, on=on)
    proposal.turn_due_on = deadlines.start(proposal, turns.CLOSE.code, from_on=on).due_on
    proposal.changed_at = clock.now()
    keep(proposal)
    feedback = keep(
        Feedback(
            proposal=proposal,
            member=proposal.author,
            handling=handling,
            result=result,
            opinion=opinion.strip(),
            given_by=by,
            given_at=clock.now(),
        )
    )
    events.JUDGED.record(proposal, by, member=proposal.author_id, handling=handling.value, result=result.value)
    return feedback


@action(rules.may_close)
def close(proposal: Proposal, *, by: Person) -> Proposal:
    """Close the case (结案): judged, or the time for feedback has passed."""
    on = clock.today()
    if proposal.state == State.REPLIED:
        deadlines.drop(proposal, turns.FEEDBACK.code, on=on)
    else:
        deadlines.meet(proposal, turns.CLOSE.code, on=on)
    LIFE.advance(proposal, "close")
    proposal.closed_at = proposal.changed_at = clock.now()
    proposal.turn_due_on = None
    keep(proposal)
    events.CLOSED.record(proposal, by)
    return proposal


@action(rules.may_publish)
def publish(proposal: Proposal, *, by: Person, text: str, reply: str = "") -> Proposal:
    """Show the case to the public. Personal details are left out of both texts, whatever was handed in.

    What the author does not consent to, the name or the answer, is neither shown nor found.
    """
    if not text.strip():
        raise Refused(_("公开的正文不能是空的。"), field="text")
    proposal.public_text, proposal.public_reply = redact.redact(text.strip()), redact.redact(reply.strip())
    if not proposal.consents_to_reply:
        proposal.public_reply = ""
    proposer = proposal.proposer_name if proposal.consents_to_name else ""
    proposal.public_words = words.tsvector_text(
        "\n".join([proposal.title, proposer, proposal.public_text, proposal.public_reply])
    )
    proposal.published_at = clock.now()
    keep(proposal)
    events.PUBLISHED.record(proposal, by)
    return proposal


@action(rules.may_unpublish)
def unpublish(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Take a case down from the public site, with a reason."""
    reason = reasoned(reason)
    proposal.published_at = None
    proposal.public_text = proposal.public_reply = proposal.public_words = ""
    keep(proposal)
    events.UNPUBLISHED.record(proposal, by, reason=reason)
    return proposal
