"""Who judges a reply, who reads the judgements, and when a case is handled again."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries
from xieshang.proposals.models import Feedback, Proposal
from xieshang.proposals.rules.actors import is_author, is_charged, is_for_clerk
from xieshang.proposals.states import LIFE, State
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def is_past(proposal: Proposal) -> bool:
    """Has the time for feedback passed?"""
    return proposal.turn_due_on is not None and proposal.turn_due_on < clock.today()


def is_voice(actor: Actor, proposal: Proposal) -> bool:
    """One of those who proposed, or who speaks for a body that did: they judge the reply."""
    return queries.voice_for(actor, proposal) is not None


def may_judge(actor: Actor, proposal: Proposal) -> Verdict:
    """Each voice judges the reply once a round; for a case without an author whoever may enter for its body."""
    voice = queries.voice_for(actor, proposal)
    if voice is None:
        return refuse(_("只有提案者可以对答复作出反馈。"))
    verdict = LIFE.may(proposal, "judge")
    if verdict and voice not in queries.waiting_voices(proposal):
        return refuse(_("您已经反馈过了，正在等其他提案者反馈。"))
    return verdict


def may_read_feedback(actor: Actor, proposal: Proposal) -> Verdict:
    """The author and the office read the judgements at once; bureaus and the other voices once all are in.

    All are in when every voice has judged, or when the time for it is over: nobody's judgement is shown to the
    bureau by name while it could still be told apart.
    """
    if is_author(actor, proposal) or actor.can(P.PROPOSALS_READ_ALL, proposal.assembly.scope_id):
        return ALLOWED
    if not (is_charged(actor, proposal) or is_voice(actor, proposal)):
        return refuse(_("反馈意见只给提案者、政协机关和承办单位看。"))
    if proposal.state == State.REPLIED and not is_past(proposal):
        return refuse(_("所有提案者都反馈以后，或者反馈期满以后，才能看到各人的反馈意见。"))
    return ALLOWED


def may_read_judgement(actor: Actor, feedback: Feedback) -> Verdict:
    """One's own at any time, and so for all who have a part in the case what was said in earlier rounds."""
    proposal = feedback.proposal
    verdict = may_read_feedback(actor, proposal)
    involved = is_charged(actor, proposal) or is_voice(actor, proposal)
    if feedback.given_by_id == actor.pk or (involved and feedback.round < proposal.handled_again):
        return ALLOWED
    return verdict


def may_handle_again(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk has a case handled again that a voice is not satisfied with (不满意的重新办理), once all are in."""
    clerk = is_for_clerk(actor, P.PROPOSALS_CLOSE, proposal, _("只有提案工作人员可以要求重新办理。"))
    verdict = first_refusal(clerk, LIFE.may(proposal, "handle_again"))
    if verdict and proposal.state == State.REPLIED and not is_past(proposal):
        return refuse(_("提案者的反馈期还没有过，请等反馈或到期后再要求重新办理。"))
    if verdict and not queries.has_unsatisfied(proposal):
        return refuse(_("没有提案者表示不满意，不需要重新办理；可以审核结案。"))
    return verdict
