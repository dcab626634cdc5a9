"""The papers of items: which are there, which are waited for, which came late."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.deadlines import queries as deadlines
from xieshang.documents.models import File
from xieshang.meetings.models import Item, Meeting
from xieshang.meetings.states import AHEAD, WRITTEN, ItemState

PAPER = "paper"
"""The purpose of the files of an item."""
SOON = 3
"""So many working days before papers are due, those who arrange the occasion are told that they are not there."""
MOST = 100
"""So many coming occasions at most are looked at."""


def papers_of(items: Sequence[Item]) -> dict[int, list[File]]:
    """The papers of items by the item's key, in the order they came; one query."""
    found: dict[int, list[File]] = {item.pk: [] for item in items}
    rows = File.objects.filter(subject_kind="meetings.item", subject_id__in=list(found), purpose=PAPER)
    for file in rows.order_by("uploaded_at", "pk"):
        found[file.subject_id or 0].append(file)
    return found


def days_late(meeting: Meeting, files: Iterable[File]) -> dict[int, int]:
    """By how many working days papers of an occasion came late, by their keys; those in time are not among them."""
    files, asked = list(files), meeting.kind.papers_days
    if not files or not asked:
        return {}
    calendar, begins = deadlines.calendar(), timezone.localdate(meeting.starts_at)
    left = {file.pk: calendar.working_days_between(timezone.localdate(file.uploaded_at), begins) for file in files}
    return {key: asked - max(days, 0) for key, days in left.items() if days < asked}


def waited_for() -> QuerySet[Item]:
    """The items that have no paper yet and should: see `states.WRITTEN`."""
    there = File.objects.filter(subject_kind="meetings.item", subject_id=OuterRef("pk"), purpose=PAPER)
    written = Item.objects.filter(kind__in=WRITTEN, oral=False).exclude(state=ItemState.SKIPPED)
    return written.filter(~Exists(there))


def without_papers(meeting: Meeting) -> list[Item]:
    """The items of an occasion whose papers are waited for, in their order; none where its kind asks for none."""
    if not meeting.kind.papers_days or meeting.state not in AHEAD:
        return []
    return list(waited_for().filter(meeting=meeting).order_by("number"))


class Lacking(NamedTuple):
    """An occasion, how many of its items lack papers, and the day on which these were due."""

    meeting: Meeting
    items: int
    due_on: date


def lacking_papers(person: Person, *, at: datetime) -> list[Lacking]:
    """The coming occasions that a person arranges and whose papers are due and not there, the first due first.

    Two queries.
    """
    scopes = person.scopes_with(Permission.MEETINGS_ARRANGE)
    own = Q(assembly__scope__in=scopes) | Q(organ__scope__in=scopes)
    coming = Meeting.objects.filter(own, state__in=AHEAD, starts_at__gt=at, kind__papers_days__gt=0)
    lacks = coming.filter(items__in=waited_for()).annotate(lacks=Count("items")).select_related("kind")
    rows = list(lacks.order_by("starts_at", "pk")[:MOST])
    calendar, today = deadlines.calendar(), timezone.localdate(at)
    found = []
    for meeting in rows:
        due_on = calendar.working_days_before(timezone.localdate(meeting.starts_at), meeting.kind.papers_days)
        if calendar.working_days_between(today, due_on) <= SOON:
            found.append(Lacking(meeting, meeting.lacks, due_on))
    return sorted(found, key=lambda one: one.due_on)
