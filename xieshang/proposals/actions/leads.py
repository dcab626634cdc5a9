"""Leads (线索): received from the public, noted by the office, taken by a member or put aside."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member, Session
from xieshang.proposals import events, queries, rules
from xieshang.proposals.actions.drafting import draft
from xieshang.proposals.actions.writing import Proposer, Text, reasoned
from xieshang.proposals.models import Answer, Call, Lead, Proposal
from xieshang.proposals.states import AnswerState, LeadOrigin, LeadState, ProposerKind
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused
from xieshang.texts import redact

LONGEST_LEAD = 3000
PROMISED = (AnswerState.UNDER_WAY, AnswerState.PLANNED)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a lead says, and who sent it, where they want to be asked."""

    title: str
    text: str
    sender: str = ""
    contact: str = ""


@action(rules.may_send_lead, lock=False)
def send_lead(call: Call, *, by: Person | None, hint: Hint, entry_key: UUID | None = None) -> Lead:
    """Receive a lead from the public for a call that is open; `by` is None for who has not signed in.

    The database refuses a second lead of the same form (`entry_key`).
    """
    lead = _received(call.assembly, hint, LeadOrigin.PUBLIC, call=call, entry_key=entry_key)
    _record(lead, None)
    return lead


@action(rules.may_note_lead, lock=False)
def note_lead(
    assembly: Assembly,
    *,
    by: Person,
    hint: Hint,
    call: Call | None = None,
    origin: LeadOrigin = LeadOrigin.ROOM,
    entry_key: UUID | None = None,
) -> Lead:
    """Note a lead that came up in other work of the assembly, or by letter or telephone."""
    lead = _received(assembly, hint, origin, call=call, entry_key=entry_key)
    _record(lead, by)
    return lead


def _received(assembly: Assembly, hint: Hint, origin: LeadOrigin, *, call: Call | None, entry_key: UUID | None) -> Lead:
    title, text = " ".join(_kept(hint.title).split()), _kept(hint.text)
    if not title:
        raise Refused(_("请用一句话写明是什么事。"), field="title")
    if not text:
        raise Refused(_("请写明具体情况。"), field="text")
    if len(text) > LONGEST_LEAD:
        raise Refused(_("最多 %(most)d 字，请写短些。") % {"most": LONGEST_LEAD}, field="text")
    if redact.secret_marks(f"{title}\n{text}"):
        raise Refused(_("文中有密级标志。本系统不得处理国家秘密，请勿填写。"), field="text")
    return keep(
        Lead(
            assembly=assembly,
            call=call,
            origin=origin,
            title=title,
            text=text,
            sender=_kept(hint.sender),
            contact=_kept(hint.contact),
            received_at=clock.now(),
            entry_key=entry_key,
        )
    )


def _kept(text: str) -> str:
    return text.replace("\0", "").strip()


def _record(lead: Lead, by: Person | None) -> None:
    events.LEAD_RECEIVED.record(lead, by, origin=LeadOrigin(lead.origin))


@action(rules.may_collect_leads)
def collect_leads(session: Session, *, by: Person) -> int:
    """List the promises of class B of the session before as leads, each case once; how many that were.

    Refused where there is none that is not listed yet.
    """
    before = queries.session_before(session)
    cases = list(queries.whole(queries.unfollowed_promises(before)).order_by("case_number")) if before else []
    if before is None or not cases:
        raise Refused(_("上一年度没有尚未列为线索的 B 类答复。"))
    for case in cases:
        _record(_of_promise(case), by)
    events.LEADS_COLLECTED.record(session, by, count=len(cases), year=before.year)
    return len(cases)


def _of_promise(case: Proposal) -> Lead:
    """A lead that says what was promised: the answers that are under way or planned."""
    standing = (one.reply for one in case.assignments.all())
    replies = [reply for reply in standing if reply is not None]
    answers = [answer for reply in replies for answer in reply.answers.all() if answer.state in PROMISED]
    text = "\n\n".join(map(_promise, answers)) or "\n\n".join(reply.opening for reply in replies)
    return keep(
        Lead(
            assembly_id=case.assembly_id,
            origin=LeadOrigin.PROMISE,
            origin_case=case,
            title=case.title,
            text=text,
            received_at=clock.now(),
        )
    )


def _promise(answer: Answer) -> str:
    words = {"number": answer.suggestion.number, "suggestion": answer.suggestion.text, "answer": answer.text}
    return _("建议 %(number)s：%(suggestion)s\n答复（%(state)s）：%(answer)s") % {
        **words,
        "state": answer.get_state_display(),
    }


@action(rules.may_take_lead)
def take_lead(lead: Lead, *, by: Person) -> Proposal:
    """Take a lead and begin a draft from it: title and situation are there to be written on, personal details left out.

    Of two members who take it at once, the second is told that it is taken.
    """
    member, session = _member_of(by, lead.assembly), members.session_on(lead.assembly, on=clock.today())
    if session is None:
        raise Refused(
            _(
                "今天不在任何一次会议的年度之内，暂不能写提案。请联系提案工作人员设立本年度的会议，设立以后再采用这条线索。"
            )
        )
    lead.state, lead.taken_by = LeadState.TAKEN, member
    keep(lead)
    text = Text(redact.redact(lead.title), situation=redact.redact(lead.text))
    proposer = Proposer(ProposerKind.MEMBER, author=member)
    proposal = draft(session, by=by, proposer=proposer, text=text, call=lead.call, lead=lead)
    events.LEAD_TAKEN.record(lead, by, member=member.pk, name=member.name, proposal=proposal.pk)
    return proposal


def _member_of(person: Person, assembly: Assembly) -> Member:
    member = members.memberships_of(person, on=clock.today()).filter(assembly=assembly).first()
    if member is None:
        raise Refused(_("您今天不是%(assembly)s的委员，不能采用线索。") % {"assembly": assembly.name})
    return member


@action(rules.may_close_lead)
def close_lead(lead: Lead, *, by: Person, reason: str) -> Lead:
    """Put a lead aside, with a reason."""
    lead.state, lead.closing_reason = LeadState.CLOSED, reasoned(reason)
    keep(lead)
    events.LEAD_CLOSED.record(lead, by, reason=lead.closing_reason)
    return lead


@action(rules.may_put_back_lead)
def put_back_lead(lead: Lead, *, by: Person, reason: str) -> Lead:
    """Let a lead wait again: it was closed by mistake, or whoever took it writes nothing. Their draft stays theirs."""
    lead.state, lead.taken_by, lead.closing_reason = LeadState.NEW, None, ""
    keep(lead)
    events.LEAD_RETURNED.record(lead, by, reason=reasoned(reason))
    return lead


@action(rules.may_reveal_sender, lock=False)
def reveal_sender(lead: Lead, *, by: Person) -> tuple[str, str]:
    """Name and contact of who sent a lead; that they were looked at is recorded."""
    events.SENDER_REVEALED.record(lead, by)
    return lead.sender, lead.contact
