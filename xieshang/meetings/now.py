"""What a person can do at this moment of an occasion (现在). Each area registers what is its own:

    @now.provide(30)
    def own_vote(moment: now.Moment) -> Iterator[now.Offer]:
        if …:
            yield now.Offer(_("投票"), reverse("meetings:…"), "checklist", main=True)

A provider stands with the area's pages, and is known once those are. It reads, and never writes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from xieshang.accounts.models import Person
from xieshang.meetings.models import Attendee, Item, Meeting
from xieshang.spine.rule import ALLOWED, Verdict


@dataclass(frozen=True, slots=True)
class Moment:
    """Who looks at which occasion, when: with their line on the roster, and the item that is on."""

    person: Person
    meeting: Meeting
    attendee: Attendee | None
    item: Item | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to do now: a page to open, or, with `post`, a button that does it; without an address, something
    to know. `main` is what the person is asked for; what is refused is shown with its reason. `until` counts down."""

    label: str
    href: str = ""
    icon: str = "circle-dot"
    note: str = ""
    verdict: Verdict = ALLOWED
    post: bool = False
    main: bool = False
    until: datetime | None = None


Provider = Callable[[Moment], Iterable[Offer]]
PROVIDERS: Final[list[tuple[int, Provider]]] = []


def provide(order: int) -> Callable[[Provider], Provider]:
    """Register a provider; those with a lower `order` are shown first."""

    def registered(provider: Provider) -> Provider:
        PROVIDERS.append((order, provider))
        return provider

    return registered


def offers(moment: Moment) -> list[Offer]:
    """All that there is to do at this moment, what the person is asked for first."""
    ordered = sorted(PROVIDERS, key=lambda one: one[0])
    every = [offer for _order, provider in ordered for offer in provider(moment)]
    return sorted(every, key=lambda offer: not offer.main)
