"""Who may object to a proposal's not being filed, and who rules on that."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.rules.actors import is_for_author, is_for_clerk
from xieshang.proposals.rules.continuing import is_in_open_term
from xieshang.proposals.states import LIFE
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse
from xieshang.ui import show


def may_object_to(actor: Actor, proposal: Proposal) -> Verdict:
    """The author objects once, within the assembly's time for it, to not being filed; the committee then decides."""
    verdict = first_refusal(is_for_author(actor, proposal), LIFE.may(proposal, "object_to"), _not_yet(proposal))
    verdict = verdict and is_in_open_term(proposal)
    until = queries.objection_until(proposal) if verdict else None
    if until is not None and until.on < clock.today():
        words = {"day": show.day(until.on)}
        return refuse(_("申请复议的最后一天是 %(day)s，已经过了；可以补充材料，另行提出提案。") % words)
    return verdict


def _not_yet(proposal: Proposal) -> Verdict:
    if proposal.objected_at is None:
        return ALLOWED
    return refuse(_("一件提案只能申请一次复议；对结果还有意见的，可以补充材料，另行提出提案。"))


def may_uphold(actor: Actor, proposal: Proposal) -> Verdict:
    """Whoever reviews notes that the committee lets it stand."""
    return _rules(actor, proposal, "uphold")


def may_overrule(actor: Actor, proposal: Proposal) -> Verdict:
    """Whoever reviews files it after all, as the committee decided; the same word of the member is needed."""
    verdict = _rules(actor, proposal, "overrule")
    if verdict and proposal.awaits_confirmation:
        words = {"verb": _("立案")}
        return refuse(_("这件提案由工作人员代录，委员本人还没有确认，暂不能%(verb)s。") % words)
    return verdict


def _rules(actor: Actor, proposal: Proposal, move: str) -> Verdict:
    words = _("复议由提案委员会决定，由提案工作人员登记。")
    clerk = is_for_clerk(actor, Permission.PROPOSALS_REVIEW, proposal, words)
    return first_refusal(clerk, LIFE.may(proposal, move))
