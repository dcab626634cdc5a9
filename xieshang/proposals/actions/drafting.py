"""From an empty page to the review's queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.documents import actions as documents
from xieshang.documents.models import File
from xieshang.members import queries as members
from xieshang.members.models import Member, Organ, Sector, Session
from xieshang.proposals import events, rules, turns
from xieshang.proposals.models import CoSigner, Proposal, Sketch, Suggestion
from xieshang.proposals.states import LIFE, Category, CoSignState, ProposerKind, State
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.rule import Refused
from xieshang.texts import likeness, words

ATTACHMENT = "proposals.attachment"


@dataclass(frozen=True, slots=True)
class Text:
    """What an author writes: a title and three parts, of which the suggestions are numbered from one."""

    title: str
    situation: str = ""
    analysis: str = ""
    suggestions: Sequence[str] = ()
    category: str = Category.OTHER
    consents_to_publication: bool = True
    whole_text: str = ""

    @property
    def body(self) -> str:
        """All parts after one another, or the whole text where the parts are not known."""
        return self.whole_text or "\n".join([self.situation, self.analysis, *self.suggestions])


@dataclass(frozen=True, slots=True)
class Proposer:
    """Who proposes: a member (alone or with others), or a body, with the member who wrote it where known."""

    kind: str
    author: Member | None = None
    sector: Sector | None = None
    organ: Organ | None = None
    name: str = ""

    @property
    def printed_name(self) -> str:
        """The name as printed on the case."""
        return self.name or str(self.sector or self.organ or self.author or "")


@action(rules.may_draft, lock=False)
def draft(session: Session, *, by: Person, proposer: Proposer, text: Text, entry_key: UUID | None = None) -> Proposal:
    """Begin a proposal in a session's year. A clerk who drafts for a member leaves it to be confirmed.

    `entry_key` is made with the empty form; the database refuses a second draft of the same form.
    """
    for_member = proposer.author is not None and proposer.author.person_id != by.pk
    if (for_member or proposer.author is None) and not rules.may_enter(by, session.assembly):
        raise Refused(_("委员只能以自己的名义撰写提案。"))
    proposal = Proposal(
        assembly_id=session.assembly_id,
        session=session,
        entry_key=entry_key,
        proposer_kind=proposer.kind,
        proposer_name=proposer.printed_name,
        author=proposer.author,
        sector=proposer.sector,
        organ=proposer.organ,
        entered_by=by if for_member or proposer.author is None else None,
        entry_confirmed_at=clock.now() if proposer.author is None else None,
    )
    _write(proposal, text)
    keep(proposal)
    _number(proposal, text.suggestions)
    entered_for = proposer.author.person_id if proposer.author is not None and for_member else None
    events.DRAFTED.record(proposal, by, title=proposal.title, entered_for=entered_for)
    return proposal


def _write(proposal: Proposal, text: Text) -> None:
    proposal.title, proposal.situation, proposal.analysis = text.title, text.situation, text.analysis
    proposal.whole_text, proposal.category = text.whole_text, text.category
    proposal.consents_to_publication = text.consents_to_publication
    proposal.words = words.tsvector_text(f"{text.title}\n{proposal.proposer_name}\n{text.body}")
    proposal.changed_at = clock.now()


def _number(proposal: Proposal, suggestions: Sequence[str]) -> None:
    for number, text in enumerate(suggestions, start=1):
        keep(Suggestion(proposal=proposal, number=number, text=text))


@action(rules.may_revise)
def revise(proposal: Proposal, *, by: Person, text: Text, version: int) -> Proposal:
    """Write the text anew. `version` is the one the author saw; Refused where it has changed since."""
    _rewrite(proposal, text, version)
    events.REVISED.record(proposal, by, title=proposal.title, version=proposal.version)
    return proposal


@action(rules.may_revise, records=False)
def autosave(proposal: Proposal, *, by: Person, text: Text, version: int) -> Proposal:
    """Keep what has been typed so far. Not a deed yet: nothing is recorded until it is revised or submitted."""
    return _rewrite(proposal, text, version)


def _rewrite(proposal: Proposal, text: Text, version: int) -> Proposal:
    if version != proposal.version:
        raise Refused(
            _("这页打开以后，提案已在别处改过（第 %(version)s 稿）。您写的文字还在，请打开新的一稿再合并。")
            % {"version": proposal.version}
        )
    proposal.version += 1
    _write(proposal, text)
    keep(proposal)
    proposal.suggestions.all().delete()
    _number(proposal, text.suggestions)
    return proposal


@action(rules.may_attach)
def attach(proposal: Proposal, *, by: Person, upload: UploadedFile) -> File:
    """Attach a file, checked by room `documents`; Refused on the field "file" where it may not come in."""
    file = documents.receive(upload, to=proposal, purpose=ATTACHMENT, by=by)
    events.FILE_ATTACHED.record(proposal, by, name=file.name, sha256=file.sha256)
    return file


@action(rules.may_detach)
def detach(proposal: Proposal, *, by: Person, file: File) -> None:
    """Take an attachment away again, before submission."""
    documents.discard([file])
    events.FILE_REMOVED.record(proposal, by, name=file.name, sha256=file.sha256)


@action(rules.may_ask_cosigner)
def ask_cosigner(proposal: Proposal, *, by: Person, member: Member) -> CoSigner:
    """Name a member as a co-signer; the proposal becomes a joint one."""
    if member.pk == proposal.author_id:
        raise Refused(_("您是第一提案人，不必再联名。"), field="member")
    if member.assembly_id != proposal.assembly_id:
        raise Refused(_("只能邀请本届的委员联名。"), field="member")
    if proposal.cosigners.filter(member=member).exists():
        raise Refused(_("%(name)s 已在联名人之中。") % {"name": member.name}, field="member")
    proposal.proposer_kind = ProposerKind.JOINT
    keep(proposal)
    cosigner = keep(CoSigner(proposal=proposal, member=member, position=proposal.cosigners.count() + 1))
    events.COSIGNER_ASKED.record(proposal, by, member=member.pk, name=member.name)
    return cosigner


@action(rules.may_ask_cosigner)
def drop_cosigner(proposal: Proposal, *, by: Person, cosigner: CoSigner) -> None:
    """Take a co-signer off the list while the text can be changed."""
    events.COSIGNER_DROPPED.record(proposal, by, member=cosigner.member_id, name=cosigner.member.name)
    cosigner.delete()
    if not proposal.cosigners.exists():
        proposal.proposer_kind = ProposerKind.MEMBER
        keep(proposal)


@action(rules.may_gather)
def gather(proposal: Proposal, *, by: Person) -> Proposal:
    """Send the text to the co-signers, each of whom answers for themselves."""
    if not proposal.cosigners.exists():
        raise Refused(_("还没有邀请联名人。"))
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


@action(rules.may_answer_cosigning)
def answer_cosigning(cosigner: CoSigner, *, by: Person, confirms: bool, remark: str = "") -> CoSigner:
    """A co-signer confirms or declines, with a remark."""
    hold(cosigner.proposal)
    cosigner.state = CoSignState.CONFIRMED if confirms else CoSignState.DECLINED
    cosigner.answered_at, cosigner.remark = clock.now(), remark
    keep(cosigner)
    event = events.COSIGNED if confirms else events.COSIGNING_DECLINED
    event.record(cosigner.proposal, by, member=cosigner.member_id, name=cosigner.member.name, remark=remark)
    return cosigner


@action(rules.may_submit)
def submit(proposal: Proposal, *, by: Person) -> Proposal:
    """Hand it in for review. It belongs to the session whose year the day falls in."""
    on = clock.today()
    again = proposal.state == State.RETURNED
    LIFE.advance(proposal, "submit")
    _place(proposal)
    proposal.submitted_at = clock.now()
    proposal.in_session = proposal.session.opens_on <= on <= proposal.session.closes_on
    proposal.turn_due_on = deadlines.start(proposal, turns.REVIEW.code, from_on=on).due_on
    _moved(proposal)
    sketch(proposal, again=again)
    events.SUBMITTED.record(proposal, by, title=proposal.title)
    return proposal


def _place(proposal: Proposal) -> None:
    """Into the session of today, where the draft is from another year."""
    on, session = clock.today(), proposal.session
    if session.from_on <= on and (session.until_on is None or on < session.until_on):
        return
    current = members.session_on(proposal.assembly, on=on)
    if current is None:
        raise Refused(_("今天不在任何一次会议的年度之内，暂不能提交；草稿已保留，请联系提案工作人员。"))
    proposal.session = current


def sketch(proposal: Proposal, *, again: bool = False) -> None:
    """Keep the sketch of the text, by which later authors find it as a similar case."""
    if again:
        Sketch.objects.filter(pk=proposal.pk).delete()
    keys = likeness.sketch(proposal.body)
    keep(Sketch(proposal=proposal, assembly_id=proposal.assembly_id, keys=keys))


@action(rules.may_withdraw)
def withdraw(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Take a proposal out before it is filed."""
    LIFE.advance(proposal, "withdraw")
    deadlines.drop(proposal, turns.REVIEW.code, on=clock.today())
    proposal.turn_due_on = None
    _moved(proposal)
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
