"""The roster (名单) of an occasion: who belongs to it by right, who is put on it, and who is taken off."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries, rules
from xieshang.meetings.models import Attendance, Attendee, Meeting
from xieshang.meetings.states import EDITABLE, Answer, Part, Presence
from xieshang.members import queries as members
from xieshang.members.models import Member, Organ, Sector
from xieshang.spine.action import action
from xieshang.spine.batch import keep_all, remove_all
from xieshang.spine.rule import Refused

Guest = tuple[str, str]
"""Name and label of somebody who is no member."""


@action(rules.may_draw_roster)
def draw_roster(meeting: Meeting, *, by: Person) -> list[Attendee]:
    """Put everybody on the roster who belongs to the occasion by right and is not on it yet; returns the new lines.

    Names and labels are kept as they are on the day it begins. Nobody is taken off.
    """
    added = fill_roster(meeting)
    if not added and not meeting.roster.exists():
        raise Refused(_("这个种类的人员由您逐一指定，请在名单里添加。"))
    if not added:
        raise Refused(_("应出席的人都已经在名单里。"))
    events.ROSTER_DRAWN.record(meeting, by, attendees=_keys(added), count=len(added), told=_told(meeting))
    return added


def _told(meeting: Meeting) -> bool:
    return meeting.state not in EDITABLE


def _keys(attendees: Iterable[Attendee]) -> list[int]:
    return [one.pk for one in attendees]


def fill_roster(
    meeting: Meeting, *, like: Meeting | None = None, bodies: Sequence[Sector | Organ] = ()
) -> list[Attendee]:
    """The lines of those who belong by right and are not there yet, and of another roster.

    Where sectors or committees are named, theirs alone; like a part of some alone (联组), those of that one alone.
    """
    people = queries.entitled(meeting)
    if like is not None and queries.is_of_some(like):
        people = people.none()
    if bodies:
        people = people.filter(
            Q(sector__in=[one.pk for one in bodies if isinstance(one, Sector)])
            | Q(committee__in=[one.pk for one in bodies if isinstance(one, Organ)])
        )
    added = _add_members(meeting, people, Part.ENTITLED)
    if like is not None:
        added += _add_like(meeting, like)
    return added


def _add_members(meeting: Meeting, people: Iterable[Member], part: Part) -> list[Attendee]:
    day = timezone.localdate(meeting.starts_at)
    keys: Any = people.values("pk") if isinstance(people, QuerySet) else [one.pk for one in people]
    chosen = Member.objects.filter(pk__in=keys).exclude(person__in=_on_it(meeting))
    ordered = members.with_posts(chosen, on=day, kinds=queries.CHAIRS).order_by("sector__position", "sort_key", "pk")
    leaders_first = sorted(ordered, key=lambda member: not _leads(member))
    return _add(meeting, [_line(meeting, member, part) for member in leaders_first])


def _on_it(meeting: Meeting) -> list[int]:
    return [key for key in meeting.roster.values_list("person", flat=True) if key is not None]


def _leads(member: Member) -> bool:
    return bool(member.posts_then)


def _line(meeting: Meeting, member: Member, part: Part) -> Attendee:
    post = next(map(str, member.posts_then), "")
    return Attendee(
        meeting=meeting,
        person_id=member.person_id,
        member=member,
        name=member.name,
        spelled=member.spelled,
        label=post or member.sector.name,
        sector=member.sector,
        part=part,
    )


def _add_like(meeting: Meeting, other: Meeting) -> list[Attendee]:
    """Those of another roster who are still members on the day, and its guests."""
    day = timezone.localdate(meeting.starts_at)
    lines = list(other.roster.exclude(person__in=_on_it(meeting)).order_by("position", "pk"))
    people = [line.person_id for line in lines if line.member_id]
    still = {one.person_id: one for one in _members_on(meeting, people, day)}
    plain = ("person_id", "name", "spelled", "label", "part")
    added = []
    for line in lines:
        if line.member_id is None:
            added.append(Attendee(meeting=meeting, **{name: getattr(line, name) for name in plain}))
        elif line.person_id in still:
            added.append(_line(meeting, still[line.person_id], Part(line.part)))
    return _add(meeting, added)


def _members_on(meeting: Meeting, people: Sequence[int | None], day: date) -> Iterable[Member]:
    rows = Member.objects.on(day).filter(assembly=meeting.assembly_id, person__in=people)
    return members.with_posts(rows, on=day, kinds=queries.CHAIRS)


def _add(meeting: Meeting, lines: list[Attendee]) -> list[Attendee]:
    if not lines:
        return lines
    last = meeting.roster.aggregate(last=Max("position"))["last"] or 0
    away = _away_from(meeting)
    for position, line in enumerate(lines, start=last + 1):
        line.position = position
        if line.person_id in away:
            line.answer = Answer.LEAVE
    keep_all(lines)
    fill_half_days(meeting)
    return lines


def _away_from(part: Meeting) -> set[int]:
    """Whose leave from the whole holds for all of this part of it: they have answered already."""
    granted = queries.granted(part) if part.whole_id else []
    people = (one.attendee.person_id for one in granted if one.holds_all_of(part))
    return {person for person in people if person is not None}


def fill_half_days(meeting: Meeting) -> None:
    """An attendance for each half-day and line that has none yet: expected, or on leave where that is granted."""
    there = set(Attendance.objects.filter(sitting__meeting=meeting).values_list("sitting", "attendee"))
    granted = queries.granted(meeting)
    lines = list(meeting.roster.only("pk", "person", "meeting"))
    keep_all(
        [
            Attendance(
                sitting=sitting,
                attendee_id=line.pk,
                presence=Presence.ON_LEAVE if any(one.excuses(line, sitting) for one in granted) else Presence.EXPECTED,
            )
            for sitting in meeting.sittings.order_by("number")
            for line in lines
            if (sitting.pk, line.pk) not in there
        ]
    )


@action(rules.may_put_on_roster)
def put_on_roster(
    meeting: Meeting,
    *,
    by: Person,
    people: Sequence[Member] = (),
    guests: Sequence[Guest] = (),
    part: Part = Part.ENTITLED,
) -> list[Attendee]:
    """Put members on the roster, whole sectors at one stroke, or guests by name and label; returns the new lines.

    Who is no member is invited or staff. Who is on it already stays as they are.
    """
    if guests and part == Part.ENTITLED:
        raise Refused(_("不是委员的人只能列席或作为工作人员，请改一改身份。"), field="part")
    day = timezone.localdate(meeting.starts_at)
    if any(one.assembly_id != meeting.assembly_id or not one.holds(day) for one in people):
        raise Refused(_("名单里有人在开会那天不是本级委员，请去掉。"), field="people")
    named = [(" ".join(name.split()), " ".join(label.split())) for name, label in guests]
    added = _add_members(meeting, people, part)
    added += _add(meeting, [Attendee(meeting=meeting, name=name, label=label, part=part) for name, label in named])
    if not added:
        raise Refused(_("这些人都已经在名单里。"), field="people")
    events.LISTED.record(meeting, by, attendees=_keys(added), count=len(added), told=_told(meeting))
    return added


@action(rules.may_take_off_roster, first="meeting")
def take_off_roster(attendee: Attendee, *, by: Person) -> None:
    """Take somebody off the roster, with what they answered; who had the notice hears of it."""
    meeting, told = attendee.meeting, _told(attendee.meeting)
    events.UNLISTED.record(
        meeting, by, name=attendee.name, person=attendee.person_id, member=attendee.member_id, told=told
    )
    remove_all([attendee])
