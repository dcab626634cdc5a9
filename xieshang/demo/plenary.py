"""The last plenary of the demo city that was held: divided into an opening, panels, an election and a closing."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.meetings import actions
from xieshang.meetings.models import Attendance, Attendee, Meeting, Vote
from xieshang.meetings.states import Fate, ItemKind, LeaveKind, VoteKind
from xieshang.members import actions as members
from xieshang.members.models import Post, Sector
from xieshang.members.states import PostKind
from xieshang.spine import clock

PANELS = 4
DRAWN_UP = timedelta(days=34)
Hours = tuple[float, float]
"""From when until when, in hours after the plenary begins."""
EARLY = timedelta(minutes=40)
"""So long before the end somebody leaves a panel."""


def is_last(day: date, *, on: date) -> bool:
    """Is the plenary of this day the last that was held, as there is one each year?"""
    return day.replace(year=day.year + 1) >= on - timedelta(days=2)


def divide(clerk: Person, whole: Meeting) -> list[Meeting]:
    """Its parts, each with its own roster and agenda: on the first morning, on the second, and two on the third."""
    sectors = list(Sector.objects.filter(term=whole.term).order_by("position"))
    ends = [len(sectors) * number // PANELS for number in range(PANELS + 1)]
    groups = [sectors[first:last] for first, last in pairwise(ends)]
    with clock.at(whole.starts_at - DRAWN_UP):
        opening = _part(clerk, whole, "开幕会", "政协礼堂", (0, 1.5), ("开幕，听取常务委员会工作报告", ItemKind.REPORT))
        panels = [
            _part(clerk, whole, f"第{name}组讨论", f"第{name}会议室", (24, 25.5), *PANEL, bodies=bodies)
            for name, bodies in zip("一二三四", groups, strict=True)
        ]
        election = _part(clerk, whole, "选举大会", "政协礼堂", (48, 49.5), ("补选常务委员", ItemKind.VOTE))
        closing = _part(clerk, whole, "闭幕会", "政协礼堂", (50, 50.8), ("闭幕讲话", ItemKind.OTHER))
    return [opening, *panels, election, closing]


PANEL = (("讨论常务委员会工作报告", ItemKind.SPEECHES), ("讨论会议决议（草案）", ItemKind.DELIBERATION))


def _part(
    clerk: Person,
    whole: Meeting,
    title: str,
    place: str,
    hours: Hours,
    *items: tuple[str, ItemKind],
    bodies: list[Sector] | None = None,
) -> Meeting:
    starts_at, ends_at = (whole.starts_at + timedelta(hours=hour) for hour in hours)
    said = actions.Occasion(kind=whole.kind, title=title, place=place, starts_at=starts_at, ends_at=ends_at)
    made = actions.add_part(whole, by=clerk, part=said, bodies=bodies or [])
    for words, kind in items:
        actions.add_item(made, by=clerk, point=actions.Point(words, kind=kind))
    return made


def miss_a_morning(whole: Meeting, first: Person, approver: Person) -> None:
    """Somebody has leave for the second morning alone, and so for their panel."""
    line = Attendee.objects.get(meeting=whole, person=first)
    with clock.at(whole.starts_at - timedelta(days=4)):
        morning, why = list(whole.sittings.filter(number=2)), "上午参加区里的防汛部署会，下午返回。"
        leave = actions.ask_leave(line, by=first, kind=LeaveKind.DUTY, reason=why, halves=morning)
    with clock.at(whole.starts_at - timedelta(days=3)):
        actions.decide_leave(leave, by=approver, granted=True)


def leave_early(clerk: Person, parts: Sequence[Meeting]) -> None:
    """The last on the roster of each part goes before the end."""
    there = Attendance.objects.filter(sitting__meeting__in=[one.pk for one in parts], presence="present")
    last = there.order_by("sitting", "-attendee__position").distinct("sitting")
    for one in last.select_related("attendee", "sitting__meeting"):
        with clock.at(one.sitting.ends_at - EARLY):
            actions.sign_out(one, by=clerk)


def seat(whole: Meeting) -> None:
    """Whoever was elected belongs to the standing committee from the day after."""
    vote = Vote.objects.get(meeting__whole=whole, kind=VoteKind.ELECTION)
    won = [one["number"] for one in vote.result["stood"] if one["fate"] == Fate.ELECTED]
    day = timezone.localdate(whole.ends_at) + timedelta(days=1)
    with clock.at(whole.ends_at):
        for option in vote.options.filter(number__in=won, candidate__isnull=False).select_related("candidate"):
            members.appoint(Post(member=option.candidate, kind=PostKind.STANDING, from_on=day), by=None)
