"""What a bureau may ask of the office, and who rules on it.

The regulation: a refusal comes within the time for accepting, with a reason and another bureau named; no bureau
passes a case on by itself (不得自行转办); time is extended once, by approval.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals.models import Assignment, Petition
from xieshang.proposals.rules.actors import is_for_clerk, is_for_handler
from xieshang.proposals.rules.charges import IN_HAND, is_at_work, is_in_hand
from xieshang.proposals.states import HandlingRole, PetitionKind, Ruling
from xieshang.spine import clock
from xieshang.spine.choices import shown
from xieshang.spine.lifecycle import past
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse
from xieshang.ui.show import day_short

P = Permission


def may_petition(actor: Actor, assignment: Assignment) -> Verdict:
    """Staff of the bureau petition the office, one thing at a time; each kind has a rule of its own beside this."""
    handler = is_for_handler(
        actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以向提案工作机构提出申请。")
    )
    if handler and assignment.petition is not None:
        return refuse(_("本单位的申请（%(kind)s）正在等裁定。") % {"kind": assignment.petition.get_kind_display()})
    return handler


def may_petition_for(kind: PetitionKind, actor: Actor, assignment: Assignment) -> Verdict:
    """May the bureau petition for this?"""
    return _RULES[kind](actor, assignment)


def may_release(actor: Actor, assignment: Assignment) -> Verdict:
    """Asking to be released (申退): before accepting, within the time for that, once."""
    verdict = may_petition(actor, assignment)
    if not verdict:
        return verdict
    if assignment.accepted_at is not None:
        return refuse(_("已经签收，不能再申退；不能自行转给别的单位。"))
    if assignment.proposal.state not in IN_HAND:
        return past(shown(assignment.proposal, "state"), PetitionKind.RELEASE.label)
    if any(one.kind == PetitionKind.RELEASE for one in assignment.petitions.all()):
        return refuse(_("本单位已经申退过一次，请签收办理。"))
    if assignment.accept_by < clock.today():
        words = {"due": day_short(assignment.accept_by)}
        return refuse(_("申退要在签收期限（%(due)s）以内提出，期限已过，请签收办理。") % words)
    return ALLOWED


def may_extend(actor: Actor, assignment: Assignment) -> Verdict:
    """Asking for more time (延期): once, from acceptance until the reply."""
    verdict = first_refusal(may_petition(actor, assignment), is_in_hand(assignment, _("申请延期")))
    if not verdict:
        return verdict
    if not assignment.answers_the_author:
        return refuse(_("会办意见不能延期；到期没有提出的，主办单位可以先答复。"))
    if assignment.extended:
        return refuse(_("延期只有一次，本单位已经延过。"))
    if assignment.pause is not None:
        return refuse(_("正在等提案者答复询问，期限已停计；恢复办理以后再申请延期。"))
    return ALLOWED


def may_dispute(actor: Actor, assignment: Assignment) -> Verdict:
    """Taking a disagreement between the lead and a co-handler to the office (意见分歧), which rules once."""
    verdict = first_refusal(may_petition(actor, assignment), is_in_hand(assignment, _("提交分歧")))
    if not verdict:
        return verdict
    if assignment.role == HandlingRole.SEPARATE:
        return refuse(_("分办单位各自答复，没有需要裁定的分歧。"))
    petitions = assignment.proposal.petitions.all()
    if any(one.kind == PetitionKind.DISAGREEMENT and one.ruling != Ruling.TAKEN for one in petitions):
        return refuse(_("这件提案的分歧已经提交过，请按裁定办理。"))
    if not _disagree(assignment):
        return refuse(_("会办单位没有提出不同意见，没有需要裁定的分歧。"))
    return ALLOWED


def _disagree(assignment: Assignment) -> bool:
    """Has this co-handler, or one of this lead's, given an opinion that does not agree?"""
    is_lead = assignment.role == HandlingRole.LEAD
    asked = assignment.proposal.assignments.all() if is_lead else [assignment]
    opinions = [one.given_opinion for one in asked if not one.answers_the_author]
    return any(opinion is not None and not opinion.agrees for opinion in opinions)


_RULES: dict[PetitionKind, Callable[[Actor, Assignment], Verdict]] = {
    PetitionKind.RELEASE: may_release,
    PetitionKind.EXTENSION: may_extend,
    PetitionKind.DISAGREEMENT: may_dispute,
}


def may_take_back_petition(actor: Actor, petition: Petition) -> Verdict:
    """Staff of the bureau take back what has not been ruled on."""
    if not actor.can(P.PROPOSALS_HANDLE, petition.bureau.scope_id):
        return refuse(_("只有%(bureau)s的工作人员可以收回申请。") % {"bureau": petition.bureau.name})
    return ALLOWED if petition.waits else refuse(_ended(petition))


def may_rule_on(actor: Actor, petition: Petition) -> Verdict:
    """Whoever may assign rules, once."""
    clerk = is_for_clerk(actor, P.PROPOSALS_ASSIGN, petition.proposal, _("只有提案工作人员可以裁定。"))
    if clerk and not petition.waits:
        return refuse(_ended(petition))
    return clerk


def _ended(petition: Petition) -> str:
    if petition.ruling == Ruling.TAKEN:
        return _("这项申请已经收回。")
    return _("这项申请已经裁定过了。") if petition.ruling else _("交办已经收回，这项申请不用裁定。")


def may_read_petition(actor: Actor, petition: Petition) -> Verdict:
    """The office reads all, a bureau its own; a disagreement and its ruling is read by all bureaus of the case."""
    proposal = petition.proposal
    own = actor.can(P.PROPOSALS_HANDLE, petition.bureau.scope_id)
    shared = petition.kind == PetitionKind.DISAGREEMENT and is_at_work(actor, proposal)
    if own or shared or actor.can(P.PROPOSALS_READ_ALL, proposal.assembly.scope_id):
        return ALLOWED
    return refuse(_("申请和裁定给提出的单位和政协机关看。"))
