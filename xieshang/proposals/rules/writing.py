"""Who may write, co-sign, hand in and take back."""

from django.utils.translation import gettext as _

from xieshang.accounts.permissions import Permission
from xieshang.documents.models import File
from xieshang.members.models import Assembly, Organ, Session
from xieshang.proposals import queries
from xieshang.proposals.models import CoSigner, Proposal
from xieshang.proposals.queries import papers
from xieshang.proposals.rules.actors import is_author, is_first_author, is_for_author
from xieshang.proposals.rules.alike import may_repeat
from xieshang.proposals.rules.bodies import is_in_its_time, is_signed
from xieshang.proposals.rules.continuing import is_open_term
from xieshang.proposals.states import EDITABLE, LIFE, REVIEWABLE, CoSignState, ProposerKind, State
from xieshang.spine.choices import shown
from xieshang.spine.rule import ALLOWED, Actor, Verdict, first_refusal, refuse

P = Permission


def may_draft(actor: Actor, session: Session) -> Verdict:
    """Members draft their own; clerks with the right to enter draft for a member or a body."""
    assembly = session.assembly
    if actor.can(P.PROPOSALS_DRAFT, assembly.scope_id) or may_enter(actor, assembly):
        return ALLOWED
    return refuse(_("只有%(assembly)s的委员和工作人员可以撰写提案。") % {"assembly": assembly.name})


def may_enter(actor: Actor, assembly: Assembly) -> Verdict:
    """Entering for others: the assembly's clerks for whomever, a committee's officers for their committee."""
    if actor.can(P.PROPOSALS_ENTER, assembly.scope_id):
        return ALLOWED
    if queries.entering_organs(actor, assembly).exists():
        return ALLOWED
    return refuse(_("只有工作人员可以代为录入。"))


def may_enter_for(actor: Actor, assembly: Assembly, organ: Organ | None) -> Verdict:
    """Entering for this body, or for a member or sector where it is None."""
    if actor.can(P.PROPOSALS_ENTER, assembly.scope_id):
        return ALLOWED
    if organ is not None and actor.can(P.PROPOSALS_ENTER, organ.scope_id):
        return ALLOWED
    if may_enter(actor, assembly):
        return refuse(_("专委会工作人员只能代本专委会提出提案。"))
    return refuse(_("委员只能以自己的名义撰写个人或联名提案；集体提案由召集人撰写，或请工作人员录入。"))


def may_import(actor: Actor | None, session: Session) -> Verdict:
    """Importing past cases into an assembly; an actor of None is the operator's command line."""
    if actor is None or actor.can(P.PROPOSALS_IMPORT, session.assembly.scope_id):
        return is_open_term(session.term)
    return refuse(_("只有提案工作人员可以导入提案。"))


def may_revise(actor: Actor, proposal: Proposal) -> Verdict:
    """The text is the author's until it is submitted, and again when it is returned."""
    return first_refusal(is_for_author(actor, proposal), _editable(proposal))


def _editable(proposal: Proposal) -> Verdict:
    if proposal.state in EDITABLE:
        return ALLOWED
    if proposal.state == State.GATHERING:
        return refuse(_("正在等联名人确认，不能修改；要修改请先收回。"))
    if proposal.state in REVIEWABLE:
        return refuse(_("提案已经提交，不能再改；如需更正，请联系提案工作人员退回修改。"))
    words = {"state": shown(proposal, "state")}
    return refuse(_("现在的状态是“%(state)s”，不能再修改正文；要补充请联系提案工作人员。") % words)


def may_attach(actor: Actor, proposal: Proposal) -> Verdict:
    """Attachments belong to the text."""
    return may_revise(actor, proposal)


def may_detach(actor: Actor, proposal: Proposal) -> Verdict:
    """Attachments belong to the text."""
    return may_revise(actor, proposal)


def may_ask_cosigner(actor: Actor, proposal: Proposal) -> Verdict:
    """Co-signers are asked while the text can still be changed; a collective proposal has none."""
    if proposal.is_collective:
        return refuse(_("集体提案不设联名人。"))
    return may_revise(actor, proposal)


def may_gather(actor: Actor, proposal: Proposal) -> Verdict:
    """Sending it to the co-signers; a collective proposal has none."""
    if proposal.is_collective:
        return refuse(_("集体提案不设联名人。"))
    return first_refusal(is_for_author(actor, proposal), LIFE.may(proposal, "gather"))


def may_take_back(actor: Actor, proposal: Proposal) -> Verdict:
    """Taking it back from the co-signers; their answers lapse."""
    return first_refusal(is_for_author(actor, proposal), LIFE.may(proposal, "take_back"))


def may_answer_cosigning(actor: Actor, cosigner: CoSigner) -> Verdict:
    """Only the member who was asked answers, once, and before submission."""
    if cosigner.member.person_id != actor.pk:
        return refuse(_("只有受邀联名的委员本人可以答复。"))
    if not _is_member(actor, cosigner.proposal):
        return refuse(_("您已不再担任委员，不能再联名。"))
    if cosigner.proposal.state != State.GATHERING:
        return refuse(_("这件提案现在不在征求联名，无需答复。"))
    if cosigner.state != CoSignState.ASKED:
        return refuse(_("您已经答复过了。"))
    return ALLOWED


def may_submit(actor: Actor, proposal: Proposal) -> Verdict:
    """The author submits a complete text, once every co-signer has answered, that repeats no earlier case.

    A body's bears a signature or a seal, and is handed in when its kind proposes.
    """
    verdict = first_refusal(
        is_for_author(actor, proposal),
        _still_a_member(actor, proposal),
        _submittable(proposal),
        _complete(proposal),
        _cosigners_answered(proposal),
        is_signed(proposal),
    )
    return verdict and is_in_its_time(proposal) and may_repeat(actor, proposal)


def _submittable(proposal: Proposal) -> Verdict:
    """Whoever submits twice is told that the first was taken."""
    if proposal.submitted_at is None or proposal.state in EDITABLE | {State.GATHERING, State.WITHDRAWN}:
        return LIFE.may(proposal, "submit")
    words = _("这件提案已经提交，现在是“%(state)s”，不必再提交一次；办到了哪一步，请看这件提案的经过。")
    return refuse(words % {"state": shown(proposal, "state")})


def _still_a_member(actor: Actor, proposal: Proposal) -> Verdict:
    """Who wrote it hands it in as a member; a term that is over leaves the draft to be read."""
    if not is_first_author(actor, proposal) or _is_member(actor, proposal):
        return ALLOWED
    return refuse(_("您已不再担任委员，不能再提交提案；草稿仍可查看。"))


def _is_member(actor: Actor, proposal: Proposal) -> bool:
    """The role of a member is held for as long as the membership."""
    return actor.can(P.PROPOSALS_DRAFT, proposal.assembly.scope_id)


def _complete(proposal: Proposal) -> Verdict:
    missing = [
        words
        for words, there in [
            (_("题目"), bool(proposal.title)),
            (_("情况"), bool(proposal.situation)),
            (_("分析"), bool(proposal.analysis)),
            (_("建议"), bool(queries.suggestions_of(proposal))),
        ]
        if not there
    ]
    if missing:
        return refuse(_("还缺：%(parts)s。写好后再提交。") % {"parts": _("、").join(missing)})
    return ALLOWED


def _cosigners_answered(proposal: Proposal) -> Verdict:
    if proposal.proposer_kind != ProposerKind.JOINT:
        return ALLOWED
    waiting = sum(one.state == CoSignState.ASKED for one in proposal.cosigners.all())
    if not waiting:
        return ALLOWED
    if proposal.state == State.GATHERING:
        return refuse(_("还有 %(count)s 位联名人没有答复；可以等一等，或收回后移去他们。") % {"count": waiting})
    return refuse(_("联名提案要先送联名人确认。"))


def may_withdraw(actor: Actor, proposal: Proposal) -> Verdict:
    """The author may withdraw until the case is filed."""
    return first_refusal(is_for_author(actor, proposal), LIFE.may(proposal, "withdraw"))


def may_confirm_entry(actor: Actor, proposal: Proposal) -> Verdict:
    """The member confirms what a clerk entered for them."""
    if not is_first_author(actor, proposal):
        return refuse(_("只有委员本人可以确认代录的提案。"))
    if not proposal.awaits_confirmation:
        return refuse(_("这件提案不需要确认，或者已经确认过了。"))
    return ALLOWED


def may_see_file(actor: Actor, file: File) -> bool:
    """Files are part of the whole case, but for two: who signed or sealed, and the archive's package.

    The first is for the author and the office alone, the second for the office. The public reads none.
    """
    if file.purpose == papers.PACKAGE:
        return papers.packages_visible_to(actor).filter(file=file).exists()
    seen = queries.visible_to(actor).filter(pk__in=[file.subject_id])
    if file.purpose != queries.SEAL:
        return seen.exists()
    case = seen.select_related("author", "assembly").first()
    return case is not None and (is_author(actor, case) or actor.can(P.PROPOSALS_READ_ALL, case.assembly.scope_id))
