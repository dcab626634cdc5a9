"""Who is asked after a case was closed, and who answers."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries
from xieshang.proposals.models import FollowUp, Proposal
from xieshang.proposals.rules.actors import is_for_handler, is_standing_first
from xieshang.proposals.rules.writing import may_enter_for
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Actor, Verdict, refuse
from xieshang.ui.show import day

P = Permission


def may_arrange_follow_ups(actor: Actor | None, proposal: Proposal) -> Verdict:
    """They follow from closing, by nobody's hand, once."""
    if actor is not None:
        return refuse(_("跟踪回访在结案时自动安排，不能手工安排。"))
    if proposal.state != State.CLOSED:
        return refuse(_("结案以后才安排跟踪回访。"))
    if proposal.follow_ups.all():
        return refuse(_("跟踪回访已经安排过了。"))
    return ALLOWED


def may_answer_follow_up(actor: Actor, follow_up: FollowUp) -> Verdict:
    """The bureau reports on its promise at any time; who proposed tells of the effect once that is asked for."""
    asked = _is_asked(actor, follow_up)
    if asked and follow_up.answered_at is not None:
        return refuse(_("这次回访已经答复过了。"))
    return asked and _has_come(follow_up)


def _is_asked(actor: Actor, follow_up: FollowUp) -> Verdict:
    if follow_up.assignment is not None:
        words = _("只有%(bureau)s的工作人员可以报告承诺的落实情况。")
        return is_for_handler(actor, follow_up.assignment, P.PROPOSALS_HANDLE, words)
    proposal = follow_up.proposal
    if proposal.author is None:
        return may_enter_for(actor, proposal.assembly, proposal.organ)
    if is_standing_first(actor, proposal):
        return ALLOWED
    return refuse(_("只有第一提案者可以回答办理的成效。"))


def _has_come(follow_up: FollowUp) -> Verdict:
    from_on = follow_up.due_on - queries.ASKED_BEFORE
    if follow_up.is_promise or from_on <= clock.today():
        return ALLOWED
    return refuse(_("成效要过一段时间才看得出来，请在 %(day)s以后回答。") % {"day": day(from_on)})
