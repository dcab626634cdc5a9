"""What a bureau may do in its charge before it replies: its plan, its opinion, what it asks; and reminding it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries, turns
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.queries import charges
from xieshang.proposals.rules.actors import is_author, is_for_author, is_for_clerk, is_for_handler
from xieshang.proposals.states import HandlingRole, PetitionKind, State
from xieshang.spine import clock
from xieshang.spine.choices import shown
from xieshang.spine.lifecycle import past
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse
from xieshang.ui.show import day_short

P = Permission
IN_HAND = frozenset({State.ASSIGNED, State.HANDLING})
"""The states in which bureaus are at work; some of them may have accepted, or replied, before the others."""


def is_in_hand(assignment: Assignment, verb: str) -> Verdict:
    """The bureau has accepted and not replied yet; else why it cannot do this."""
    proposal = assignment.proposal
    if assignment.accepted_at is None and proposal.state in IN_HAND:
        return refuse(_("签收以后才能%(verb)s。") % {"verb": verb})
    if assignment.replied_at is not None and proposal.state in IN_HAND:
        return refuse(_("本单位已经答复，不能再%(verb)s。") % {"verb": verb})
    if proposal.state not in IN_HAND:
        return past(shown(proposal, "state"), verb)
    return ALLOWED


def may_write_plan(actor: Actor, assignment: Assignment) -> Verdict:
    """Staff of the bureau write the plan, and write it anew, until the reply."""
    handler = is_for_handler(actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以制定办理方案。"))
    return first_refusal(handler, is_in_hand(assignment, _("制定办理方案")))


def may_give_joint_opinion(actor: Actor, assignment: Assignment) -> Verdict:
    """A co-handling bureau gives its opinion once, before the lead replies (会办意见函告主办单位)."""
    handler = is_for_handler(actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以提出会办意见。"))
    if handler and assignment.answers_the_author:
        return refuse(_("会办意见由会办单位提出；本单位直接答复提案者。"))
    verdict = first_refusal(handler, is_in_hand(assignment, _("提出会办意见")))
    if verdict and assignment.given_opinion is not None:
        return refuse(_("本单位的会办意见已经告知主办单位。"))
    return verdict


def may_read_opinions(actor: Actor, proposal: Proposal) -> Verdict:
    """Bureaus and the office read the opinions as they come, the author once the case was replied to."""
    if is_at_work(actor, proposal) or (is_author(actor, proposal) and proposal.replied_at is not None):
        return ALLOWED
    return refuse(_("会办意见给承办单位和政协机关看；答复以后提案者也可以看。"))


def is_near(actor: Actor, proposal: Proposal) -> bool:
    """Do they work on the case, or propose it? They read an officer's number in full, and what the author is asked."""
    return is_at_work(actor, proposal) or is_author(actor, proposal)


def is_at_work(actor: Actor, proposal: Proposal) -> bool:
    """Does this person work on the case, in the office or in one of its bureaus?"""
    if actor.can(P.PROPOSALS_READ_ALL, proposal.assembly.scope_id):
        return True
    return any(actor.can(P.PROPOSALS_HANDLE, one.bureau.scope_id) for one in proposal.assignments.all())


def is_ready_to_reply(assignment: Assignment) -> Verdict:
    """Nothing that must come before the reply is missing: plan, co-handlers' opinions, the author's, the office's."""
    proposal = assignment.proposal
    if queries.practice_of(proposal.assembly).plans_first and assignment.written_plan is None:
        return refuse(_("答复之前要先制定办理方案。"))
    if (pause := assignment.pause) is not None:
        words = {"due": day_short(pause.answer_by)}
        return refuse(_("正在等提案者答复询问（至 %(due)s），收到答复或者恢复办理以后再答复。") % words)
    if (petition := assignment.petition) is not None:
        words = {"kind": petition.get_kind_display()}
        return refuse(_("本单位的申请（%(kind)s）正在等裁定；要现在答复，请先收回申请。") % words)
    return _joined(assignment) if assignment.role == HandlingRole.LEAD else ALLOWED


def _joined(lead: Assignment) -> Verdict:
    """All co-handlers have given their opinions, or let the time pass; and nothing waits for the office's ruling."""
    if all(one.answers_the_author for one in lead.proposal.assignments.all()):
        return ALLOWED
    if missing := queries.opinions_missing(lead.proposal, on=clock.today()):
        named = [
            _("%(bureau)s（至 %(due)s）") % {"bureau": o.bureau.name, "due": day_short(o.reply_by)} for o in missing
        ]
        return refuse(_("还缺会办意见：%(missing)s。到齐或者到期以后再答复。") % {"missing": _("、").join(named)})
    waiting = {petition.kind for petition in queries.waiting_petitions(lead.proposal)}
    if PetitionKind.DISAGREEMENT in waiting:
        return refuse(_("与会办单位的分歧正在等提案工作机构裁定，裁定以后再答复。"))
    if PetitionKind.RELEASE in waiting:
        return refuse(_("会办单位的申退正在等提案工作机构裁定，裁定以后再答复。"))
    return ALLOWED


def may_ask_author(actor: Actor, assignment: Assignment) -> Verdict:
    """The bureau that replies asks the author, while its time has not passed; its clock stands still meanwhile."""
    handler = is_for_handler(actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以询问提案者。"))
    verdict = first_refusal(handler, is_in_hand(assignment, _("询问提案者")))
    if not verdict:
        return verdict
    if not assignment.answers_the_author:
        return refuse(_("会办单位要问的，请告诉主办单位，由主办单位询问提案者。"))
    if assignment.proposal.author is None and assignment.proposal.entered_by is None:
        return refuse(_("这件提案没有登记提案者的账号，请当面或电话沟通，再登记沟通。"))
    if assignment.pause is not None:
        return refuse(_("已经在等提案者答复，不必再问。"))
    if assignment.petition is not None:
        return refuse(_("本单位的申请正在等裁定，裁定以后再询问；也可以先收回申请。"))
    if assignment.reply_by < clock.today():
        return refuse(_("答复期限已过，不能再停计；请与提案者沟通，尽快答复。"))
    if assignment.reply_by >= (latest := charges.latest_reply(assignment)):
        words = {"months": turns.LONGEST_MONTHS, "latest": day_short(latest)}
        return refuse(
            _("最迟 %(months)s 个月内答复，到 %(latest)s为止，不能再停计；请与提案者沟通并登记，按期答复。") % words
        )
    return ALLOWED


def may_answer_question(actor: Actor, assignment: Assignment) -> Verdict:
    """The author answers while the bureau waits."""
    proposal = assignment.proposal
    if not is_author(actor, proposal):
        return refuse(_("只有提案者本人可以答复询问。"))
    author = is_for_author(actor, proposal)
    if not author:
        return author
    if assignment.pause is None:
        return refuse(_("%(bureau)s没有等您答复的询问。") % {"bureau": assignment.bureau.name})
    return ALLOWED


def may_resume(actor: Actor, assignment: Assignment) -> Verdict:
    """The bureau goes on by itself once the author's time to answer has passed."""
    handler = is_for_handler(actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以恢复办理。"))
    pause = assignment.pause
    if handler and pause is None:
        return refuse(_("办理没有停计，不用恢复。"))
    if handler and pause is not None and pause.answer_by >= clock.today():
        words = {"due": day_short(pause.answer_by)}
        return refuse(_("提案者可以在 %(due)s前答复；过了这一天还没有答复，可以恢复办理。") % words)
    return handler


def may_remind(actor: Actor, assignment: Assignment) -> Verdict:
    """A clerk reminds a bureau that still owes a step (催办), at most once a day."""
    proposal, words = assignment.proposal, {"bureau": assignment.bureau.name}
    clerk = is_for_clerk(actor, P.PROPOSALS_ASSIGN, proposal, _("只有提案工作人员可以催办。"))
    if not clerk:
        return clerk
    if proposal.state not in IN_HAND:
        return past(shown(proposal, "state"), _("催办"))
    if assignment.pause is not None:
        return refuse(_("%(bureau)s正在等提案者答复询问，不必催办。") % words)
    if assignment.accepted_at is None and assignment.petition is not None:
        return refuse(_("%(bureau)s已经申退，请先作出裁定。") % words)
    if assignment.owes_by is None:
        return refuse(_("%(bureau)s已经办完，不必催办。") % words)
    if assignment.reminded_at is not None and timezone.localdate(assignment.reminded_at) == clock.today():
        return refuse(_("今天已经催办过%(bureau)s，一天催办一次。") % words)
    return ALLOWED
