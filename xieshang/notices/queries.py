"""Every read of notices that is worth a name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest

from xieshang.accounts.models import Grant, Person, Visitor
from xieshang.accounts.permissions import ROLES, Permission
from xieshang.accounts.queries import holders
from xieshang.bureaus.models import Bureau
from xieshang.deadlines import queries as deadlines
from xieshang.deadlines.calendar import Calendar
from xieshang.deadlines.models import Deadline
from xieshang.deadlines.periods import declared
from xieshang.members.models import Assembly
from xieshang.notices.events import FOLLOW_UPS_REMINDED, KEY_CASES_REMINDED, REMINDED, WARNED
from xieshang.notices.models import Delivery, Notice
from xieshang.notices.source import CAP
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import Assignment, CoSigner, FollowUp, KeyCase, Proposal
from xieshang.proposals.states import CoSignState, State
from xieshang.proposals.turns import ACCEPT, AGAIN, JOINT, REPLY, RULE, turn
from xieshang.spine.models import Entry
from xieshang.ui.counting import Count

P = Permission
OFFICE_TURNS = {
    State.SUBMITTED: P.PROPOSALS_REVIEW,
    State.CHECKED: P.PROPOSALS_REVIEW,
    State.CONTESTED: P.PROPOSALS_REVIEW,
    State.FILED: P.PROPOSALS_ASSIGN,
    State.ANSWERED: P.PROPOSALS_CLOSE,
}
"""The states in which the assembly's office has the ball, and which desk of it."""
_LONG = [f"proposal__{name}" for name in proposals.LONG]
_LIGHT = (
    *("title", "state", "turn_due_on", "entered_by_id", "proposer_kind", "proposer_name", "handled_again"),
    *("author_left_on", "successor__person_id", "successor__name"),
)
BUREAU_TURNS = frozenset({State.ASSIGNED, State.HANDLING})
"""The states in which the bureau has it."""


def visible_to(actor: Person | Visitor) -> QuerySet[Notice]:
    """A person's own notices; the public has none."""
    return Notice.objects.filter(person_id=actor.pk) if actor.pk else Notice.objects.none()


def matching(notices: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    """Those in whose title or body the text occurs, in any language."""
    found = notices.alias(others=Cast("translated", TextField()))
    return found.filter(Q(title__icontains=text) | Q(body__icontains=text) | Q(others__icontains=text))


def unread(person: Person) -> str:
    """How many notices a person has not read, as the bell shows it: "", "3", "99+". One index lookup, planned once."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [person.pk])
        count = Count(cursor.fetchone()[0], CAP)
    return str(count) if count.n else ""


_UNREAD = f"""
SELECT count(*) FROM (
  SELECT FROM notices_notice WHERE person_id = (SELECT %s::bigint) AND read_at IS NULL LIMIT {CAP}
) AS unread
"""  # noqa: S608 - a number of ours


def stream_address(request: HttpRequest) -> str:
    """Where a page that came from this host finds the event stream: on the same host where there is one."""
    streams: list[str] = settings.STREAM_ORIGINS
    host = urlsplit(f"//{request.get_host()}").hostname
    return next((stream for stream in streams if urlsplit(stream).hostname == host), streams[0])


def deliveries_visible_to(actor: Person | Visitor) -> QuerySet[Delivery]:
    """Deliveries in the assemblies whose channels the actor looks after."""
    return Delivery.objects.filter(notice__assembly__scope__in=actor.scopes_with(P.NOTICES_READ_HEALTH))


def authors_of(proposal: Proposal) -> QuerySet[Person]:
    """Who stands first: the author, or who came after them; whoever entered the proposal, where there is no author."""
    if proposal.author_id is None:
        own = Q(pk=proposal.entered_by_id)
    else:
        own = Q(memberships=proposal.successor_id if proposal.author_left_on else proposal.author_id)
    return Person.objects.filter(own, is_active=True)


def signers_of(proposal: Proposal) -> QuerySet[Person]:
    """Who stands first and those who confirmed to co-sign, as long as they are members."""
    signed = CoSigner.objects.filter(proposal=proposal, state=CoSignState.CONFIRMED, left_on=None)
    confirmed = signed.values("member__person")
    return authors_of(proposal) | Person.objects.filter(pk__in=confirmed, is_active=True)


def voices_of(proposal: Proposal) -> QuerySet[Person]:
    """The signers, and those behind the cases that were merged into this one: theirs, or who entered for a body."""
    merged = Proposal.objects.filter(merged_into=proposal)
    bodies = merged.filter(author__isnull=True, entered_by__isnull=False).values("entered_by")
    signed = CoSigner.objects.filter(proposal__in=merged, state=CoSignState.CONFIRMED, left_on=None)
    authors = merged.filter(author__isnull=False, author_left_on=None).values("author__person")
    heirs = merged.filter(successor__isnull=False).values("successor__person")
    people = authors.union(bodies, heirs, signed.values("member__person"))
    return signers_of(proposal) | Person.objects.filter(pk__in=people, is_active=True)


def everybody_behind(proposal: Proposal) -> QuerySet[Person]:
    """The voices, and the first author and the co-signers who have left: it was theirs."""
    signed = CoSigner.objects.filter(proposal=proposal, state=CoSignState.CONFIRMED).values("member__person")
    wrote = Proposal.objects.filter(Q(pk=proposal.pk) | Q(merged_into=proposal)).values("author__person")
    people = signed.union(wrote.filter(author__isnull=False))
    return voices_of(proposal) | Person.objects.filter(pk__in=people, is_active=True)


def asked_of(proposal: Proposal) -> QuerySet[Person]:
    """Those whose answer about co-signing is awaited."""
    asked = CoSigner.objects.filter(proposal=proposal, state=CoSignState.ASKED).values("member__person")
    return Person.objects.filter(pk__in=asked, is_active=True)


def reminded_on(assembly: Assembly) -> date | None:
    """The last morning on which an assembly's people were reminded; None where they never were."""
    return _last_on(assembly, REMINDED.kind)


def _last_on(assembly: Assembly, kind: str) -> date | None:
    last = Entry.objects.filter(assembly_id=assembly.pk, kind=kind).order_by("-at", "-pk").first()
    return date.fromisoformat(last.payload["on"]) if last else None


def newly_overdue(assembly: Assembly, *, since: date | None, on: date) -> QuerySet[Proposal]:
    """Cases of which a turn, or a bureau's own step, ended before this day, and not before `since`."""
    late = Q(turn_due_on__lt=on)
    owed = _owed_by_bureaus(assembly).filter(due_on__lt=on)
    if since is not None:
        late, owed = late & Q(turn_due_on__gte=since), owed.filter(due_on__gte=since)
    cases = Proposal.objects.filter(late | Q(pk__in=owed.values("subject_id")), assembly=assembly)
    light = cases.only(*_LIGHT, "author__person_id", "author__name").select_related("author", "successor")
    charges = Assignment.objects.select_related("bureau", "opinion").prefetch_related("pauses", "petitions")
    beside = (Prefetch("assignments", charges), "cosigners__member", "merged__author", "feedback")
    return light.prefetch_related(*beside).order_by("turn_due_on", "pk")


def _owed_by_bureaus(assembly: Assembly) -> QuerySet[Deadline]:
    """The clocks that run for bureaus."""
    return deadlines.open_deadlines().filter(assembly=assembly, code__in=BUREAU_STEPS, part__gt=0)


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody owes in a case: the words of the step, and its day."""

    case: Proposal
    step: str
    due_on: date


def desks(assembly: Assembly, cases: Iterable[Proposal], *, on: date) -> dict[Person, list[Step]]:
    """Whose turn it is in each case: the people at that desk on that day, each with their steps in the given order."""
    wanted = [late for case in cases for late in _late_in(assembly, case, on)]
    staff = _staff({scope for _step, _permission, scope, _author in wanted if scope}, on=on)
    own = Person.objects.in_bulk([author for *_rest, author in wanted if author])
    found: dict[Person, list[Step]] = defaultdict(list)
    for step, permission, scope, author in wanted:
        people = [own[author]] if author else staff[(permission, scope)]
        for person in dict.fromkeys(person for person in people if person.is_active):
            found[person].append(step)
    return found


def reminded_of_follow_ups_on(assembly: Assembly) -> date | None:
    """The last morning on which an assembly's people were reminded of follow-ups; None where they never were."""
    return _last_on(assembly, FOLLOW_UPS_REMINDED.kind)


def newly_asked(assembly: Assembly, *, since: date | None, on: date) -> QuerySet[FollowUp]:
    """Follow-ups that have come to be asked, or have become late, since a morning; the longest due first."""
    asked = proposals.asked_follow_ups(FollowUp.objects.filter(proposal__assembly=assembly), on=on)
    if since is not None:
        late = Q(due_on__gte=since, due_on__lt=on)
        asked = asked.filter(late | Q(due_on__gt=since + proposals.ASKED_BEFORE))
    light = asked.select_related("proposal__author", "assignment__bureau").defer(*_LONG)
    return light.order_by("due_on", "pk")


def answerers(follow_ups: Iterable[FollowUp], *, on: date) -> dict[Person, list[FollowUp]]:
    """Who answers each: the staff of the bureau on that day, or the first author; each with theirs in order."""
    asked = list(follow_ups)
    staff = _staff({one.assignment.bureau.scope_id for one in asked if one.assignment}, on=on)
    own = Person.objects.in_bulk({key for one in asked if (key := _answers(one))})
    found: dict[Person, list[FollowUp]] = defaultdict(list)
    for one in asked:
        people = [own[key] for key in [_answers(one)] if key]
        if one.assignment:
            people = staff[(P.PROPOSALS_HANDLE, one.assignment.bureau.scope_id)]
        for person in dict.fromkeys(person for person in people if person.is_active):
            found[person].append(one)
    return found


def _answers(one: FollowUp) -> int | None:
    """The person who tells of the effect; None where a bureau reports."""
    if one.assignment:
        return None
    if one.proposal.author is None:
        return one.proposal.entered_by_id
    first = proposals.stands_first(one.proposal)
    return first.person_id if first else None


Desk = tuple[Step, Permission | None, int, int | None]
"""A step, and who owes it: the permission and scope of a desk, or a person."""


def _late_in(assembly: Assembly, case: Proposal, on: date) -> Iterator[Desk]:
    """What is owed in a case that is late, and by whom."""
    if case.state in BUREAU_TURNS:
        yield from _late_at_bureaus(assembly, case, on)
    elif (now := turn(case.state, author="", bureau="", due_on=case.turn_due_on)) and now.due_on:
        step = Step(case, now.verb, now.due_on)
        yield from ((step, None, 0, person) for person in _proposers(case))
        if permission := OFFICE_TURNS.get(State(case.state)):
            yield step, permission, assembly.scope_id, None


def _late_at_bureaus(assembly: Assembly, case: Proposal, on: date) -> Iterator[Desk]:
    """The bureaus whose own step is late, and the office where it has not ruled; where the charges do not tell, all."""
    charges = list(case.assignments.all())
    found: list[Desk] = []
    for charge in charges:
        due_on, petition = charge.owes_by, charge.petition
        if due_on is not None and due_on < on:
            found.append((Step(case, _step(charge), due_on), P.PROPOSALS_HANDLE, charge.bureau.scope_id, None))
        if petition is not None and petition.rule_by < on:
            found.append((Step(case, str(RULE.title), petition.rule_by), P.PROPOSALS_ASSIGN, assembly.scope_id, None))
    if not found and case.turn_due_on is not None and case.turn_due_on < on:
        now = turn(case.state, author="", bureau="", due_on=case.turn_due_on)
        step = Step(case, now.verb if now else "", case.turn_due_on)
        found = [(step, P.PROPOSALS_HANDLE, charge.bureau.scope_id, None) for charge in charges]
    yield from found


def _step(charge: Assignment) -> str:
    """What a bureau does next, in words."""
    if charge.accepted_at is None:
        return str(ACCEPT.title)
    return str(REPLY.title if charge.answers_the_author else JOINT.title)


def _proposers(case: Proposal) -> list[int]:
    """Those who have still to judge the reply; nobody in all other turns."""
    if case.state != State.REPLIED:
        return []
    return [voice.person for voice in proposals.waiting_voices(case) if voice.person is not None]


def _staff(scopes: set[int], *, on: date) -> dict[tuple[Permission | None, int], list[Person]]:
    """The people at each desk, by permission and scope: one query."""
    grants = Grant.objects.holding(on=on).filter(scope__in=scopes).select_related("person").order_by("person")
    found: dict[tuple[Permission | None, int], list[Person]] = defaultdict(list)
    for grant in grants:
        for permission in ROLES[grant.role].permissions:
            found[(permission, grant.scope_id)].append(grant.person)
    return found


WARNINGS = (15, 7, 1)
"""So many days before its day a bureau is warned of a step (预警)."""
BUREAU_STEPS = (ACCEPT.code, JOINT.code, REPLY.code, AGAIN.code)
"""The clocks that run for bureaus."""


def warned_on(assembly: Assembly) -> date | None:
    """The last morning on which an assembly's bureaus were warned; None where they never were."""
    return _last_on(assembly, WARNED.kind)


def due_soon(assembly: Assembly, *, since: date | None, on: date) -> list[Deadline]:
    """The clocks of bureaus that came 15, 7 or 1 days before their day, after the morning of `since`.

    What would fall on days off is told on the working morning before them.
    """
    calendar = deadlines.calendar()
    until = _covered(calendar, on)
    after = _covered(calendar, since) if since is not None else None
    ahead = _owed_by_bureaus(assembly).filter(due_on__gte=on, due_on__lte=until + timedelta(days=max(WARNINGS)))
    return [one for one in ahead if any(_came(one, days, after, until) for days in WARNINGS)]


def _covered(calendar: Calendar, morning: date) -> date:
    """The last day for which a morning warns: the one before the next working day."""
    return calendar.next_working_day(morning + timedelta(days=1)) - timedelta(days=1)


def _came(clock: Deadline, days: int, after: date | None, until: date) -> bool:
    mark = clock.due_on - timedelta(days=days)
    return clock.from_on < mark <= until and (after is None or mark > after)


def warned_desks(clocks: Iterable[Deadline], *, on: date) -> dict[Person, list[Step]]:
    """The staff of the bureaus whose clocks these are, each with the steps in the given order."""
    listed = list(clocks)
    scopes = dict(Bureau.objects.filter(pk__in=[one.part for one in listed]).values_list("pk", "scope_id"))
    cases = Proposal.objects.only("title").in_bulk([one.subject_id for one in listed])
    staff = _staff(set(scopes.values()), on=on)
    found: dict[Person, list[Step]] = defaultdict(list)
    for one in listed:
        step = Step(cases[one.subject_id], str(declared()[one.code].title), one.due_on)
        for person in dict.fromkeys(staff[(P.PROPOSALS_HANDLE, scopes[one.part])]):
            if person.is_active:
                found[person].append(step)
    return found


def reminded_of_key_cases_on(assembly: Assembly) -> date | None:
    """The last morning on which people were reminded of late supervisions; None where they never were."""
    return _last_on(assembly, KEY_CASES_REMINDED.kind)


def newly_late_keys(assembly: Assembly, *, since: date | None, on: date) -> QuerySet[KeyCase]:
    """Key cases whose report has become late since a morning, the longest late first."""
    late = proposals.late_key_cases(KeyCase.objects.filter(proposal__assembly=assembly), on=on)
    if since is not None:
        late = late.filter(due_on__gte=since)
    return late.select_related("proposal", "leader").defer(*_LONG).order_by("due_on", "pk")


def supervisors(assembly: Assembly, keys: Iterable[KeyCase], *, on: date) -> dict[Person, list[KeyCase]]:
    """Who must see to each: whoever leads it with an account here, and the desk that organises supervisions."""
    desk = list(holders(P.PROPOSALS_HONOUR, assembly.scope_id, on=on))
    found: dict[Person, list[KeyCase]] = defaultdict(list)
    for one in keys:
        people = ([one.leader] if one.leader else []) + desk
        for person in dict.fromkeys(person for person in people if person.is_active):
            found[person].append(one)
    return found
