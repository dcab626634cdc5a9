"""What may be done about a reply that was signed: sent back, read, and the proposal's quality marked."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.queries import papers
from xieshang.proposals.rules.actors import is_for_clerk, is_for_handler
from xieshang.proposals.states import LIFE, State
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def may_send_back_reply(actor: Actor, assignment: Assignment) -> Verdict:
    """A clerk sends a reply back to its bureau, until somebody has judged it."""
    proposal = assignment.proposal
    clerk = is_for_clerk(actor, P.PROPOSALS_CLOSE, proposal, _("只有提案工作人员可以退回答复。"))
    verdict = first_refusal(clerk, _replies(assignment), LIFE.may(proposal, "send_back_reply"))
    if verdict and queries.feedback_of(proposal):
        return refuse(_("提案者已经开始反馈，不能再退回答复；反馈不满意的，可以要求重新办理。"))
    return verdict


def _replies(assignment: Assignment) -> Verdict:
    if assignment.answers_the_author:
        return ALLOWED
    return refuse(_("会办单位不直接答复提案者，没有可以退回的答复。"))


def may_read_reply(actor: Actor, proposal: Proposal) -> Verdict:
    """Those to whom a reply was delivered, the first time they read it."""
    if queries.unread_by(actor.pk, proposal):
        return ALLOWED
    return refuse(_("没有等您阅读的答复，不必登记。"))


def may_attach_letter(actor: Actor, assignment: Assignment) -> Verdict:
    """The bureau's staff add the signed and sealed letter once it was replied, until the case is archived."""
    handler = is_for_handler(
        actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以上传本单位盖章的复函。")
    )
    if handler and not assignment.answers_the_author:
        return refuse(_("会办单位不直接答复提案者，没有自己的复函。"))
    if handler and assignment.reply is None:
        return refuse(_("签发答复以后才能上传盖章的复函。"))
    if handler and (package := papers.last_package(assignment.proposal)) is not None:
        return refuse(_("提案已经归档（案卷号 %(number)s），复函不能再增减。") % {"number": package})
    return handler


def may_mark_quality(actor: Actor, assignment: Assignment) -> Verdict:
    """The bureau's staff mark the proposal once it has replied, and may change the mark until the case is closed.

    A co-handler does not reply, and so has nothing to mark.
    """
    handler = is_for_handler(
        actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以代表本单位评价提案质量。")
    )
    if handler and assignment.proposal.state == State.CLOSED:
        return refuse(_("提案已经办结，不再评价提案质量。"))
    if handler and not assignment.answers_the_author:
        return refuse(_("会办单位不直接答复提案者，提案质量由主办单位评价。"))
    if handler and assignment.replied_at is None:
        return refuse(_("本单位答复以后才能评价提案质量。"))
    return handler
