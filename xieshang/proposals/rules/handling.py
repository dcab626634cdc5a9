"""Who may assign, and what a bureau may do with its charge."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.queries import charges
from xieshang.proposals.rules.actors import is_for_clerk, is_for_handler
from xieshang.proposals.rules.charges import is_in_hand, is_ready_to_reply
from xieshang.proposals.states import LIFE, State
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def may_assign(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk assigns a filed case to a bureau."""
    clerk = is_for_clerk(actor, P.PROPOSALS_ASSIGN, proposal, gettext_lazy("只有提案工作人员可以交办。"))
    return first_refusal(clerk, LIFE.may(proposal, "assign"))


def may_accept(actor: Actor, assignment: Assignment) -> Verdict:
    """Staff of the bureau accept what was assigned to it; a co-handler may do so after the lead has begun."""
    handler = is_for_handler(actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以签收。"))
    if handler and assignment.accepted_at is not None:
        return refuse(_("已经签收过了。"))
    if handler and assignment.petition is not None:
        return refuse(_("已经申退，正在等裁定；要办理这件提案，请先收回申退。"))
    if assignment.proposal.state == State.HANDLING:
        return handler
    return first_refusal(handler, LIFE.may(assignment.proposal, "accept"))


def may_note_talk(actor: Actor, assignment: Assignment) -> Verdict:
    """Staff of the bureau note their talks with the author while handling, until all have judged or it is closed."""
    handler = is_for_handler(actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以登记沟通。"))
    if handler and assignment.accepted_at is None:
        return refuse(_("签收以后才能登记沟通。"))
    if handler and assignment.proposal.state == State.CLOSED:
        return refuse(_("提案已经办结，不再登记沟通。"))
    if handler and assignment.proposal.state not in (State.ASSIGNED, State.HANDLING, State.REPLIED):
        return refuse(_("提案者已经反馈，不再登记沟通。"))
    return handler


def may_reply(actor: Actor, assignment: Assignment) -> Verdict:
    """The bureau's leader signs the reply, once the author has been talked with, where the assembly asks for it.

    A case that is handled again needs a talk of its own; a reply that the office sent back does not.
    """
    leader = is_for_handler(
        actor, assignment, P.PROPOSALS_REPLY, _("答复要由%(bureau)s负责人签发；经办人可以草拟答复，送负责人签发。")
    )
    verdict = first_refusal(leader, _answers(assignment), _has_it_in_hand(assignment))
    if verdict and not (ready := is_ready_to_reply(assignment)):
        return ready
    if verdict and not _talked(assignment) and queries.practice_of(assignment.proposal.assembly).talks_first:
        if assignment.talks.all():
            return refuse(_("重新办理以后还没有与提案者沟通；请先沟通并登记，再作新的答复。"))
        return refuse(_("答复之前要先与提案者沟通，并登记至少一次沟通。"))
    return verdict


def may_draft_reply(actor: Actor, assignment: Assignment) -> Verdict:
    """Staff of the bureau write at its reply, and hand it to the leader, until it is signed."""
    handler = is_for_handler(actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以草拟答复。"))
    return first_refusal(handler, _answers(assignment), is_in_hand(assignment, _("草拟答复")))


def may_hand_back_reply(actor: Actor, assignment: Assignment) -> Verdict:
    """The bureau's leader hands a draft back that was handed over to be signed."""
    leader = is_for_handler(actor, assignment, P.PROPOSALS_REPLY, _("答复稿由%(bureau)s负责人退回修改。"))
    verdict = first_refusal(leader, _answers(assignment), is_in_hand(assignment, _("退回答复稿")))
    if verdict and not charges.waits_for_signing(assignment):
        return refuse(_("没有送签的答复稿，不用退回；要改的地方可以直接改，再签发。"))
    return verdict


def _talked(assignment: Assignment) -> bool:
    """Was a talk noted since the case was handled again, if it was?"""
    again = assignment.again_at
    return any(again is None or one.noted_at > again for one in assignment.talks.all())


def _answers(assignment: Assignment) -> Verdict:
    if assignment.answers_the_author:
        return ALLOWED
    return refuse(_("会办单位把意见告知主办单位，由主办单位统一答复提案者。"))


def _has_it_in_hand(assignment: Assignment) -> Verdict:
    """It has accepted, and not replied yet; another bureau may not have accepted yet."""
    if assignment.replied_at is not None and assignment.proposal.state in (State.ASSIGNED, State.HANDLING):
        return refuse(_("本单位已经答复，正在等其他单位答复。"))
    if assignment.accepted_at is not None and assignment.proposal.state == State.ASSIGNED:
        return ALLOWED
    return LIFE.may(assignment.proposal, "reply")


def may_move_due(actor: Actor | None, proposal: Proposal) -> Verdict:
    """Due days move with the working calendar, and by nobody's hand."""
    return ALLOWED if actor is None else refuse(_("期限随工作日历计算，不能手工改动。"))
