"""The bureau's part: assigned, accepted, talked over with the author, replied to point by point."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.deadlines import actions as deadlines
from xieshang.proposals import events, queries, rules, turns
from xieshang.proposals.models import Answer, Assignment, Proposal, Reply, Suggestion, Talk
from xieshang.proposals.states import LIFE, AnswerState, HandlingRole, ReplyClass, State, TalkKind
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep, keep_all
from xieshang.spine.rule import Refused


@action(rules.may_assign)
def assign(proposal: Proposal, *, by: Person, bureau: Bureau) -> Assignment:
    """Charge a bureau with the case (交办); both its clocks, to accept and to reply, start today."""
    on = clock.today()
    if bureau.assembly_id != proposal.assembly_id:
        raise Refused(_("这个单位不归本级政协交办。"), field="bureau")
    if on < bureau.from_on or (bureau.until_on is not None and bureau.until_on <= on):
        raise Refused(_("%(bureau)s现在不是承办单位。") % {"bureau": bureau.name}, field="bureau")
    LIFE.advance(proposal, "assign")
    deadlines.meet(proposal, turns.ASSIGN.code, on=on)
    accept_by = deadlines.start(proposal, turns.ACCEPT.code, from_on=on).due_on
    reply_by = deadlines.start(proposal, turns.REPLY.code, from_on=on).due_on
    proposal.turn_due_on, proposal.changed_at = accept_by, clock.now()
    keep(proposal)
    assignment = keep(
        Assignment(
            proposal=proposal,
            assembly_id=proposal.assembly_id,
            bureau=bureau,
            role=HandlingRole.LEAD,
            assigned_at=clock.now(),
            accept_by=accept_by,
            reply_by=reply_by,
        )
    )
    events.ASSIGNED.record(
        proposal, by, bureau=bureau.pk, bureau_name=bureau.name, role=HandlingRole.LEAD.value, reply_by=reply_by
    )
    return assignment


@action(rules.may_accept, first="proposal")
def accept(assignment: Assignment, *, by: Person) -> Assignment:
    """The bureau takes the case on (签收)."""
    proposal = assignment.proposal
    LIFE.advance(proposal, "accept")
    deadlines.meet(proposal, turns.ACCEPT.code, on=clock.today())
    proposal.turn_due_on, proposal.changed_at = assignment.reply_by, clock.now()
    keep(proposal)
    assignment.accepted_at, assignment.accepted_by = clock.now(), by
    keep(assignment)
    events.ACCEPTED.record(proposal, by, bureau=assignment.bureau_id, bureau_name=assignment.bureau.name)
    return assignment


@action(rules.may_note_talk, lock=False)
def note_talk(
    assignment: Assignment,
    *,
    by: Person,
    kind: TalkKind,
    on: date,
    people: str,
    content: str,
    entry_key: UUID | None = None,
) -> Talk:
    """Note a talk with the author (沟通): how, when, with whom, about what."""
    if on > clock.today():
        raise Refused(_("沟通日期不能晚于今天。"), field="on")
    if on < timezone.localdate(assignment.assigned_at):
        raise Refused(_("沟通日期不能早于交办之日。"), field="on")
    if not content.strip():
        raise Refused(_("请写明沟通的内容。"), field="content")
    talk = keep(
        Talk(
            assignment=assignment,
            kind=kind,
            on=on,
            people=people.strip(),
            content=content.strip(),
            noted_by=by,
            noted_at=clock.now(),
            entry_key=entry_key,
        )
    )
    bureau = assignment.bureau
    events.TALKED.record(assignment.proposal, by, bureau=bureau.pk, bureau_name=bureau.name, way=str(kind.label), on=on)
    return talk


@action(rules.may_move_due)
def move_due(proposal: Proposal, *, by: None, code: str, due_on: date) -> Proposal:
    """Follow a deadline that the working calendar has moved: the case, and the charge of its bureau."""
    running = turns.CLOCKS.get(State(proposal.state))
    if running is not None and running.code == code:
        proposal.turn_due_on = due_on
        keep(proposal)
    field = {turns.ACCEPT.code: "accept_by", turns.REPLY.code: "reply_by"}.get(code)
    if field is not None:
        for assignment in proposal.assignments.filter(replied_at__isnull=True):
            setattr(assignment, field, due_on)
            keep(assignment)
    events.DUE_MOVED.record(proposal, by, code=code, due_on=due_on)
    return proposal


@dataclass(frozen=True, slots=True)
class Letter:
    """What a bureau replies. `answers` gives, for each suggestion's number, its state and text."""

    letter_number: str
    reply_class: ReplyClass
    opening: str
    signer: str
    contact: str
    contact_phone: str
    answers: Mapping[int, tuple[AnswerState, str]]


@action(rules.may_reply, first="proposal")
def reply(assignment: Assignment, *, by: Person, letter: Letter) -> Reply:
    """Reply in writing (答复), to each numbered suggestion; the author then has the time for feedback."""
    proposal, now, on = assignment.proposal, clock.now(), clock.today()
    suggestions = {suggestion.number: suggestion for suggestion in queries.suggestions_of(proposal)}
    _check(letter, suggestions)
    LIFE.advance(proposal, "reply")
    deadlines.meet(proposal, turns.REPLY.code, on=on)
    proposal.turn_due_on = deadlines.start(proposal, turns.FEEDBACK.code, from_on=on).due_on
    proposal.replied_at = proposal.changed_at = assignment.replied_at = now
    keep(proposal)
    keep(assignment)
    reply = _written(assignment, letter, suggestions, by=by)
    events.REPLIED.record(
        proposal,
        by,
        bureau=assignment.bureau_id,
        bureau_name=assignment.bureau.name,
        letter_number=reply.letter_number,
        reply_class=letter.reply_class.value,
    )
    return reply


def _check(letter: Letter, suggestions: Collection[int]) -> None:
    """A reply has a number and a text, and answers each suggestion and nothing else."""
    if not letter.letter_number.strip():
        raise Refused(_("请填写答复的文号。"), field="letter_number")
    if not letter.opening.strip():
        raise Refused(_("请填写答复正文。"), field="opening")
    missing = [number for number in suggestions if not letter.answers.get(number, ("", ""))[1].strip()]
    if missing:
        raise Refused(_("第 %(numbers)s 条建议还没有答复，请逐条答复。") % _listed(missing), field="answers")
    unknown = set(letter.answers).difference(suggestions)
    if unknown:
        raise Refused(_("这件提案没有第 %(numbers)s 条建议。") % _listed(unknown), field="answers")


def _listed(numbers: Iterable[int]) -> dict[str, str]:
    return {"numbers": _("、").join(str(number) for number in sorted(numbers))}


def _written(assignment: Assignment, letter: Letter, suggestions: Mapping[int, Suggestion], *, by: Person) -> Reply:
    reply = keep(
        Reply(
            assignment=assignment,
            letter_number=letter.letter_number.strip(),
            reply_class=letter.reply_class,
            opening=letter.opening.strip(),
            signer=letter.signer,
            contact=letter.contact,
            contact_phone=letter.contact_phone,
            replied_by=by,
            replied_at=clock.now(),
        )
    )
    answers = {number: letter.answers[number] for number in suggestions}
    keep_all(
        [
            Answer(reply=reply, suggestion=suggestions[number], state=state, text=text.strip())
            for number, (state, text) in answers.items()
        ]
    )
    return reply
