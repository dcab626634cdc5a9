"""Lives of proposals in the demo city, lived through the rooms' own actions, a batch a step.

A script says what happens to one proposal and when. Every step is the action that a person would
do, asked of the same rules; only what lies in the future is left undone.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.demo.phrases import Author
from xieshang.demo.topics import TOPICS, Topic
from xieshang.members.models import Member, Session
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Assignment, FollowUp, Proposal, Suggestion
from xieshang.proposals.states import (
    AnswerState,
    Destination,
    FollowUpOutcome,
    Ground,
    ProposerKind,
    ReplyClass,
    Satisfaction,
    TalkKind,
)
from xieshang.spine import clock
from xieshang.spine.batch import batch

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """A bureau with the two people who work there."""

    bureau: Bureau
    clerk: Person
    leader: Person


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: the proposals clerk, the members, the bureaus by code."""

    clerk: Person
    members: list[Member]
    desks: dict[str, Desk]


@dataclass(slots=True)
class Script:
    """What happens to one proposal. A step without a moment does not happen."""

    session: Session
    author: Member
    topic: Topic
    text: actions.Text
    random: Random
    submitted_at: datetime
    refused: bool = False
    reviewed_at: datetime | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    talked_at: datetime | None = None
    replied_at: datetime | None = None
    judged_at: datetime | None = None
    closed_at: datetime | None = None
    pk: int = 0


STEPS = 11
"""How many steps `live` reports to its progress, for every script."""


def write(session: Session, cast: Cast, random: Random, *, filed: int, refused: int) -> list[Script]:
    """Scripts for a whole session's year: `filed` cases handled to the end and `refused` ones, in order of time."""
    opens = session.opens_on
    days = [opens + timedelta(days=random.randint(0, 4)) for _ in range((filed + refused) * 3 // 4)]
    days += [opens + timedelta(days=random.randint(5, 120)) for _ in range(filed + refused - len(days))]
    endings = [False] * filed + [True] * refused
    random.shuffle(endings)
    return [
        _script(session, cast, random, _moment(day, random), TOPICS, refused=ending)
        for day, ending in zip(sorted(days), endings, strict=True)
    ]


def write_on(
    days: list[date], session: Session, cast: Cast, random: Random, *, topics: list[Topic], stalled: float
) -> list[Script]:
    """Scripts for given days; a share of them stalls somewhere, so that somebody is late."""
    scripts = [
        _script(session, cast, random, _moment(day, random), topics, refused=random.random() < 0.08) for day in days
    ]
    for script in scripts:
        if random.random() < stalled:
            _stall(script, random.choice(LATER))
    return scripts


LATER = ("reviewed_at", "assigned_at", "accepted_at", "talked_at", "replied_at", "judged_at", "closed_at")


def _stall(script: Script, step: str) -> None:
    for later in LATER[LATER.index(step) :]:
        setattr(script, later, None)


def _script(
    session: Session, cast: Cast, random: Random, submitted_at: datetime, topics: list[Topic], *, refused: bool
) -> Script:
    topic = random.choice(topics)
    script = Script(
        session=session,
        author=random.choice(cast.members),
        topic=topic,
        text=Author(random).proposal(topic),
        random=random,
        submitted_at=submitted_at,
        refused=refused,
    )
    later = _Later(submitted_at, random)
    script.reviewed_at = later(2, 12)
    if not refused:
        script.assigned_at = later(1, 15)
        script.accepted_at = later(1, 11)
        script.talked_at = later(5, 40)
        script.replied_at = later(5, 45)
        script.judged_at = later(1, 13)
        script.closed_at = later(1, 9)
    return script


class _Later:
    """Moments one after another, on working hours."""

    def __init__(self, moment: datetime, random: Random) -> None:
        self.moment, self.random = moment, random

    def __call__(self, least: int, most: int) -> datetime:
        day = timezone.localtime(self.moment).date() + timedelta(days=self.random.randint(least, most))
        self.moment = _moment(day, self.random)
        return self.moment


def _moment(day: date, random: Random) -> datetime:
    at = time(random.randint(8, 17), random.randint(0, 59))
    return timezone.make_aware(datetime.combine(day, at))


def live(scripts: list[Script], cast: Cast, *, until: datetime, progress: Progress) -> None:
    """Let every script happen up to a moment, a step at a time for all of them."""
    for words, step in _steps(cast):
        step(scripts, until)
        progress(words, len(scripts))


def _steps(cast: Cast) -> Iterator[tuple[str, Callable[[list[Script], datetime], None]]]:
    yield "起草", _draft
    yield "提交", _submit
    yield "审查", lambda scripts, until: _review(scripts, until, cast)
    yield "交办", lambda scripts, until: _assign(scripts, until, cast)
    yield "签收", lambda scripts, until: _accept(scripts, until, cast)
    yield "沟通", lambda scripts, until: _talk(scripts, until, cast)
    yield "答复", lambda scripts, until: _reply(scripts, until, cast)
    yield "反馈", _judge
    yield "结案", lambda scripts, until: _close(scripts, until, cast)
    yield "跟踪", lambda scripts, until: _follow_up(scripts, until, cast)
    yield "公开", lambda scripts, until: _publish(scripts, until, cast)


def _draft(scripts: list[Script], until: datetime) -> None:
    made = []
    with batch():
        for script in scripts:
            proposer = actions.Proposer(ProposerKind.MEMBER, author=script.author)
            with clock.at(script.submitted_at - timedelta(hours=1)):
                made.append(actions.draft(script.session, by=script.author.person, proposer=proposer, text=script.text))
    for script, proposal in zip(scripts, made, strict=True):
        script.pk = proposal.pk


def _submit(scripts: list[Script], until: datetime) -> None:
    for script, proposal in _proposals(scripts, Prefetch("suggestions", Suggestion.objects.order_by("number"))):
        with clock.at(script.submitted_at):
            actions.submit(proposal, by=script.author.person)


_PASSED_ON = {
    Ground.ACADEMIC: Destination.ADVICE,
    Ground.PERSONAL: Destination.LETTER,
    Ground.EMPTY: Destination.OPINION,
}
"""Where what is not filed goes to, by its ground."""


def _review(scripts: list[Script], until: datetime, cast: Cast) -> None:
    grounds = list(Ground)
    for script, proposal in _proposals(_due(scripts, "reviewed_at", until)):
        with _at(script.reviewed_at):
            if script.refused:
                ground = script.random.choice(grounds)
                to = _PASSED_ON.get(ground, Destination.NONE)
                actions.refuse(proposal, by=cast.clerk, ground=ground, reason=_refusal(script), destination=to)
            else:
                actions.file(proposal, by=cast.clerk)


def _refusal(script: Script) -> str:
    return (
        f"来稿所述“{script.topic.name}”事项经审查属不予立案情形，已转有关方面参考；如补充新的情况和建议，欢迎另案提出。"
    )


def _assign(scripts: list[Script], until: datetime, cast: Cast) -> None:
    for script, proposal in _proposals(_due(scripts, "assigned_at", until), "proposed"):
        with _at(script.assigned_at):
            actions.assign(proposal, by=cast.clerk, lead=cast.desks[script.topic.bureau].bureau)


def _accept(scripts: list[Script], until: datetime, cast: Cast) -> None:
    for script, assignment in _assignments(_due(scripts, "accepted_at", until), ["pauses", "petitions"]):
        with _at(script.accepted_at):
            actions.accept(assignment, by=cast.desks[script.topic.bureau].clerk)


def _talk(scripts: list[Script], until: datetime, cast: Cast) -> None:
    due = _due(scripts, "talked_at", until)
    with batch(_of_cases(due)) as assignments:
        by_pk = {assignment.proposal_id: assignment for assignment in assignments}
        for script in due:
            with _at(script.talked_at):
                _note_talk(by_pk[script.pk], script, cast)


def _note_talk(assignment: Assignment, script: Script, cast: Cast) -> None:
    actions.note_talk(
        assignment,
        by=cast.desks[script.topic.bureau].clerk,
        kind=script.random.choice(list(TalkKind)),
        on=clock.today(),
        people=script.author.name,
        content=Author(script.random).talk(),
    )


def _reply(scripts: list[Script], until: datetime, cast: Cast) -> None:
    for script, assignment in _assignments(_due(scripts, "replied_at", until), ANSWERED, "suggestions", "merged"):
        with _at(script.replied_at):
            desk = cast.desks[script.topic.bureau]
            number = assignment.proposal.case_number
            actions.reply(assignment, by=desk.leader, letter=_letter(script, desk, number))


ANSWERED = ("talks", "pauses", "petitions", "replies", "reply_draft")


def _letter(script: Script, desk: Desk, number: int | None) -> actions.Letter:
    author = Author(script.random)
    states = list(AnswerState)
    return actions.Letter(
        letter_number=f"{desk.bureau.letter_mark}〔{script.session.year}〕{number}号",
        reply_class=script.random.choices([ReplyClass.A, ReplyClass.B, ReplyClass.C], weights=[70, 24, 6])[0],
        opening=author.opening(desk.bureau.name),
        signer=desk.leader.name,
        signer_post="局长",
        contact=desk.clerk.name,
        contact_phone="0000-0000000",
        answers={
            number: (script.random.choices(states, weights=[55, 25, 15, 5])[0], author.answer(text))
            for number, text in enumerate(script.text.suggestions, start=1)
        },
    )


def _judge(scripts: list[Script], until: datetime) -> None:
    levels, weights = list(Satisfaction), [86, 13, 1]
    for script, proposal in _proposals(_due(scripts, "judged_at", until), *REPLIES, "assignments__replies__deliveries"):
        with _at(script.judged_at):
            handling, result = script.random.choices(levels, weights=weights, k=2)
            opinion = Author(script.random).opinion()
            actions.judge(proposal, by=script.author.person, handling=handling, result=result, opinion=opinion)


def _close(scripts: list[Script], until: datetime, cast: Cast) -> None:
    for script, proposal in _proposals(_due(scripts, "closed_at", until), *REPLIES):
        with _at(script.closed_at):
            reason = "承办单位已当面说明情况，提案者同意不再重新办理。" if actions.owes_another_round(proposal) else ""
            actions.close(proposal, by=cast.clerk, reason=reason)
            if _is_recent(script):
                actions.arrange_follow_ups(proposal, by=None)


def _is_recent(script: Script) -> bool:
    """Closed within a year: of older cases nobody is asked any more."""
    return script.closed_at is not None and script.closed_at > timezone.now() - timedelta(days=365)


def _follow_up(scripts: list[Script], until: datetime, cast: Cast) -> None:
    """Most of what was due by now was answered on its day; the rest is late."""
    by_pk = {script.pk: script for script in _due(scripts, "closed_at", until) if _is_recent(script)}
    due = FollowUp.objects.filter(proposal__in=by_pk, due_on__lt=timezone.localdate(until)).order_by("pk")
    cases = Proposal.objects.filter(pk__in=by_pk).select_related("assembly", "author")
    with batch(due.select_related("assignment__bureau", "proposal"), cases) as follow_ups:
        for one in follow_ups:
            script = by_pk[one.proposal_id]
            if script.random.random() < 0.85:
                with clock.at(_moment(one.due_on, script.random)):
                    _answer(one, script, cast)


def _answer(follow_up: FollowUp, script: Script, cast: Cast) -> None:
    author = Author(script.random)
    if follow_up.is_promise:
        outcome = script.random.choice([FollowUpOutcome.DONE, FollowUpOutcome.DONE, FollowUpOutcome.UNDER_WAY])
        clerk = cast.desks[script.topic.bureau].clerk
        actions.answer_follow_up(follow_up, by=clerk, outcome=outcome, text=author.answer(""))
    else:
        outcome = script.random.choice([FollowUpOutcome.BETTER, FollowUpOutcome.BETTER, FollowUpOutcome.SAME])
        actions.answer_follow_up(follow_up, by=script.author.person, outcome=outcome, text=author.opinion())


def _publish(scripts: list[Script], until: datetime, cast: Cast) -> None:
    consenting = [script for script in _due(scripts, "closed_at", until) if script.text.consents_to_publication]
    wanted = queries.to_publish(Proposal.objects.filter(pk__in=[script.pk for script in consenting]))
    by_pk = {script.pk: script for script in consenting}
    with batch(wanted) as proposals:
        for proposal in proposals:
            with _at(by_pk[proposal.pk].closed_at):
                text, reply = queries.public_version(proposal)
                actions.publish(proposal, by=cast.clerk, text=text, reply=reply)


def _due(scripts: Iterable[Script], step: str, until: datetime) -> list[Script]:
    """The scripts whose step has come by then."""
    return [script for script in scripts if (moment := getattr(script, step)) is not None and moment <= until]


def _at(moment: datetime | None) -> ExitStack:
    """Happening at the moment of a step, which is due and so has one."""
    stack = ExitStack()
    if moment is not None:
        stack.enter_context(clock.at(moment))
    return stack


REPLIES = ("feedback", "merged", "assignments__replies")


def _proposals(scripts: list[Script], *beside: str | Prefetch) -> Iterator[tuple[Script, Proposal]]:
    """Each script with its proposal and what is read beside it, inside one batch, in order of the scripts."""
    rows: QuerySet[Proposal] = Proposal.objects.filter(pk__in=[script.pk for script in scripts])
    rows = rows.prefetch_related("assembly", "session", "author", *beside)
    with batch(rows) as proposals:
        by_pk = {proposal.pk: proposal for proposal in proposals}
        for script in scripts:
            yield script, by_pk[script.pk]


def _assignments(scripts: list[Script], read: Iterable[str], *beside: str) -> Iterator[tuple[Script, Assignment]]:
    """Each script with its assignment and what is read of it, inside one batch; the proposals are held beside them,
    with what is read of those."""
    proposals = Proposal.objects.filter(pk__in=[script.pk for script in scripts])
    proposals = proposals.prefetch_related("assembly", "author", "assignments", *beside)
    with batch(_of_cases(scripts).prefetch_related(*read), proposals) as assignments:
        by_pk = {assignment.proposal_id: assignment for assignment in assignments}
        for script in scripts:
            yield script, by_pk[script.pk]


def _of_cases(scripts: list[Script]) -> QuerySet[Assignment]:
    numbers = Prefetch("proposal", Proposal.objects.only("case_number", "state", "assembly"))
    rows = Assignment.objects.filter(proposal__in=[script.pk for script in scripts])
    return rows.prefetch_related("bureau", numbers)
