"""Who may support (附议) a case of others."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals.models import Proposal
from xieshang.proposals.rules.actors import is_first_author, is_standing_first
from xieshang.proposals.states import ENDED, CoSignState, State
from xieshang.spine.choices import shown
from xieshang.spine.lifecycle import past
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission
SUPPORTABLE = frozenset({State.FILED, State.ASSIGNED, State.HANDLING})


def may_support(actor: Actor, proposal: Proposal) -> Verdict:
    """A member of the assembly supports a filed case of others, once, until it is replied to."""
    if not actor.can(P.PROPOSALS_DRAFT, proposal.assembly.scope_id):
        return refuse(_("只有%(assembly)s的委员可以附议。") % {"assembly": proposal.assembly.name})
    return first_refusal(_time_for_support(proposal), _is_of_others(actor, proposal), _first_time(actor, proposal))


def _time_for_support(proposal: Proposal) -> Verdict:
    if proposal.state in SUPPORTABLE:
        return ALLOWED
    if proposal.replied_at is not None:
        return refuse(_("这件提案已经答复，不再附议；可以另写一件提案。"))
    if proposal.state in ENDED:
        return past(shown(proposal, "state"), _("附议"))
    return refuse(_("立案以后才能附议。"))


def _is_of_others(actor: Actor, proposal: Proposal) -> Verdict:
    if is_first_author(actor, proposal) or is_standing_first(actor, proposal):
        return refuse(_("您是这件提案的提案者，不用附议。"))
    if proposal.convenor is not None and proposal.convenor.person_id == actor.pk:
        return refuse(_("您以召集人的名义提出了这件提案，不用附议。"))
    confirmed = (one for one in proposal.cosigners.all() if one.state == CoSignState.CONFIRMED)
    if any(one.member.person_id == actor.pk for one in confirmed):
        return refuse(_("您已经联名，不用附议。"))
    return ALLOWED


def _first_time(actor: Actor, proposal: Proposal) -> Verdict:
    if any(one.member.person_id == actor.pk for one in proposal.supporters.all()):
        return refuse(_("您已经附议过这件提案。"))
    return ALLOWED
