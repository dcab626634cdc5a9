"""Every read of notices that is worth a name."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from xieshang.accounts.models import Grant, Person, Visitor
from xieshang.accounts.permissions import ROLES, Permission
from xieshang.engine.prepared import Prepared
from xieshang.members.models import Assembly
from xieshang.notices.events import FOLLOW_UPS_REMINDED, REMINDED
from xieshang.notices.models import Delivery, Notice
from xieshang.notices.source import CAP
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import CoSigner, FollowUp, Proposal
from xieshang.proposals.states import CoSignState, State
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
_LIGHT = ("title", "state", "turn_due_on", "entered_by_id", "proposer_kind", "proposer_name", "handled_again")
BUREAU_TURNS = frozenset({State.ASSIGNED, State.HANDLING})
"""The states in which the bureau has it."""


def visible_to(actor: Person | Visitor) -> QuerySet[Notice]:
    """A person's own notices; the public has none."""
    return Notice.objects.filter(person_id=actor.pk) if actor.pk else Notice.objects.none()


def matching(notices: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    """Those in whose title or body the text occurs."""
    return notices.filter(Q(title__icontains=text) | Q(body__icontains=text))


def unread(person: Person) -> str:
    """How many notices a person has not read, as the bell shows it: "", "3", "99+". One index lookup."""
    count = Count(len(_UNREAD(person.pk)), CAP)
    return str(count) if count.n else ""


_UNREAD = Prepared(lambda key: Notice.objects.filter(person=key, read_at__isnull=True).values_list("pk")[:CAP])


def stream_address(request: HttpRequest) -> str:
    """Where a page that came from this host finds the event stream: on the same host where there is one."""
    streams: list[str] = settings.STREAM_ORIGINS
    host = urlsplit(f"//{request.get_host()}").hostname
    return next((stream for stream in streams if urlsplit(stream).hostname == host), streams[0])


def deliveries_visible_to(actor: Person | Visitor) -> QuerySet[Delivery]:
    """Deliveries in the assemblies whose channels the actor looks after."""
    return Delivery.objects.filter(notice__assembly__scope__in=actor.scopes_with(P.NOTICES_READ_HEALTH))


def authors_of(proposal: Proposal) -> QuerySet[Person]:
    """The first author; whoever entered the proposal, where no author has an account."""
    own = Q(memberships=proposal.author_id) if proposal.author_id else Q(pk=proposal.entered_by_id)
    return Person.objects.filter(own, is_active=True)


def signers_of(proposal: Proposal) -> QuerySet[Person]:
    """The first author and those who confirmed to co-sign."""
    confirmed = CoSigner.objects.filter(proposal=proposal, state=CoSignState.CONFIRMED).values("member__person")
    return authors_of(proposal) | Person.objects.filter(pk__in=confirmed, is_active=True)


def voices_of(proposal: Proposal) -> QuerySet[Person]:
    """The signers, and the first authors of the cases that were merged into this one."""
    merged = Proposal.objects.filter(merged_into=proposal).values("author__person")
    return signers_of(proposal) | Person.objects.filter(pk__in=merged, is_active=True)


def asked_of(proposal: Proposal) -> QuerySet[Person]:
    """Those whose answer about co-signing is awaited."""
    asked = CoSigner.objects.filter(proposal=proposal, state=CoSignState.ASKED).values("member__person")
    return Person.objects.filter(pk__in=asked, is_active=True)


def reminded_on(assembly: Assembly) -> date | None:
    """The last morning on which an assembly's people were reminded; None where they never were."""
    return _last_on(assembly, REMINDED.kind)


def _last_on(assembly: Assembly, kind: str) -> date | None:
    last = Entry.objects.filter(assembly_id=assembly.pk, kind=kind).order_by("-at").first()
    return date.fromisoformat(last.payload["on"]) if last else None


def newly_overdue(assembly: Assembly, *, since: date | None, on: date) -> QuerySet[Proposal]:
    """Cases whose turn ended before this day, and not before `since`; the longest overdue first."""
    late = proposals.overdue(Proposal.objects.filter(assembly=assembly), on=on)
    if since is not None:
        late = late.filter(turn_due_on__gte=since)
    light = late.only(*_LIGHT, "author__person_id", "author__name").select_related("author")
    beside = ("assignments__bureau", "cosigners__member", "merged__author", "feedback")
    return light.prefetch_related(*beside).order_by("turn_due_on", "pk")


def desks(assembly: Assembly, cases: Iterable[Proposal], *, on: date) -> dict[Person, list[Proposal]]:
    """Whose turn it is in each case: the people at that desk on that day, each with their cases in the given order."""
    wanted = {case: _turn(assembly, case) for case in cases}
    staff = _staff({scope for _, scopes in wanted.values() for scope in scopes}, on=on)
    own = Person.objects.in_bulk({person for case in wanted for person in _proposers(case)})
    found: dict[Person, list[Proposal]] = defaultdict(list)
    for case, (permission, scopes) in wanted.items():
        people = [person for scope in scopes for person in staff[(permission, scope)]]
        people += [own[person] for person in _proposers(case)]
        for person in dict.fromkeys(person for person in people if person.is_active):
            found[person].append(case)
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
    return one.proposal.author.person_id if one.proposal.author else one.proposal.entered_by_id


def _turn(assembly: Assembly, case: Proposal) -> tuple[Permission | None, tuple[int, ...]]:
    """The permission and the scopes of the desk that has the ball; none where it is the author's."""
    if case.state in BUREAU_TURNS:
        return P.PROPOSALS_HANDLE, tuple(one.bureau.scope_id for one in case.assignments.all())
    if permission := OFFICE_TURNS.get(State(case.state)):
        return permission, (assembly.scope_id,)
    return None, ()


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
