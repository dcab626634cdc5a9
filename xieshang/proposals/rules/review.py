"""Who may review, and to what end."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.proposals.models import Proposal
from xieshang.proposals.rules.actors import only_clerk
from xieshang.proposals.states import LIFE
from xieshang.spine.rule import Actor, Verdict, first_refusal, refuse

P = Permission


def may_send_back(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review returns a submitted proposal for changes."""
    return first_refusal(_reviewer(actor, proposal), LIFE.may(proposal, "send_back"))


def may_file(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review files it; what was entered for a member needs that member's word first."""
    verdict = first_refusal(_reviewer(actor, proposal), LIFE.may(proposal, "file"))
    if verdict and proposal.awaits_confirmation:
        return refuse(_("这件提案由工作人员代录，委员本人还没有确认，暂不能立案。"))
    return verdict


def may_refuse(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review declines to file, on one of the ten grounds."""
    return first_refusal(_reviewer(actor, proposal), LIFE.may(proposal, "refuse"))


def _reviewer(actor: Actor, proposal: Proposal) -> Verdict:
    return only_clerk(actor, P.PROPOSALS_REVIEW, proposal, gettext_lazy("只有提案工作人员可以审查提案。"))
