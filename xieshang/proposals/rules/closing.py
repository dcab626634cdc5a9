"""Who may judge, close and publish."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.proposals.models import Proposal
from xieshang.proposals.rules.actors import is_author, is_first_author, only_clerk
from xieshang.proposals.rules.writing import may_enter_for
from xieshang.proposals.states import LIFE, State
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def may_judge(actor: Actor, proposal: Proposal) -> Verdict:
    """The first author judges the reply; of a case without one, whoever may enter for its body, or for anybody."""
    if proposal.author is not None:
        judges = is_first_author(actor, proposal)
    else:
        judges = bool(may_enter_for(actor, proposal.assembly, proposal.organ))
    if not judges:
        return refuse(_("只有提案者可以对答复作出反馈。"))
    return LIFE.may(proposal, "judge")


def may_close(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk closes a case that was judged, or whose author let the time for feedback pass."""
    clerk = only_clerk(actor, P.PROPOSALS_CLOSE, proposal, gettext_lazy("只有提案工作人员可以结案。"))
    verdict = first_refusal(clerk, LIFE.may(proposal, "close"))
    if verdict and proposal.state == State.REPLIED and not _is_past(proposal):
        return refuse(_("提案者的反馈期还没有过，请等反馈或到期后再结案。"))
    return verdict


def _is_past(proposal: Proposal) -> bool:
    return proposal.turn_due_on is not None and proposal.turn_due_on < clock.today()


def may_publish(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk publishes a closed case whose author consents."""
    clerk = only_clerk(actor, P.PROPOSALS_PUBLISH, proposal, gettext_lazy("只有提案工作人员可以公开提案。"))
    if not clerk:
        return clerk
    if proposal.state != State.CLOSED:
        return refuse(_("办结以后才能公开。"))
    if not proposal.consents_to_publication:
        return refuse(_("提案者不同意公开。"))
    if proposal.published_at is not None:
        return refuse(_("已经公开了。"))
    return ALLOWED


def may_unpublish(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk takes a published case down, with a reason."""
    clerk = only_clerk(actor, P.PROPOSALS_PUBLISH, proposal, gettext_lazy("只有提案工作人员可以撤下公开。"))
    if clerk and proposal.published_at is None:
        return refuse(_("这件提案没有公开。"))
    return clerk


def may_read_feedback(actor: Actor, proposal: Proposal) -> Verdict:
    """Authors and the office read the judgement at once; the bureau once the case is closed."""
    if is_author(actor, proposal) or actor.can(P.PROPOSALS_READ_ALL, proposal.assembly.scope_id):
        return ALLOWED
    charged = any(actor.can(P.PROPOSALS_HANDLE, one.bureau.scope_id) for one in proposal.assignments.all())
    if charged and proposal.state == State.CLOSED:
        return ALLOWED
    return refuse(_("反馈意见只给提案者、政协机关和办结以后的承办单位看。"))
