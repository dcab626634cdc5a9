"""Who hears of their seat: once the plan is published, and when it changes after that."""

from collections.abc import Iterable

from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries
from xieshang.meetings.models import Plan, Seat
from xieshang.meetings.seating import Place
from xieshang.meetings.states import State
from xieshang.notices import telling
from xieshang.notices.reactions.occasions import occasion_of
from xieshang.notices.states import Kind
from xieshang.spine.errand import on
from xieshang.spine.models import Entry


@on(events.PLAN_PUBLISHED)
def plan_published(entry: Entry) -> None:
    """Everybody who has a seat hears which."""
    plan = queries.plan_of(occasion_of(entry))
    if plan is not None and _is_out(plan, entry):
        _tell(entry, Kind.SEAT, plan, queries.seated(plan))


def _is_out(plan: Plan, entry: Entry) -> bool:
    """Had it been published when that happened, does it stand still, and do its people know of the occasion?"""
    published = plan.published_at is not None and plan.published_at <= entry.at
    return published and plan.meeting.state in {State.NOTIFIED, State.OPEN}


def _tell(entry: Entry, kind: Kind, plan: Plan, seats: Iterable[Seat]) -> None:
    """Each of the seat that is theirs; who has no account hears nothing."""
    told = [(one.attendee.person_id, {"title": plan.meeting.title, "seat": one.place}) for one in seats]
    telling.tell_each(entry, kind, told, link=reverse("meetings:own_seat", args=[plan.meeting_id]))


@on(events.SEAT_GIVEN)
def seat_given(entry: Entry) -> None:
    """Who had none."""
    _tell_who_has_it(entry, Kind.SEAT, ("attendee", "seat"))


@on(events.SEAT_CHANGED)
def seat_changed(entry: Entry) -> None:
    """Who moved to an empty one."""
    _tell_who_has_it(entry, Kind.SEAT_CHANGED, ("attendee", "seat"))


@on(events.SEATS_SWAPPED)
def seats_swapped(entry: Entry) -> None:
    """Both of them."""
    _tell_who_has_it(entry, Kind.SEAT_CHANGED, ("attendee", "other_seat"), ("other", "seat"))


def _tell_who_has_it(entry: Entry, kind: Kind, *got: tuple[str, str]) -> None:
    """Whoever got a seat, by the names that the entry has for both, and has it still; before the plan is published
    nobody knows of a seat that changes."""
    plan = _plan_of(entry)
    if _is_out(plan, entry):
        wanted = {(entry.payload[who], entry.payload[seat]) for who, seat in got}
        _tell(entry, kind, plan, [one for one in queries.seated(plan) if (one.attendee_id, one.place.key) in wanted])


def _plan_of(entry: Entry) -> Plan:
    return Plan.objects.select_related("meeting").get(pk=entry.subject_id)


@on(events.SEAT_CLEARED)
def seat_cleared(entry: Entry) -> None:
    """Who had it, unless they have another by now."""
    plan, line = _plan_of(entry), entry.payload["attendee"]
    if not _is_out(plan, entry) or plan.seats.filter(attendee=line).exists():
        return
    telling.tell(
        entry,
        Kind.SEAT_CLEARED,
        Person.objects.filter(occasions=line, is_active=True),
        link=reverse("meetings:show", args=[plan.meeting_id]),
        title=plan.meeting.title,
        seat=Place.read(entry.payload["seat"]),
    )
