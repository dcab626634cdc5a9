"""Who may review, and to what end."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly
from xieshang.proposals import queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.rules.actors import is_for_clerk
from xieshang.proposals.states import LIFE, State
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def may_check(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review looks at it first, and advises whoever decides."""
    return first_refusal(_reviewer(actor, proposal), LIFE.may(proposal, "check"))


def may_send_back(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review returns a submitted proposal for changes.

    Nothing is decided by that, so that the first reviewer may do it alone also where it is reviewed twice.
    """
    return first_refusal(_reviewer(actor, proposal), LIFE.may(proposal, "send_back"))


def may_file(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review files it; what was entered for a member needs that member's word first."""
    return _decides(actor, proposal, "file", _("立案"))


def may_merge(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review merges it into a lead case; the same word of the member is needed."""
    return _decides(actor, proposal, "merge", _("并案"))


def may_turn_into_letter(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review keeps it as an opinion letter; the same word of the member is needed."""
    return _decides(actor, proposal, "turn_into_letter", _("转为意见建议"))


def may_refuse(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review declines to file, on one of the ten grounds."""
    return _decides(actor, proposal, "refuse")


def _decides(actor: Actor, proposal: Proposal, move: str, unconfirmed: str = "") -> Verdict:
    """What every outcome needs; `unconfirmed` is the verb for which a member must have confirmed what was entered."""
    verdict = first_refusal(_reviewer(actor, proposal), LIFE.may(proposal, move))
    if not verdict:
        return verdict
    if unconfirmed and proposal.awaits_confirmation:
        words = {"verb": unconfirmed}
        return refuse(_("这件提案由工作人员代录，委员本人还没有确认，暂不能%(verb)s。") % words)
    return _second(actor, proposal) if queries.practice_of(proposal.assembly).reviews_twice else ALLOWED


def _second(actor: Actor, proposal: Proposal) -> Verdict:
    """Where an assembly reviews twice, the outcome is decided on advice, and by somebody else than gave it."""
    if proposal.state == State.SUBMITTED:
        return refuse(_("这里实行两次审查：请先初审、提出意见，再由另一位审查人决定。"))
    if proposal.checked_by_id == actor.pk:
        return refuse(_("这件提案是您初审的，要请另一位审查人复审决定。"))
    return ALLOWED


def may_decide_likeness(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review notes what a likeness means, once a proposal was handed in."""
    clerk = _reviewer(actor, proposal)
    if clerk and proposal.submitted_at is None:
        return refuse(_("提案提交以后才能对相似之处作出处理。"))
    return clerk


def may_set_practice(actor: Actor, assembly: Assembly) -> Verdict:
    """Who keeps the settings of an assembly's work with proposals."""
    if actor.can(P.PROPOSALS_SET_PRACTICE, assembly.scope_id):
        return ALLOWED
    return refuse(_("只有提案工作人员可以改提案工作设置。"))


def _reviewer(actor: Actor, proposal: Proposal) -> Verdict:
    return is_for_clerk(actor, P.PROPOSALS_REVIEW, proposal, gettext_lazy("只有提案工作人员可以审查提案。"))
