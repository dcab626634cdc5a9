"""Reads of key cases: which a person may see, which they lead, and what is known of one."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from xieshang.accounts import queries as accounts
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly
from xieshang.proposals.models import KeyCase, KeyOpinion, KeyVisit, Proposal
from xieshang.proposals.queries.reach import visible_to
from xieshang.proposals.states import KeyState
from xieshang.spine.rule import Actor

P = Permission
KEY_STATES = (KeyState.DECIDED, KeyState.SUPERVISED, KeyState.REPORTED)
"""The chair's meeting has decided on it; candidates and what was dropped are the office's own affair."""
RUNNING_KEYS = (KeyState.DECIDED, KeyState.SUPERVISED)
"""Decided and not reported yet."""


def key_cases_seen_by(actor: Actor) -> QuerySet[KeyCase]:
    """The key cases whose proposal the actor may see; candidates for those alone who read all of an assembly."""
    if not isinstance(actor, Person):
        return KeyCase.objects.none()
    inside = Q(proposal__assembly__scope__in=actor.scopes_with(P.PROPOSALS_READ_ALL))
    return KeyCase.objects.filter(inside | Q(state__in=KEY_STATES), proposal__in=visible_to(actor).values("pk"))


def reads_all(actor: Actor, proposal: Proposal) -> bool:
    """Is the actor one of those who read all of the assembly: its office, its chair's meeting, its auditors?"""
    return actor.can(P.PROPOSALS_READ_ALL, proposal.assembly.scope_id)


def key_of(proposal: Proposal) -> KeyCase | None:
    """The candidate or key case that a proposal is."""
    return getattr(proposal, "key", None)


def led_by(person: Person) -> QuerySet[KeyCase]:
    """The key cases that a person leads and has not reported on yet, the first due first."""
    led = KeyCase.objects.filter(leader=person, state__in=RUNNING_KEYS)
    return led.select_related("proposal__session").order_by("due_on", "pk")


def late_key_cases(keys: QuerySet[KeyCase], *, on: date) -> QuerySet[KeyCase]:
    """Those whose report was due before a day."""
    return keys.filter(state__in=RUNNING_KEYS, due_on__lt=on)


def leaders_of(assembly: Assembly, *, on: date) -> QuerySet[Person]:
    """Who can lead a supervision with an account here: the members of the chair's meeting, who mark, too."""
    return accounts.holders(P.PROPOSALS_MARK, assembly.scope_id, on=on).order_by("sort_key", "pk")


def opinions_on(key: KeyCase) -> list[KeyOpinion]:
    """What bodies think of a candidate, in the order in which it was noted."""
    return list(key.opinions.order_by("pk"))


def visits_of(key: KeyCase) -> list[KeyVisit]:
    """What was done to supervise a key case, the latest first."""
    return list(key.visits.select_related("noted_by").order_by("-on", "-pk"))


def is_key() -> Exists:
    """Of a proposal in a list: is it a key case?"""
    return Exists(KeyCase.objects.filter(proposal=OuterRef("pk"), state__in=KEY_STATES))


def only_key(proposals: QuerySet[Proposal], yes: str) -> QuerySet[Any]:
    """Those that are key cases ("yes"), or those that are not."""
    return proposals.filter(is_key() if yes == "yes" else ~is_key())
