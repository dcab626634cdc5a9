"""Who may do what to a proposal, and why not."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.documents.models import File
from xieshang.members.models import Assembly, Organ, Session
from xieshang.proposals import queries
from xieshang.proposals.models import Assignment, CoSigner, Proposal
from xieshang.proposals.states import EDITABLE, LIFE, CoSignState, ProposerKind, State
from xieshang.spine import clock
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
    return refuse(_("委员只能以自己的名义撰写个人或联名提案；集体提案请由工作人员录入。"))


def may_import(actor: Actor | None, session: Session) -> Verdict:
    """Importing past cases into an assembly; an actor of None is the operator's command line."""
    if actor is None or actor.can(P.PROPOSALS_IMPORT, session.assembly.scope_id):
        return ALLOWED
    return refuse(_("只有提案工作人员可以导入提案。"))


def is_author(actor: Actor, proposal: Proposal) -> bool:
    """The first author, or whoever entered a proposal."""
    return is_first_author(actor, proposal) or (actor.pk is not None and proposal.entered_by_id == actor.pk)


def is_first_author(actor: Actor, proposal: Proposal) -> bool:
    """The member who wrote it, in whatever seat they sat then."""
    return proposal.author is not None and proposal.author.person_id == actor.pk


def _only_author(actor: Actor, proposal: Proposal) -> Verdict:
    if is_author(actor, proposal):
        return ALLOWED
    return refuse(_("只有提案者本人可以这样做。"))


def _clerk(actor: Actor, permission: Permission, proposal: Proposal, words: Promise) -> Verdict:
    if actor.can(permission, proposal.assembly.scope_id):
        return ALLOWED
    return refuse(str(words))


def may_revise(actor: Actor, proposal: Proposal) -> Verdict:
    """The text is the author's until it is submitted, and again when it is returned."""
    return first_refusal(_only_author(actor, proposal), _editable(proposal))


def _editable(proposal: Proposal) -> Verdict:
    if proposal.state in EDITABLE:
        return ALLOWED
    if proposal.state == State.GATHERING:
        return refuse(_("正在等联名人确认，不能修改；要修改请先收回。"))
    if proposal.state == State.SUBMITTED:
        return refuse(_("提案已经提交，不能再改；如需更正，请联系提案工作人员退回修改。"))
    return refuse(_("现在的状态是“%(state)s”，不能再修改正文。") % {"state": shown(proposal, "state")})


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
    """Sending it to the co-signers."""
    return first_refusal(_only_author(actor, proposal), LIFE.may(proposal, "gather"))


def may_take_back(actor: Actor, proposal: Proposal) -> Verdict:
    """Taking it back from the co-signers; their answers lapse."""
    return first_refusal(_only_author(actor, proposal), LIFE.may(proposal, "take_back"))


def may_answer_cosigning(actor: Actor, cosigner: CoSigner) -> Verdict:
    """Only the member who was asked answers, once, and before submission."""
    if cosigner.member.person_id != actor.pk:
        return refuse(_("只有受邀联名的委员本人可以答复。"))
    if cosigner.proposal.state != State.GATHERING:
        return refuse(_("这件提案现在不在征求联名，无需答复。"))
    if cosigner.state != CoSignState.ASKED:
        return refuse(_("您已经答复过了。"))
    return ALLOWED


def may_submit(actor: Actor, proposal: Proposal) -> Verdict:
    """The author submits a complete text, once every co-signer has answered."""
    return first_refusal(
        _only_author(actor, proposal),
        LIFE.may(proposal, "submit"),
        _complete(proposal),
        _cosigners_answered(proposal),
    )


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
    return first_refusal(_only_author(actor, proposal), LIFE.may(proposal, "withdraw"))


def may_confirm_entry(actor: Actor, proposal: Proposal) -> Verdict:
    """The member confirms what a clerk entered for them."""
    if not is_first_author(actor, proposal):
        return refuse(_("只有委员本人可以确认代录的提案。"))
    if not proposal.awaits_confirmation:
        return refuse(_("这件提案不需要确认，或者已经确认过了。"))
    return ALLOWED


def may_send_back(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review returns a submitted proposal for changes."""
    return first_refusal(_reviewer(actor, proposal), LIFE.may(proposal, "send_back"))


def may_file(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review files it; what was entered for a member needs that member's word first."""
    verdict = first_refusal(_reviewer(actor, proposal), LIFE.may(proposal, "file"))
    if verdict and proposal.awaits_confirmation:
        return refuse(_("这件提案由工作人员代录，委员本人还没有确认，暂不能立案。"))
    return verdict


def may_refuse(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk with the right to review declines to file, on one of the ten grounds."""
    return first_refusal(_reviewer(actor, proposal), LIFE.may(proposal, "refuse"))


def _reviewer(actor: Actor, proposal: Proposal) -> Verdict:
    return _clerk(actor, P.PROPOSALS_REVIEW, proposal, gettext_lazy("只有提案工作人员可以审查提案。"))


def may_assign(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk assigns a filed case to a bureau."""
    clerk = _clerk(actor, P.PROPOSALS_ASSIGN, proposal, gettext_lazy("只有提案工作人员可以交办。"))
    return first_refusal(clerk, LIFE.may(proposal, "assign"))


def _handler(actor: Actor, assignment: Assignment, permission: Permission, words: str) -> Verdict:
    if actor.can(permission, assignment.bureau.scope_id):
        return ALLOWED
    return refuse(words % {"bureau": assignment.bureau.name})


def may_accept(actor: Actor, assignment: Assignment) -> Verdict:
    """Staff of the bureau accept what was assigned to it."""
    handler = _handler(actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以签收。"))
    if handler and assignment.accepted_at is not None:
        return refuse(_("已经签收过了。"))
    return first_refusal(handler, LIFE.may(assignment.proposal, "accept"))


def may_note_talk(actor: Actor, assignment: Assignment) -> Verdict:
    """Staff of the bureau note their talks with the author while handling."""
    handler = _handler(actor, assignment, P.PROPOSALS_HANDLE, _("只有%(bureau)s的工作人员可以登记沟通。"))
    if handler and assignment.proposal.state == State.ASSIGNED:
        return refuse(_("签收以后才能登记沟通。"))
    if handler and assignment.proposal.state not in (State.HANDLING, State.REPLIED):
        return refuse(_("提案者已经反馈，不再登记沟通。"))
    return handler


def may_reply(actor: Actor, assignment: Assignment) -> Verdict:
    """The bureau's leader signs the reply, once the author has been talked with."""
    leader = _handler(
        actor, assignment, P.PROPOSALS_REPLY, _("答复要由%(bureau)s负责人签发；经办人可以先登记沟通、备好文稿。")
    )
    verdict = first_refusal(leader, LIFE.may(assignment.proposal, "reply"))
    if verdict and not assignment.talks.all():
        return refuse(_("答复之前要先与提案者沟通，并登记至少一次沟通。"))
    return verdict


def may_judge(actor: Actor, proposal: Proposal) -> Verdict:
    """The first author judges the reply; of a case without one, whoever may enter for its body, or for anybody."""
    if proposal.author is not None:
        judges = is_first_author(actor, proposal)
    else:
        judges = bool(may_enter_for(actor, proposal.assembly, proposal.organ))
    if not judges:
        return refuse(_("只有提案者可以对答复作出反馈。"))
    return LIFE.may(proposal, "judge")


def may_close(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk closes a case that was judged, or whose author let the time for feedback pass."""
    clerk = _clerk(actor, P.PROPOSALS_CLOSE, proposal, gettext_lazy("只有提案工作人员可以结案。"))
    verdict = first_refusal(clerk, LIFE.may(proposal, "close"))
    if verdict and proposal.state == State.REPLIED and not _is_past(proposal):
        return refuse(_("提案者的反馈期还没有过，请等反馈或到期后再结案。"))
    return verdict


def _is_past(proposal: Proposal) -> bool:
    return proposal.turn_due_on is not None and proposal.turn_due_on < clock.today()


def may_move_due(actor: Actor | None, proposal: Proposal) -> Verdict:
    """Due days move with the working calendar, and by nobody's hand."""
    return ALLOWED if actor is None else refuse(_("期限随工作日历计算，不能手工改动。"))


def may_publish(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk publishes a closed case whose author consents."""
    clerk = _clerk(actor, P.PROPOSALS_PUBLISH, proposal, gettext_lazy("只有提案工作人员可以公开提案。"))
    if not clerk:
        return clerk
    if proposal.state != State.CLOSED:
        return refuse(_("办结以后才能公开。"))
    if not proposal.consents_to_publication:
        return refuse(_("提案者不同意公开。"))
    if proposal.published_at is not None:
        return refuse(_("已经公开了。"))
    return ALLOWED


def may_unpublish(actor: Actor, proposal: Proposal) -> Verdict:
    """A clerk takes a published case down, with a reason."""
    clerk = _clerk(actor, P.PROPOSALS_PUBLISH, proposal, gettext_lazy("只有提案工作人员可以撤下公开。"))
    if clerk and proposal.published_at is None:
        return refuse(_("这件提案没有公开。"))
    return clerk


def may_read_feedback(actor: Actor, proposal: Proposal) -> Verdict:
    """Authors and the office read the judgement at once; the bureau once the case is closed."""
    if is_author(actor, proposal) or actor.can(P.PROPOSALS_READ_ALL, proposal.assembly.scope_id):
        return ALLOWED
    charged = any(actor.can(P.PROPOSALS_HANDLE, one.bureau.scope_id) for one in proposal.assignments.all())
    if charged and proposal.state == State.CLOSED:
        return ALLOWED
    return refuse(_("反馈意见只给提案者、政协机关和办结以后的承办单位看。"))


def may_see_file(actor: Actor, file: File) -> bool:
    """Files are part of the whole case; the public reads none."""
    return queries.visible_to(actor).filter(pk__in=[file.subject_id]).exists()
