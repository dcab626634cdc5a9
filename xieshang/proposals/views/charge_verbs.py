"""What can be done with a charge while it is handled: label, address, verdict, and whether it moves the case on."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries, rules
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import HandlingRole, State
from xieshang.spine.rule import Actor, Verdict

Found = Iterator[tuple[str, str, Verdict, bool, bool]]
"""Label, address, verdict, main, at once: the fields of `verbs.Verb`."""
AT_WORK = (State.ASSIGNED, State.HANDLING)


def first_of_bureau(who: Actor, charge: Assignment) -> Found:
    """What comes before the reply: an opinion, going on after the author's time has passed, the reply's draft."""
    at = f"/proposals/{charge.proposal_id}"
    if not charge.answers_the_author:
        yield _("提出会办意见"), f"{at}/opinion", rules.may_give_joint_opinion(who, charge), True, False
    if charge.pause is not None:
        yield _("恢复办理"), f"{at}/resumption", rules.may_resume(who, charge), True, True
    if charge.answers_the_author and charge.accepted_at is not None and charge.proposal.state in AT_WORK:
        follows = bool(charge.talks.all()) and not who.can(Permission.PROPOSALS_REPLY, charge.bureau.scope_id)
        yield _("草拟答复"), f"{at}/reply-draft", rules.may_draft_reply(who, charge), follows, False


def others_of_bureau(who: Actor, charge: Assignment) -> Found:
    """Plan, question and petitions, each where it comes into question."""
    at = f"/proposals/{charge.proposal_id}"
    if charge.proposal.state not in AT_WORK:
        return
    if charge.petition is not None:
        address = f"{at}/petitions/{charge.petition.pk}/taking-back"
        yield _("收回申请"), address, rules.may_take_back_petition(who, charge.petition), False, True
    if charge.accepted_at is None:
        yield _("申退"), f"{at}/petitions/release", rules.may_release(who, charge), False, False
        return
    label = _("制定办理方案") if charge.written_plan is None else _("修改办理方案")
    yield label, f"{at}/plan", rules.may_write_plan(who, charge), False, False
    if charge.answers_the_author:
        yield _("询问提案者"), f"{at}/question", rules.may_ask_author(who, charge), False, False
        yield _("申请延期"), f"{at}/petitions/extension", rules.may_extend(who, charge), False, False
    if any(one.role == HandlingRole.CO for one in charge.proposal.assignments.all()):
        yield _("提交分歧"), f"{at}/petitions/disagreement", rules.may_dispute(who, charge), False, False


def of_office(who: Actor, proposal: Proposal) -> Found:
    """Rulings that are waited for, and reminders of each bureau."""
    at = f"/proposals/{proposal.pk}"
    for petition in queries.waiting_petitions(proposal):
        words = {"bureau": petition.bureau.name, "kind": petition.get_kind_display()}
        label = _("裁定%(bureau)s的申请（%(kind)s）") % words
        yield label, f"{at}/petitions/{petition.pk}/ruling", rules.may_rule_on(who, petition), True, False
    if proposal.state in AT_WORK:
        for charge in proposal.assignments.all():
            label = _("催办%(bureau)s") % {"bureau": charge.bureau.name}
            yield label, f"{at}/reminders/{charge.pk}", rules.may_remind(who, charge), False, False


def of_author(who: Actor, proposal: Proposal) -> Found:
    """Questions of bureaus that wait for the author's answer."""
    for charge in proposal.assignments.all():
        if charge.pause is not None:
            label = _("答复%(bureau)s的询问") % {"bureau": charge.bureau.name}
            address = f"/proposals/{proposal.pk}/questions/{charge.pk}/answer"
            yield label, address, rules.may_answer_question(who, charge), True, False
