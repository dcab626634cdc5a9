"""Reads of what is asked after a case was closed."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.proposals.models import FollowUp
from xieshang.proposals.queries.voices import led_by
from xieshang.proposals.states import FollowUpKind
from xieshang.spine.rule import Actor

P = Permission
ASKED_BEFORE = timedelta(days=15)
"""So long before it is due a follow-up is asked for: it stands on the desk of whoever answers it."""
_OPEN = Q(answered_at__isnull=True)
_PROMISE = Q(kind=FollowUpKind.PROMISE)


def follow_ups_of(actor: Actor) -> QuerySet[FollowUp]:
    """The follow-ups that an actor answers or oversees: a bureau's promises, one's own effects, an office's all."""
    if not isinstance(actor, Person):
        return FollowUp.objects.none()
    overseen = Q(proposal__assembly__scope__in=actor.scopes_with(P.PROPOSALS_READ_ALL))
    promised = _PROMISE & Q(assignment__bureau__scope__in=actor.scopes_with(P.PROPOSALS_HANDLE))
    written = led_by(actor, "proposal__") | Q(proposal__author__person=actor)
    own = ~_PROMISE & (written | Q(proposal__author=None, proposal__entered_by=actor))
    found = FollowUp.objects.filter(overseen | promised | own)
    return found.select_related("proposal__session", "assignment__bureau")


def asked_follow_ups(follow_ups: QuerySet[FollowUp], *, on: date) -> QuerySet[FollowUp]:
    """Those that wait for an answer on this day: due within `ASKED_BEFORE`, or overdue."""
    return follow_ups.filter(_OPEN, due_on__lte=on + ASKED_BEFORE)


def late_follow_ups(follow_ups: QuerySet[FollowUp], *, on: date) -> QuerySet[FollowUp]:
    """Those that should have been answered before this day."""
    return follow_ups.filter(_OPEN, due_on__lt=on)


def owed_by_bureaus(scopes: Iterable[int]) -> QuerySet[FollowUp]:
    """The promises that the bureaus with these scopes have to report on."""
    return FollowUp.objects.filter(_PROMISE & _OPEN, assignment__bureau__scope__in=scopes)


def owed_by_person(person: Person) -> QuerySet[FollowUp]:
    """The effects that a person is asked for, as the first author or who came after them."""
    return FollowUp.objects.filter(~_PROMISE & _OPEN & led_by(person, "proposal__"))
