"""Who may close and publish."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.proposals.models import Proposal
from xieshang.proposals.rules.actors import is_for_clerk
from xieshang.proposals.rules.feedback import is_past
from xieshang.proposals.states import LIFE, State
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def may_close(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk closes a case that was judged, or whose author let the time for feedback pass."""
    clerk = is_for_clerk(actor, P.PROPOSALS_CLOSE, proposal, gettext_lazy("只有提案工作人员可以结案。"))
    verdict = first_refusal(clerk, LIFE.may(proposal, "close"))
    if verdict and proposal.state == State.REPLIED and not is_past(proposal):
        return refuse(_("提案者的反馈期还没有过，请等反馈或到期后再结案。"))
    return verdict


def may_publish(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk publishes a closed case whose author consents."""
    clerk = is_for_clerk(actor, P.PROPOSALS_PUBLISH, proposal, gettext_lazy("只有提案工作人员可以公开提案。"))
    if not clerk:
        return clerk
    if proposal.state != State.CLOSED:
        return refuse(_("办结以后才能公开。"))
    if not proposal.consents_to_publication and proposal.source:
        return refuse(_("导入的文件没有写明提案者同意公开，不能公开。"))
    if not proposal.consents_to_publication:
        return refuse(_("提案者不同意公开。"))
    if proposal.published_at is not None:
        return refuse(_("已经公开了。"))
    return ALLOWED


def may_unpublish(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk takes a published case down, with a reason."""
    clerk = is_for_clerk(actor, P.PROPOSALS_PUBLISH, proposal, gettext_lazy("只有提案工作人员可以撤下公开。"))
    if clerk and proposal.published_at is None:
        return refuse(_("这件提案没有公开。"))
    return clerk
