"""From an empty page to the review's queue."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.documents import actions as documents
from xieshang.documents.models import File
from xieshang.members import queries as members
from xieshang.members.models import Member, Session
from xieshang.proposals import events, queries, rules, turns
from xieshang.proposals.actions.statements import Statements, declare, refuse_foreign
from xieshang.proposals.actions.writing import Proposer, Text, reasoned, sketch, write
from xieshang.proposals.models import Call, CoSigner, Lead, Proposal, Sketch
from xieshang.proposals.states import LIFE, CoSignState, ProposerKind
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused

ATTACHMENT = "proposals.attachment"


@action(rules.may_draft, lock=False)
def draft(
    session: Session,
    *,
    by: Person,
    proposer: Proposer,
    text: Text,
    statements: Statements | None = None,
    call: Call | None = None,
    lead: Lead | None = None,
    entry_key: UUID | None = None,
) -> Proposal:
    """Begin a proposal in a session's year. A clerk who drafts for a member leaves it to be confirmed.

    `call` and `lead` are what it answers and was written from. `entry_key` is made with the empty form; the
    database refuses a second draft of the same form.
    """
    author = proposer.author
    for_member = author is not None and author.person_id != by.pk and not proposer.is_collective
    is_own = author is not None and author.person_id == by.pk
    if not is_own or proposer.is_collective:
        _refuse_stranger(by, session, proposer)
    _check(proposer, session)
    refuse_foreign(session, call, lead)
    proposal = Proposal(
        assembly_id=session.assembly_id,
        session=session,
        entry_key=entry_key,
        proposer_kind=proposer.kind,
        proposer_name=proposer.printed_name,
        author=author,
        sector=proposer.sector,
        organ=proposer.organ,
        convenor=proposer.convenor,
        call=call,
        lead=lead,
        entered_by=None if is_own else by,
        entry_confirmed_at=None if is_own or for_member else clock.now(),
    )
    declare(proposal, statements)
    write(proposal, text)
    if author is not None and for_member:
        events.ENTERED.record(proposal, by, title=proposal.title, entered_for=author.person_id)
    else:
        events.DRAFTED.record(proposal, by, title=proposal.title)
    return proposal


def _refuse_stranger(by: Person, session: Session, proposer: Proposer) -> None:
    if proposer.is_collective and rules.is_convenor(by, proposer.sector, proposer.organ):
        return
    verdict = rules.may_enter_for(by, session.assembly, proposer.organ)
    if not verdict:
        raise Refused(verdict.reason)


def _check(proposer: Proposer, session: Session) -> None:
    """A member's proposal needs a member of this assembly in office, a collective one its body."""
    author = proposer.author
    if proposer.is_collective and proposer.sector is None and proposer.organ is None:
        raise Refused(_("集体提案要写明由哪个界别或单位提出。"), field="organ")
    if not proposer.is_collective and author is None:
        raise Refused(_("个人和联名提案要写明提案的委员。"), field="member")
    if author is not None and (author.assembly_id != session.assembly_id or not _in_office(author)):
        raise Refused(_("%(name)s今天不是本级政协的委员，不能提出提案。") % {"name": author.name}, field="member")


def _in_office(member: Member) -> bool:
    on = clock.today()
    return member.from_on <= on and (member.until_on is None or on < member.until_on)


@action(rules.may_revise)
def revise(
    proposal: Proposal, *, by: Person, text: Text, version: int, statements: Statements | None = None
) -> Proposal:
    """Write the text anew. `version` is the one the author saw; Refused where it has changed since."""
    _rewrite(proposal, text, version, statements)
    events.REVISED.record(proposal, by, title=proposal.title, version=proposal.version)
    return proposal


@action(rules.may_revise, records=False)
def autosave(
    proposal: Proposal, *, by: Person, text: Text, version: int, statements: Statements | None = None
) -> Proposal:
    """Keep what has been typed so far. Not a deed yet: nothing is recorded until it is revised or submitted."""
    return _rewrite(proposal, text, version, statements)


def _rewrite(proposal: Proposal, text: Text, version: int, statements: Statements | None) -> Proposal:
    if version != proposal.version:
        raise Refused(
            _("这页打开以后，提案已在别处改过（第 %(version)s 稿）。您写的文字还在，请打开新的一稿再合并。")
            % {"version": proposal.version}
        )
    proposal.version += 1
    declare(proposal, statements)
    write(proposal, text)
    return proposal


@action(rules.may_attach)
def attach(proposal: Proposal, *, by: Person, upload: UploadedFile) -> File:
    """Attach a file, checked by room `documents`; Refused on the field "file" where it may not come in."""
    file = documents.receive(upload, to=proposal, purpose=ATTACHMENT, by=by)
    events.FILE_ATTACHED.record(proposal, by, name=file.name, sha256=file.sha256)
    return file


@action(rules.may_detach)
def detach(proposal: Proposal, *, by: Person, file: File) -> None:
    """Take an attachment away again, while the text can be changed."""
    if (file.subject_kind, file.subject_id) != ("proposals.proposal", proposal.pk):
        raise Refused(_("这个文件不是这件提案的附件。"))
    documents.discard([file])
    events.FILE_REMOVED.record(proposal, by, name=file.name, sha256=file.sha256)


@action(rules.may_ask_cosigner)
def ask_cosigner(proposal: Proposal, *, by: Person, member: Member) -> CoSigner:
    """Name a member as a co-signer; the proposal becomes a joint one."""
    if member.pk == proposal.author_id:
        raise Refused(_("您是第一提案人，不必再联名。"), field="member")
    if member.assembly_id != proposal.assembly_id or not _in_office(member):
        raise Refused(_("只能邀请本届在任的委员联名。"), field="member")
    if proposal.cosigners.filter(member=member).exists():
        raise Refused(_("%(name)s 已在联名人之中。") % {"name": member.name}, field="member")
    proposal.proposer_kind = ProposerKind.JOINT
    keep(proposal)
    last = proposal.cosigners.aggregate(last=Max("position"))["last"] or 0
    cosigner = keep(CoSigner(proposal=proposal, member=member, position=last + 1))
    events.COSIGNER_ASKED.record(proposal, by, member=member.pk, name=member.name)
    return cosigner


@action(rules.may_ask_cosigner)
def drop_cosigner(proposal: Proposal, *, by: Person, cosigner: CoSigner) -> None:
    """Take a co-signer off the list while the text can be changed."""
    dropped, _rows = proposal.cosigners.filter(pk=cosigner.pk).delete()
    if not dropped:
        raise Refused(_("这位委员已不在联名人之中。"))
    if not proposal.cosigners.exists():
        proposal.proposer_kind = ProposerKind.MEMBER
        keep(proposal)
    events.COSIGNER_DROPPED.record(proposal, by, member=cosigner.member_id, name=cosigner.member.name)


@action(rules.may_gather)
def gather(proposal: Proposal, *, by: Person) -> Proposal:
    """Send the text to the co-signers, each of whom answers for themselves."""
    if not proposal.cosigners.filter(state=CoSignState.ASKED).exists():
        raise Refused(_("没有等待确认的联名人；要联名请先邀请，不联名可以直接提交。"))
    LIFE.advance(proposal, "gather")
    _moved(proposal)
    events.GATHERED.record(proposal, by)
    return proposal


@action(rules.may_take_back)
def take_back(proposal: Proposal, *, by: Person) -> Proposal:
    """Take it back to change it. What co-signers answered lapses: they agreed to another text."""
    LIFE.advance(proposal, "take_back")
    proposal.cosigners.update(state=CoSignState.ASKED, answered_at=None, remark="")
    _moved(proposal)
    events.TAKEN_BACK.record(proposal, by)
    return proposal


@action(rules.may_answer_cosigning, first="proposal")
def answer_cosigning(cosigner: CoSigner, *, by: Person, confirms: bool, remark: str = "") -> CoSigner:
    """A co-signer confirms or declines, with a remark."""
    cosigner.state = CoSignState.CONFIRMED if confirms else CoSignState.DECLINED
    cosigner.answered_at, cosigner.remark = clock.now(), remark
    keep(cosigner)
    event = events.COSIGNED if confirms else events.COSIGNING_DECLINED
    event.record(cosigner.proposal, by, member=cosigner.member_id, name=cosigner.member.name, remark=remark)
    return cosigner


@action(rules.may_submit)
def submit(proposal: Proposal, *, by: Person) -> Proposal:
    """Hand it in for review. It belongs to the session whose year the day falls in.

    What was first handed in while the plenary met stays of the session, also where it was returned for changes since.
    Where all who were asked have declined to co-sign, it is a member's own.
    """
    on, before = clock.today(), proposal.session
    _place(proposal)
    LIFE.advance(proposal, "submit")
    if proposal.proposer_kind == ProposerKind.JOINT and not _is_cosigned(proposal):
        proposal.proposer_kind = ProposerKind.MEMBER
    proposal.submitted_at = clock.now()
    began_in_session = proposal.in_session and proposal.session == before
    proposal.in_session = began_in_session or members.in_session(proposal.session, on=on)
    proposal.turn_due_on = deadlines.start(proposal, turns.REVIEW.code, from_on=on).due_on
    _moved(proposal)
    queries.suggestions_of(proposal)
    sketch(proposal, proposal.body)
    events.SUBMITTED.record(proposal, by, title=proposal.title)
    return proposal


def _is_cosigned(proposal: Proposal) -> bool:
    return any(one.state == CoSignState.CONFIRMED for one in proposal.cosigners.all())


def _place(proposal: Proposal) -> None:
    """Into the session of today, where the draft is from another year."""
    on, session = clock.today(), proposal.session
    if session.from_on <= on and (session.until_on is None or on < session.until_on):
        return
    current = members.session_on(proposal.assembly, on=on)
    if current is None:
        raise Refused(
            _(
                "今天不在任何一次会议的年度之内，暂不能提交；草稿已保留。请联系提案工作人员设立本年度的会议，设立以后再提交。"
            )
        )
    proposal.session = current


@action(rules.may_withdraw)
def withdraw(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Take a proposal out before it is filed, with a reason; nobody finds it as a similar case any more."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "withdraw")
    deadlines.drop(proposal, turns.REVIEW.code, on=clock.today())
    proposal.turn_due_on = None
    _moved(proposal)
    Sketch.objects.filter(pk=proposal.pk).delete()
    events.WITHDRAWN.record(proposal, by, reason=reason)
    return proposal


@action(rules.may_confirm_entry)
def confirm_entry(proposal: Proposal, *, by: Person) -> Proposal:
    """The member makes what a clerk entered their own."""
    proposal.entry_confirmed_at = clock.now()
    keep(proposal)
    events.ENTRY_CONFIRMED.record(proposal, by)
    return proposal


def _moved(proposal: Proposal) -> None:
    proposal.changed_at = clock.now()
    keep(proposal)
