"""Who may say which bureaus shall handle a case, and do so with many cases at once."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly, Session
from xieshang.proposals import queries
from xieshang.proposals.models import Assignment, Bulk, HandOver, Proposal, ProposedAssignment
from xieshang.proposals.queries.assigning import BULK_NEEDS
from xieshang.proposals.rules.actors import is_for_clerk
from xieshang.proposals.states import LIFE, BulkVerb, PetitionKind, State
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def may_assign_in(actor: Actor, assembly: Assembly) -> Verdict:
    """The clerks who assign an assembly's cases."""
    if actor.can(P.PROPOSALS_ASSIGN, assembly.scope_id):
        return ALLOWED
    return refuse(_("只有提案工作人员可以交办。"))


def may_propose_assignment(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk says which bureaus shall handle a filed case that is not assigned yet."""
    clerk = is_for_clerk(actor, P.PROPOSALS_ASSIGN, proposal, gettext_lazy("只有提案工作人员可以拟定承办单位。"))
    return first_refusal(clerk, LIFE.may(proposal, "assign"))


def may_take_back_proposed(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk takes back what was proposed, until the case is assigned."""
    verdict = may_propose_assignment(actor, proposal)
    if verdict and not proposal.proposed.all():
        return refuse(_("还没有拟定承办单位，没有可以收回的。"))
    return verdict


def may_answer_proposed(actor: Actor, proposed: ProposedAssignment) -> Verdict:
    """Staff of the bureau accept ahead or object, once, until the case is assigned."""
    if not actor.can(P.PROPOSALS_HANDLE, proposed.bureau.scope_id):
        return refuse(_("只有%(bureau)s的工作人员可以预签收。") % {"bureau": proposed.bureau.name})
    if proposed.accepted_at is not None or proposed.objection:
        return refuse(_("本单位已经答复过拟交办。"))
    return ALLOWED


def may_call_hand_over(actor: Actor, session: Session) -> Verdict:
    """The clerks call the meeting."""
    return may_assign_in(actor, session.assembly)


def may_hold_hand_over(actor: Actor, hand_over: HandOver) -> Verdict:
    """The clerks note that the meeting was held, once."""
    clerk = may_assign_in(actor, hand_over.assembly)
    if clerk and hand_over.held_at is not None:
        return refuse(_("这次交办会已经开过。"))
    return clerk


def may_take_back_assignment(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk takes an assignment back as long as no bureau has done anything with it."""
    clerk = is_for_clerk(actor, P.PROPOSALS_ASSIGN, proposal, gettext_lazy("只有提案工作人员可以收回交办。"))
    verdict = first_refusal(clerk, LIFE.may(proposal, "take_back_assignment"))
    if verdict and any(one.accepted_at for one in proposal.assignments.all()):
        return refuse(_("已有单位签收，不能收回；还没有签收的单位可以申退，再改交其他单位。"))
    return verdict


def may_prolong(actor: Actor, assignment: Assignment) -> Verdict:
    """A clerk gives a bureau more time for its reply, once (提案办理办法第八条)."""
    clerk = is_for_clerk(actor, P.PROPOSALS_ASSIGN, assignment.proposal, gettext_lazy("只有提案工作人员可以批准延期。"))
    return first_refusal(clerk, _may_have_more_time(assignment))


def _may_have_more_time(assignment: Assignment) -> Verdict:
    if not assignment.answers_the_author:
        return refuse(_("会办单位只提会办意见，没有答复期限可延。"))
    if assignment.replied_at is not None or assignment.proposal.state not in (State.ASSIGNED, State.HANDLING):
        return refuse(_("不在办理之中，没有期限可延。"))
    if assignment.extended:
        return refuse(_("已经延期过一次，不能再延。"))
    if assignment.pause is not None:
        return refuse(_("正在等提案者答复，期限没有在走；等恢复以后再延。"))
    if assignment.petition is not None and assignment.petition.kind == PetitionKind.EXTENSION:
        return refuse(_("该单位已经申请延期，请对它的申请作出裁定。"))
    return ALLOWED


def may_take_back_extension(actor: Actor, assignment: Assignment) -> Verdict:
    """A clerk takes more time back as long as it runs: not after the reply, nor once the time was counted anew."""
    clerk = is_for_clerk(actor, P.PROPOSALS_ASSIGN, assignment.proposal, gettext_lazy("只有提案工作人员可以撤销延期。"))
    if clerk and (not assignment.extended or assignment.replied_at is not None):
        return refuse(_("没有可以撤销的延期。"))
    if clerk and assignment.pause is not None:
        return refuse(_("正在等提案者答复，期限没有在走，不能撤销延期。"))
    if clerk and not queries.runs_extended(assignment):
        return refuse(_("延期以后，答复期限已经重新计算，不能再撤销延期。"))
    return clerk


FINAL: dict[BulkVerb, Promise] = {
    BulkVerb.PRINT: gettext_lazy("已经打印带走，不能收回。"),
    BulkVerb.EXPORT: gettext_lazy("已经导出带走，不能收回。"),
    BulkVerb.REMIND: gettext_lazy("催办已经送到承办单位，不能收回。"),
    BulkVerb.ARCHIVE: gettext_lazy("案卷已经做成，案卷号已经用掉，不能撤销归档。"),
    BulkVerb.CARRY_OVER: gettext_lazy("结转已经告知提案者，不能撤销；不再办理的，可以届满结案或照常结案。"),
    BulkVerb.CLOSE_WITH_TERM: gettext_lazy("届满结案已经告知提案者和承办单位，不能撤销。"),
}
"""Verbs that cannot be undone, and why."""


def may_do_in_bulk(actor: Actor, assembly: Assembly) -> Verdict:
    """Whoever may do some verb to many cases; it is asked of each of them again."""
    if any(actor.can(needed, assembly.scope_id) for needed in BULK_NEEDS.values()):
        return ALLOWED
    return refuse(_("只有提案工作人员可以成批处理提案。"))


def may_take_along(actor: Actor, _assembly: Assembly) -> Verdict:
    """Whoever has signed in takes along what they may read: which cases that are, the page asks."""
    if actor.pk is not None:
        return ALLOWED
    return refuse(_("请先登录，再打印或者导出。"))


def may_order(actor: Actor, assembly: Assembly, verb: BulkVerb) -> Verdict:
    """Whoever may do the verb to one case may begin it for many."""
    if actor.can(BULK_NEEDS[verb], assembly.scope_id):
        return ALLOWED
    return refuse(_("只有提案工作人员可以成批%(verb)s。") % {"verb": verb.label})


def may_undo_bulk(actor: Actor, bulk: Bulk) -> Verdict:
    """Whoever ordered it, or another clerk who might have, undoes it once; a verb that is final is not undone."""
    verb = BulkVerb(bulk.verb)
    clerk = may_order(actor, bulk.assembly, verb)
    if clerk and verb in FINAL:
        return refuse(str(FINAL[verb]))
    if clerk and bulk.undone_at is not None:
        return refuse(_("这一批已经撤销过。"))
    return clerk
