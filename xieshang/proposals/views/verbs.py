"""What can be done with a case by whoever looks at it, and why not."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.models import Assignment, Proposal, ProposedAssignment
from xieshang.proposals.queries import terms
from xieshang.proposals.states import CARRIABLE, OPEN, State
from xieshang.proposals.views import charge_verbs
from xieshang.proposals.views.follow_ups import title_of
from xieshang.proposals.views.standing import charges_of, proposed_to
from xieshang.spine import clock
from xieshang.spine.rule import Actor
from xieshang.ui.verbs import Verb, Verbs


def verbs_of(who: Actor, proposal: Proposal) -> Verbs:
    """What this person can do here, in the order of a proposal's life."""
    return Verbs.of(_every(who, proposal))


def _every(who: Actor, proposal: Proposal) -> Iterator[Verb]:
    """The verbs of each part the person has; who has none reads why the author's are not theirs."""
    charges = charges_of(who, proposal)
    office = who.can(Permission.PROPOSALS_READ_ALL, proposal.assembly.scope_id)
    as_author = rules.is_author(who, proposal) or not (charges or office)
    if as_author:
        yield from _of_author(who, proposal)
    if proposal.filed_at is not None and who.can(Permission.PROPOSALS_DRAFT, proposal.assembly.scope_id):
        yield Verb(_("附议"), f"/proposals/{proposal.pk}/support", rules.may_support(who, proposal))
    for charge in charges:
        yield from _of_bureau(who, charge)
    for proposed in proposed_to(who, proposal):
        yield from _of_proposed(who, proposed)
    if office:
        yield from _of_office(who, proposal)
    if not as_author and (proposal.author is None or rules.is_voice(who, proposal)):
        yield _feedback(who, proposal)
    yield from _of_follow_ups(who, proposal)


def _of_follow_ups(who: Actor, proposal: Proposal) -> Iterator[Verb]:
    """What this person is asked after closing; whoever is not asked reads nothing of it here."""
    for one in proposal.follow_ups.all():
        if one.answered_at is None and (verdict := rules.may_answer_follow_up(who, one)):
            yield Verb(title_of(one), f"/proposals/{proposal.pk}/follow-ups/{one.pk}", verdict, main=True)


def _of_author(who: Actor, proposal: Proposal) -> Iterator[Verb]:
    at = f"/proposals/{proposal.pk}"
    if proposal.awaits_confirmation:
        verdict = rules.may_confirm_entry(who, proposal)
        yield Verb(_("确认这件提案"), f"{at}/confirmation", verdict, main=True, at_once=True)
    if proposal.state == State.GATHERING or not proposal.is_collective:
        yield from _of_gathering(who, proposal, at)
    if proposal.is_collective:
        unsigned = not rules.is_signed(proposal)
        yield Verb(_("签名盖章"), f"{at}/signing", rules.may_sign(who, proposal), main=unsigned)
    revising = Verb(_("修改正文"), f"{at}/text", rules.may_revise(who, proposal), main=proposal.state == State.RETURNED)
    handing_in = Verb(_("提交提案"), f"{at}/submission", rules.may_submit(who, proposal), main=True)
    yield from (revising, handing_in) if revising.main else (handing_in, revising)
    yield Verb(_("添加附件"), f"{at}/files", rules.may_attach(who, proposal))
    yield from (Verb(*found) for found in charge_verbs.of_author(who, proposal))
    yield _feedback(who, proposal)
    if proposal.state in (State.NOT_FILED, State.CONTESTED):
        yield Verb(_("申请复议"), f"{at}/objection", rules.may_object_to(who, proposal))
    yield Verb(_("撤回提案"), f"{at}/withdrawal", rules.may_withdraw(who, proposal))


def _of_gathering(who: Actor, proposal: Proposal, at: str) -> Iterator[Verb]:
    asked = any(one.state == "asked" for one in proposal.cosigners.all())
    if asked and proposal.state != State.GATHERING:
        verdict = rules.may_gather(who, proposal)
        yield Verb(_("送联名人确认"), f"{at}/gathering", verdict, main=True, at_once=True)
    yield Verb(_("邀请联名"), f"{at}/cosigners", rules.may_ask_cosigner(who, proposal))
    if proposal.state == State.GATHERING:
        yield Verb(_("收回修改"), f"{at}/taking-back", rules.may_take_back(who, proposal), at_once=True)


def _feedback(who: Actor, proposal: Proposal) -> Verb:
    return Verb(_("作出反馈"), f"/proposals/{proposal.pk}/feedback", rules.may_judge(who, proposal), main=True)


def _of_bureau(who: Actor, charge: Assignment) -> Iterator[Verb]:
    at = f"/proposals/{charge.proposal_id}"
    yield Verb(_("签收这件提案"), f"{at}/acceptance", rules.may_accept(who, charge), main=True, at_once=True)
    yield from (Verb(*found) for found in charge_verbs.first_of_bureau(who, charge))
    yield Verb(_("答复提案"), f"{at}/reply", rules.may_reply(who, charge), main=True)
    yield Verb(_("登记沟通"), f"{at}/talks", rules.may_note_talk(who, charge), main=True)
    yield from (Verb(*found) for found in charge_verbs.others_of_bureau(who, charge))
    if charge.reply is not None:
        yield Verb(_("上传盖章的复函"), f"{at}/sealed-letter", rules.may_attach_letter(who, charge))
    yield Verb(_("评价提案质量"), f"{at}/quality", rules.may_mark_quality(who, charge))


def _of_proposed(who: Actor, proposed: ProposedAssignment) -> Iterator[Verb]:
    at, verdict = f"/proposals/{proposed.proposal_id}/proposed/{proposed.pk}", rules.may_answer_proposed(who, proposed)
    yield Verb(_("预签收"), f"{at}/acceptance", verdict, main=True, at_once=True)
    yield Verb(_("提出异议"), f"{at}/objection", verdict)


def _of_office(who: Actor, proposal: Proposal) -> Iterator[Verb]:
    at = f"/proposals/{proposal.pk}"
    yield Verb(_("立案编号"), f"{at}/filing", rules.may_file(who, proposal), main=True)
    yield Verb(_("初审"), f"{at}/check", rules.may_check(who, proposal), main=True)
    yield Verb(_("退回修改"), f"{at}/return", rules.may_send_back(who, proposal))
    yield Verb(_("并案"), f"{at}/merging", rules.may_merge(who, proposal))
    yield Verb(_("转为意见建议"), f"{at}/letter", rules.may_turn_into_letter(who, proposal))
    yield Verb(_("不予立案"), f"{at}/refusal", rules.may_refuse(who, proposal))
    if proposal.state == State.CONTESTED:
        yield Verb(_("复议决定"), f"{at}/ruling", rules.may_overrule(who, proposal), main=True)
    yield Verb(_("交办"), f"{at}/assignment", rules.may_assign(who, proposal), main=True)
    if proposal.state == State.FILED and proposal.proposed.all():
        taking_back = rules.may_take_back_proposed(who, proposal)
        yield Verb(_("收回拟交办"), f"{at}/proposed/taking-back", taking_back, at_once=True)
    if proposal.state == State.ASSIGNED:
        yield Verb(_("收回交办"), f"{at}/assignment/taking-back", rules.may_take_back_assignment(who, proposal))
    for charge in proposal.assignments.all():
        if charge.answers_the_author and charge.replied_at is None:
            words = _("延长%(bureau)s的期限") % {"bureau": charge.bureau.short_name}
            yield Verb(words, f"{at}/assignments/{charge.pk}/extension", rules.may_prolong(who, charge))
    yield from (Verb(*found) for found in charge_verbs.of_office(who, proposal))
    yield from _of_replies(who, proposal)
    owes = actions.owes_another_round(proposal)
    if proposal.replied_at is not None or proposal.handled_again:
        again = rules.may_handle_again(who, proposal)
        yield Verb(_("重新办理"), f"{at}/rehandling", again, main=owes)
    if proposal.state in OPEN and queries.key_of(proposal) is None:
        yield Verb(_("提为重点提案候选"), f"{at}/key-case", rules.may_put_forward(who, proposal))
    yield Verb(_("审核结案"), f"{at}/closing", rules.may_close(who, proposal), main=True)
    yield from _of_changing_term(who, proposal)
    yield Verb(_("向社会公开"), f"{at}/publication", rules.may_publish(who, proposal), main=True)
    archiving = _("归档续卷") if proposal.packages.all() else _("归档")
    yield Verb(archiving, f"{at}/archiving", rules.may_archive(who, proposal), at_once=True)
    yield Verb(_("撤下公开"), f"{at}/unpublication", rules.may_unpublish(who, proposal))


def _of_changing_term(who: Actor, proposal: Proposal) -> Iterator[Verb]:
    """What becomes of a case that is still open when its term is over."""
    until_on = terms.term_of(proposal).until_on
    if proposal.state not in CARRIABLE or until_on is None or until_on > clock.today():
        return
    at = f"/proposals/{proposal.pk}"
    yield Verb(_("结转到新一届"), f"{at}/carrying", rules.may_carry_over(who, proposal), main=True, at_once=True)
    yield Verb(_("届满结案"), f"{at}/term-closing", rules.may_close_with_term(who, proposal))
    yield Verb(_("指定接续提案人"), f"{at}/successor", rules.may_succeed(who, proposal))


def _of_replies(who: Actor, proposal: Proposal) -> Iterator[Verb]:
    """Sending back, for each bureau whose reply stands."""
    for charge in proposal.assignments.all():
        if charge.replied_at is not None and charge.answers_the_author:
            label = _("退回%(bureau)s的答复") % {"bureau": charge.bureau.short_name}
            at = f"/proposals/{proposal.pk}/replies/{charge.pk}/return"
            yield Verb(label, at, rules.may_send_back_reply(who, charge))
