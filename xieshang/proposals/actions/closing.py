"""After the reply: judged by the author, closed by the office, shown to the public."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.engine.prepared import fill
from xieshang.proposals import events, queries, rules, turns
from xieshang.proposals.actions.delivery import note_reading
from xieshang.proposals.actions.writing import reasoned
from xieshang.proposals.models import Feedback, Proposal, PublicWords
from xieshang.proposals.states import LIFE, Satisfaction, State
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import current_batch, keep
from xieshang.spine.rule import Refused
from xieshang.texts import words


@action(rules.may_judge)
def judge(
    proposal: Proposal, *, by: Person, handling: Satisfaction, result: Satisfaction, opinion: str = ""
) -> Feedback:
    """Judge handling and result (反馈), each voice once a round. Who is not satisfied says why.

    The case goes on to the office once every voice has judged.
    """
    if Satisfaction.UNSATISFIED in (handling, result) and not opinion.strip():
        raise Refused(_("不满意请写明意见，承办单位才知道怎样改进。"), field="opinion")
    voice = queries.voice_for(by, proposal) or queries.voices_of(proposal)[0]
    note_reading(proposal, by)
    if queries.waiting_voices(proposal) == [voice]:
        _all_are_in(proposal)
    proposal.changed_at = clock.now()
    keep(proposal)
    feedback = keep(
        Feedback(
            proposal=proposal,
            member_id=voice.member,
            merged_id=voice.merged,
            round=proposal.handled_again,
            handling=handling,
            result=result,
            opinion=opinion.strip(),
            given_by=by,
            given_at=clock.now(),
        )
    )
    events.JUDGED.record(proposal, by, member=voice.member, handling=handling.value, result=result.value)
    if current_batch() is not None:  # which is asked for what it has not written yet
        fill(proposal, "feedback", [*proposal.feedback.all(), feedback])
    return feedback


def _all_are_in(proposal: Proposal) -> None:
    on = clock.today()
    LIFE.advance(proposal, "judge")
    deadlines.meet(proposal, turns.FEEDBACK.code, on=on)
    proposal.turn_due_on = deadlines.start(proposal, turns.CLOSE.code, from_on=on).due_on


@action(rules.may_close)
def close(proposal: Proposal, *, by: Person, reason: str = "") -> Proposal:
    """Close the case (结案): judged, or the time for feedback has passed.

    A result that a voice is not satisfied with is handled again first (不满意的重新办理); where it was not,
    the office gives the reason.
    """
    if owes_another_round(proposal):
        _explain(proposal, by, reason)
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


def owes_another_round(proposal: Proposal) -> bool:
    """Was a result found wanting, and the case never handled again? It is then closed with a reason only."""
    return proposal.handled_again == 0 and queries.has_unsatisfied_result(proposal)


def _explain(proposal: Proposal, by: Person, reason: str) -> None:
    if not reason.strip():
        raise Refused(
            _("有提案者对办理结果不满意，还没有重新办理过。请先要求重新办理，或者写明不再重新办理的理由。"),
            field="reason",
        )
    events.CLOSING_EXPLAINED.record(proposal, by, reason=reason.strip())


@action(rules.may_publish)
def publish(proposal: Proposal, *, by: Person, text: str, reply: str) -> Proposal:
    """Show the case to the public. Personal details are left out of both texts, whatever was handed in.

    The names of those who proposed are, too, where the author does not consent to being named.
    """
    if not text.strip():
        raise Refused(_("公开的正文不能是空的。"), field="text")
    if reply.strip() and not proposal.consents_to_reply:
        raise Refused(_("提案者不同意公开答复，请去掉答复再公开。"), field="reply")
    proposal.public_text = queries.for_the_public(proposal, text.strip())
    proposal.public_reply = queries.for_the_public(proposal, reply.strip())
    name = proposal.proposer_name if proposal.consents_to_name else ""
    found_by = "\n".join([proposal.title, name, proposal.public_text, proposal.public_reply])
    keep(PublicWords(proposal=proposal, words=words.tsvector_text(found_by)))
    proposal.published_at = clock.now()
    keep(proposal)
    events.PUBLISHED.record(proposal, by)
    return proposal


@action(rules.may_unpublish)
def unpublish(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Take a case down from the public site, with a reason."""
    reason = reasoned(reason)
    proposal.published_at = None
    proposal.public_text = proposal.public_reply = ""
    keep(proposal)
    PublicWords.objects.filter(pk=proposal.pk).delete()
    events.UNPUBLISHED.record(proposal, by, reason=reason)
    return proposal
