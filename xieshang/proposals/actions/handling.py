"""The bureau's part: assigned, accepted, talked over with the author, replied to point by point."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.deadlines import actions as deadlines
from xieshang.documents import actions as documents
from xieshang.proposals import events, queries, rules, turns
from xieshang.proposals.actions.after import move_follow_ups
from xieshang.proposals.actions.delivery import deliver
from xieshang.proposals.actions.reply_drafts import refuse_stale
from xieshang.proposals.models import Answer, Assignment, Proposal, Reply, Suggestion, Talk
from xieshang.proposals.queries import charges
from xieshang.proposals.states import LIFE, AnswerState, HandlingRole, Level, PetitionKind, ReplyClass, State, TalkKind
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep, keep_all, remove_all
from xieshang.spine.rule import Refused


@action(rules.may_assign)
def assign(
    proposal: Proposal,
    *,
    by: Person,
    lead: Bureau | None = None,
    co: Sequence[Bureau] = (),
    separate: Sequence[Bureau] = (),
) -> list[Assignment]:
    """Charge bureaus with the case (交办): a lead with its co-handlers, or several that each reply for themselves.

    The clocks of each, to accept and to reply or to give its opinion, start today. What was proposed before lapses.
    """
    charges = charges_of(lead, co, separate)
    for bureau, _role in charges:
        check_bureau(proposal, bureau, field="lead")
    LIFE.advance(proposal, "assign")
    deadlines.meet(proposal, turns.ASSIGN.code, on=clock.today())
    assignments = [charge(proposal, bureau, role, by=by) for bureau, role in charges]
    settle(proposal, assignments)
    remove_all(list(proposal.proposed.all()))
    return assignments


def charges_of(
    lead: Bureau | None, co: Sequence[Bureau], separate: Sequence[Bureau]
) -> list[tuple[Bureau, HandlingRole]]:
    """Each bureau with its role; Refused where the choice is none."""
    if lead is None and not separate:
        raise Refused(_("请选定主办单位，或者几个分办单位。"), field="lead")
    if lead is not None and separate:
        raise Refused(_("主办和分办只能选一种：有主办单位的，其他单位会办。"), field="separate")
    if co and lead is None:
        raise Refused(_("分办的提案没有会办单位：请选定主办单位，或者去掉会办单位。"), field="co")
    roles = [
        *([(lead, HandlingRole.LEAD)] if lead else []),
        *((bureau, HandlingRole.CO) for bureau in co),
        *((bureau, HandlingRole.SEPARATE) for bureau in separate),
    ]
    names = [bureau.name for bureau, _role in roles]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise Refused(_("%(bureau)s选了两次。") % {"bureau": twice}, field="co" if lead else "separate")
    return roles


def check_bureau(proposal: Proposal, bureau: Bureau, *, field: str) -> None:
    """Refused, on this field, where the bureau cannot be charged with the case today."""
    on = clock.today()
    if bureau.assembly_id != proposal.assembly_id:
        raise Refused(_("这个单位不归本级政协交办。"), field=field)
    if on < bureau.from_on or (bureau.until_on is not None and bureau.until_on <= on):
        raise Refused(_("%(bureau)s现在不是承办单位。") % {"bureau": bureau.name}, field=field)


def charge(
    proposal: Proposal, bureau: Bureau, role: HandlingRole, *, by: Person, accepted_by: Person | None = None
) -> Assignment:
    """One bureau's charge with its clocks, inside an action on the case; accepted already where it was ahead."""
    on = clock.today()
    answer = turns.JOINT if role == HandlingRole.CO else turns.REPLY
    accept_by = on if accepted_by else deadlines.start(proposal, turns.ACCEPT.code, from_on=on, part=bureau.pk).due_on
    reply_by = deadlines.start(proposal, answer.code, from_on=on, part=bureau.pk).due_on
    assignment = keep(
        Assignment(
            proposal=proposal,
            assembly_id=proposal.assembly_id,
            bureau=bureau,
            role=role,
            assigned_at=clock.now(),
            accept_by=accept_by,
            reply_by=reply_by,
            accepted_at=clock.now() if accepted_by else None,
            accepted_by=accepted_by,
        )
    )
    events.ASSIGNED.record(proposal, by, bureau=bureau.pk, bureau_name=bureau.name, role=role.value, reply_by=reply_by)
    return assignment


def settle(proposal: Proposal, assignments: Iterable[Assignment]) -> None:
    """Let the case follow its charges: its state, whose turn it is until when; and keep it.

    It is in the bureaus' hands once all who answer the author have accepted, and replied to once all have replied.
    """
    assignments = list(assignments)
    answering = [one for one in assignments if one.answers_the_author]
    if proposal.state == State.ASSIGNED and all(one.accepted_at for one in answering):
        LIFE.advance(proposal, "accept")
    if proposal.state == State.HANDLING and all(one.replied_at for one in answering):
        LIFE.advance(proposal, "reply")
        _let_go(proposal, assignments)
        proposal.replied_at = clock.now()
        proposal.turn_due_on = deadlines.start(proposal, turns.FEEDBACK.code, from_on=clock.today()).due_on
    elif proposal.state in (State.ASSIGNED, State.HANDLING):
        proposal.turn_due_on = min((due for one in answering if (due := _turn_of(one))), default=None)
    proposal.changed_at = clock.now()
    keep(proposal)


def _let_go(proposal: Proposal, assignments: Iterable[Assignment]) -> None:
    """Once the lead has replied, nothing more is asked of a co-handler that let its time pass."""
    for one in assignments:
        if not one.answers_the_author and (one.accepted_at is None or one.given_opinion is None):
            for step in (turns.ACCEPT, turns.JOINT):
                deadlines.drop(proposal, step.code, on=clock.today(), part=one.bureau_id)


def _turn_of(assignment: Assignment) -> date | None:
    """Until when the next step must be done: the bureau's, or the office's where it asks to be released.

    None where it has replied, or waits for the author.
    """
    petition = assignment.petition
    if petition is not None and petition.kind == PetitionKind.RELEASE:
        return petition.rule_by
    return assignment.owes_by


def with_the_others(assignment: Assignment) -> list[Assignment]:
    """All charges of the case, this one as it is in hand."""
    return [assignment, *(one for one in assignment.proposal.assignments.all() if one.pk != assignment.pk)]


@action(rules.may_accept, first="proposal")
def accept(assignment: Assignment, *, by: Person) -> Assignment:
    """The bureau takes the case on (签收)."""
    proposal = assignment.proposal
    deadlines.meet(proposal, turns.ACCEPT.code, on=clock.today(), part=assignment.bureau_id)
    assignment.accepted_at, assignment.accepted_by = clock.now(), by
    keep(assignment)
    settle(proposal, with_the_others(assignment))
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
    files: Sequence[UploadedFile] = (),
) -> Talk:
    """Note a talk with the author (沟通): how, when, with whom, about what; with what was shown or signed there."""
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
    for upload in files:
        documents.receive(upload, to=assignment.proposal, purpose=queries.talk_files(talk), by=by)
    bureau = assignment.bureau
    events.TALKED.record(assignment.proposal, by, bureau=bureau.pk, bureau_name=bureau.name, way=kind, on=on)
    return talk


@action(rules.may_move_due)
def move_due(proposal: Proposal, *, by: None, code: str, due_on: date, part: int = 0) -> Proposal:
    """Follow a deadline that the working calendar has moved: the case, or the charge of the bureau `part`."""
    running = turns.CLOCKS.get(State(proposal.state))
    field = {turns.ACCEPT.code: "accept_by", turns.REPLY.code: "reply_by", turns.JOINT.code: "reply_by"}.get(code)
    if field is not None:
        assignments = list(proposal.assignments.all())
        for assignment in assignments:
            if assignment.bureau_id == part and assignment.replied_at is None:
                setattr(assignment, field, due_on)
                keep(assignment)
        settle(proposal, assignments)
    elif code in (turns.RULE.code, turns.ASK.code):
        _follow(proposal, code, due_on, part)
    elif code in {period.code for period in turns.FOLLOWED_UP.values()}:
        move_follow_ups(proposal, code, due_on, part)
    elif code == turns.SUPERVISE.code and (key := queries.key_of(proposal)) is not None:
        key.due_on = due_on
        keep(key)
    elif running is not None and running.code == code:
        proposal.turn_due_on = due_on
        keep(proposal)
    events.DUE_MOVED.record(proposal, by, code=code, due_on=due_on)
    return proposal


def _follow(proposal: Proposal, code: str, due_on: date, part: int) -> None:
    """Move the day by which the office rules, or the author answers, on the charge of this bureau."""
    assignments = list(proposal.assignments.all())
    for charge in (one for one in assignments if one.bureau_id == part):
        waiting, field = (charge.petition, "rule_by") if code == turns.RULE.code else (charge.pause, "answer_by")
        if waiting is not None:
            setattr(waiting, field, due_on)
            keep(waiting)
    settle(proposal, assignments)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a bureau replies. `answers` gives, for each suggestion's number, its state and text.

    `level` is where it is signed; where that is lower than the case asks for, `level_reason` says why.
    """

    letter_number: str
    reply_class: ReplyClass
    opening: str
    signer: str
    contact: str
    contact_phone: str
    answers: Mapping[int, tuple[AnswerState, str]]
    signer_post: str = ""
    level: Level = Level.BUREAU
    level_reason: str = ""


@action(rules.may_reply, first="proposal")
def reply(assignment: Assignment, *, by: Person, letter: Letter, version: int | None = None) -> Reply:
    """Reply in writing (答复), to each numbered suggestion; the author then has the time for feedback.

    `version` is the draft that was read, which goes with this; Refused where somebody has saved another one since.
    """
    proposal, draft = assignment.proposal, charges.reply_draft(assignment)
    if draft is not None:
        if version is not None:
            refuse_stale(draft, version)
        remove_all([draft])
    suggestions = {suggestion.number: suggestion for suggestion in queries.suggestions_of(proposal)}
    _check(letter, suggestions)
    _check_class(letter, proposal)
    _check_level(letter, Level(proposal.level))
    deadlines.meet(proposal, turns.REPLY.code, on=clock.today(), part=assignment.bureau_id)
    assignment.replied_at = clock.now()
    keep(assignment)
    settle(proposal, with_the_others(assignment))
    reply = _written(assignment, letter, suggestions, by=by)
    if proposal.state == State.REPLIED:
        others = (one.reply for one in with_the_others(assignment)[1:] if one.answers_the_author)
        deliver(proposal, reply, [one for one in others if one is not None])
    events.REPLIED.record(
        proposal,
        by,
        bureau=assignment.bureau_id,
        bureau_name=assignment.bureau.name,
        letter_number=reply.letter_number,
        reply_class=letter.reply_class.value,
        level=letter.level,
        level_reason=reply.level_reason,
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


def _check_class(letter: Letter, proposal: Proposal) -> None:
    """Whether replies may be of class D, kept for reference, is a setting of the assembly."""
    if letter.reply_class == ReplyClass.D and not queries.practice_of(proposal.assembly).has_class_d:
        raise Refused(_("本级政协的答复不设 D 类，请选 A、B 或 C 类。"), field="reply_class")


def _check_level(letter: Letter, asked: Level) -> None:
    """A case that is handled again is signed one level higher, or it is said why not; whose post it is, is told."""
    if asked == Level.BUREAU:
        return
    if not letter.signer_post.strip():
        raise Refused(_("请填写签发人的职务，例如：副市长。"), field="signer_post")
    if letter.level.is_below(asked) and not letter.level_reason.strip():
        words = {"level": asked.label}
        raise Refused(
            _("重新办理的答复要由%(level)s签发；由较低层级签发的，请写明理由。") % words, field="level_reason"
        )


def _listed(numbers: Iterable[int]) -> dict[str, str]:
    return {"numbers": _("、").join(str(number) for number in sorted(numbers))}


def _written(assignment: Assignment, letter: Letter, suggestions: Mapping[int, Suggestion], *, by: Person) -> Reply:
    reply = keep(
        Reply(
            assignment=assignment,
            bureau=assignment.bureau,
            round=assignment.proposal.handled_again,
            letter_number=letter.letter_number.strip(),
            reply_class=letter.reply_class,
            opening=letter.opening.strip(),
            signer=letter.signer,
            signer_post=letter.signer_post.strip(),
            level=letter.level,
            level_reason=letter.level_reason.strip(),
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
