"""What the records of the door come to: how one person was at one half-day, and whether two thirds were attended."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

from xieshang.meetings.states import THERE, Direction, Presence

GRACE: Final = timedelta(minutes=15)
"""So long after the beginning nobody is late, and so long before the end nobody leaves early."""

OPENS_BEFORE: Final = timedelta(hours=2)
"""So long before a half-day begins the door is open."""

LINE: Final = (2, 3)
"""The share of half-days that counts as having attended: two thirds."""

BEST: Final = (
    Presence.PRESENT,
    Presence.LATE,
    Presence.LEFT_EARLY,
    Presence.ON_LEAVE,
    Presence.ABSENT,
    Presence.EXPECTED,
)
"""Where several things are noted of one half-day, the first of these among them holds."""


class Hours(Protocol):
    """A half-day."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


class Record(Protocol):
    """A record of the door: see `models.DoorRecord`."""

    @property
    def direction(self) -> str: ...
    @property
    def way(self) -> str: ...
    @property
    def presence(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def record_key(self) -> Any: ...


class Noted(NamedTuple):
    """How somebody is noted at a half-day of an occasion or of a part of it. `is_settled`: is its counting over?"""

    starts_at: datetime
    ends_at: datetime
    presence: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody was at a half-day. `taken` is the record that the sign-in was taken from."""

    presence: str = Presence.EXPECTED
    way: str = ""
    in_at: datetime | None = None
    out_at: datetime | None = None
    taken: Any = None

    @property
    def is_there(self) -> bool:
        """Is the person counted in the hall, and has not gone?"""
        return self.presence in THERE and self.out_at is None


def fold(records: Iterable[Record], hours: Hours) -> Standing:
    """What the records of one person at one half-day come to, in whatever order they arrived.

    They are read in the order of what happened at the door. The first sign-in of all ways counts; one that
    bears the key of another is the same. Leaving counts after a sign-in; whoever signs in again has come back.
    A correction wins over all before its moment; what happens afterwards counts from there.
    """
    standing = Standing()
    for record in sorted(_each_once(records), key=_order):
        standing = _STEPS[Direction(record.direction)](standing, record, hours)
    return standing


def _each_once(records: Iterable[Record]) -> Iterable[Record]:
    seen: set[Any] = set()
    for record in records:
        if record.record_key is None or record.record_key not in seen:
            seen.add(record.record_key)
            yield record


_RANK = {Direction.IN: 0, Direction.OUT: 1, Direction.CORRECTION: 2}


def _order(record: Record) -> tuple[datetime, int, str, str, str]:
    """Of one moment, who came in has come in before he went, and a correction has the last word."""
    return record.at, _RANK[Direction(record.direction)], record.way, record.presence, str(record.record_key or "")


def _came(standing: Standing, record: Record, hours: Hours) -> Standing:
    if standing.in_at is None:
        presence = standing.presence if standing.presence in THERE else arrival(record.at, hours)
        return replace(standing, presence=presence, way=record.way, in_at=record.at, out_at=None, taken=record)
    if standing.out_at is None:
        return standing
    presence = arrival(standing.in_at, hours) if standing.presence == Presence.LEFT_EARLY else standing.presence
    return replace(standing, presence=presence, out_at=None)


def _went(standing: Standing, record: Record, hours: Hours) -> Standing:
    if standing.presence not in THERE:
        return standing
    early = record.at < hours.ends_at - GRACE
    return replace(standing, presence=Presence.LEFT_EARLY if early else standing.presence, out_at=record.at)


def _was_put_right(standing: Standing, record: Record, hours: Hours) -> Standing:
    if record.presence not in THERE:
        return Standing(presence=record.presence)
    stays = record.presence != Presence.LEFT_EARLY
    return replace(standing, presence=record.presence, out_at=None if stays else standing.out_at)


_STEPS = {Direction.IN: _came, Direction.OUT: _went, Direction.CORRECTION: _was_put_right}


def arrival(at: datetime, hours: Hours) -> Presence:
    """How somebody is there who came at that moment."""
    return Presence.LATE if at > hours.starts_at + GRACE else Presence.PRESENT


def settled(presence: str, *, has_leave: bool) -> str:
    """How somebody was there once the half-day is over: who did not come was on leave, or absent."""
    if presence != Presence.EXPECTED:
        return presence
    return Presence.ON_LEAVE if has_leave else Presence.ABSENT


def halves_attended(presences: Iterable[str]) -> int:
    """At how many half-days somebody was there, of the presences at each."""
    return sum(presence in THERE for presence in presences)


def by_half_days(halves: Sequence[Hours], noted: Iterable[Noted]) -> list[str]:
    """How somebody was at each half-day of an occasion, in their order, of all that is noted of it and of its parts.

    `halves` are those of the occasion itself: a part adds none, but counts in the one in which it lies. The best that
    is noted of a half-day holds (`BEST`); it counts once anything that is noted of it was settled.
    """
    found: dict[int, list[Noted]] = defaultdict(list)
    for one in noted:
        found[_half_of(halves, one)].append(one)
    counted = [found[at] for at in sorted(found) if any(one.is_settled for one in found[at])]
    return [best(one.presence for one in every) for every in counted]


def best(presences: Iterable[str]) -> str:
    """Which of the presences noted of one half-day holds."""
    return min(presences, key=BEST.index)


def _half_of(halves: Sequence[Hours], hours: Hours) -> int:
    """The half-day with which hours share most time; where they share none (noon, evening), the nearest."""

    def shared(at: int) -> timedelta:
        return min(halves[at].ends_at, hours.ends_at) - max(halves[at].starts_at, hours.starts_at)

    return max(range(len(halves)), key=shared)


def whole(presences: Sequence[str]) -> str:
    """How somebody was at an occasion of these half-days: late or gone early at any is that of the whole; who was at
    none was on leave where all were excused, else absent."""
    there = [one for one in presences if one in THERE]
    if not there:
        return Presence.ON_LEAVE if set(presences) == {Presence.ON_LEAVE} else Presence.ABSENT
    return next((one for one in (Presence.LEFT_EARLY, Presence.LATE) if one in there), Presence.PRESENT)


def is_attended(presences: Sequence[str]) -> bool:
    """Was an occasion attended: at least two thirds of its half-days? Leave is not attendance; of none, none."""
    share, whole = LINE
    return bool(presences) and halves_attended(presences) * whole >= len(presences) * share


def sitting_at(sittings: Iterable[Any], at: datetime) -> Any:
    """The half-day whose door is open at a moment: the one that lasts; else the next within two hours; else the last
    that has begun; else the first. None where there is none.
    """
    every = sorted(sittings, key=lambda one: one.starts_at)
    lasting = [one for one in every if one.starts_at <= at < one.ends_at]
    opening = [one for one in every if one.starts_at - OPENS_BEFORE <= at < one.ends_at]
    begun = [one for one in reversed(every) if one.starts_at <= at]
    return next(iter([*lasting, *opening, *begun, *every]), None)
