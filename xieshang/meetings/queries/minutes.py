"""The minutes (纪要): what they are made from, who was there, how two versions differ.

They are official papers, and so in Chinese whatever language their reader has chosen.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone, translation

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.documents.models import File
from xieshang.meetings.models import Appearance, Attendee, Item, Meeting, Minutes, MinutesVersion, Speech, Vote
from xieshang.meetings.queries import agenda, speeches
from xieshang.meetings.states import (
    THERE,
    Choice,
    ItemKind,
    ItemState,
    MinutesState,
    Part,
    Presence,
    SpeechState,
    State,
    VoteKind,
    VoteState,
)

DIGITS = "零一二三四五六七八九"
EDITING = timedelta(minutes=30)
"""So long somebody who has begun to edit counts as editing, unless they save before."""
ROLL = ("出席", "列席", "请假", "缺席")
HEADING = re.compile(r"[一二三四五六七八九十]+、")
ISSUED = "issued"
"""The purpose of the files of issued minutes."""


SAID: list[Any] = [
    Prefetch("roster", Attendee.objects.order_by("position", "pk")),
    Prefetch("appearances", Appearance.objects.order_by()),
    Prefetch("items", agenda.with_turns(Item.objects.order_by("number"))),
    Prefetch("votes", Vote.objects.order_by("number")),
    Prefetch("speeches", speeches.with_speakers(Speech.objects.order_by("position", "offered_at", "pk"))),
]
"""What minutes are made from; whoever makes many of them reads it for all at once (`with_what_was_said`)."""


@dataclass(frozen=True, slots=True)
class Attended:
    """Who was there over all half-days: names by what they come to, of those entitled, and who sat in."""

    present: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)

    @property
    def entitled(self) -> int:
        """How many were to come (应出席)."""
        return len(self.present) + len(self.leave) + len(self.absent)


class Change(NamedTuple):
    """A paragraph of two versions: "same", "gone" (only in the earlier one) or "new"."""

    kind: str
    text: str


def with_what_was_said(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The same occasions with all that their minutes are made from, in as many queries for any number."""
    return meetings.prefetch_related(*SAID)


def _attended(meeting: Meeting) -> Attended:
    """Whoever was at one half-day at least was there, by whichever door, the occasion's own or that of a part; else on
    leave where leave holds for one; else absent."""
    found: dict[int, set[str]] = defaultdict(set)
    for one in meeting.appearances.all():
        found[one.attendee_id].add(one.presence)
    result = Attended()
    for line in meeting.roster.all():
        _place(result, line, found[line.pk])
    return result


def _place(result: Attended, attendee: Attendee, presences: set[str]) -> None:
    there = bool(presences & THERE)
    if attendee.part == Part.INVITED and there:
        result.invited.append(attendee.name)
    if attendee.part != Part.ENTITLED:
        return
    at = result.present if there else result.leave if Presence.ON_LEAVE in presences else result.absent
    at.append(attendee.name)


def drafted(meeting: Meeting) -> str:
    """The first text of the minutes: when and where, who was there, each item with what was said, decided and voted,
    the speeches, and at the end the names. A paragraph a line."""
    prefetch_related_objects([meeting], *SAID)
    with translation.override("zh-hans"):
        there = _attended(meeting)
        names = dict(zip(ROLL, (there.present, there.invited, there.leave, there.absent), strict=True))
        beside = [("大会发言", list(_of_speeches(meeting))), ("表决", [_of_vote(one) for one in _votes(meeting, None)])]
        parts = [*_items(meeting), *((title, said) for title, said in beside if said)]
        lines = [_opening(meeting, there)]
        for number, (title, paragraphs) in enumerate(parts, start=1):
            lines += [f"{chinese(number)}、{title}", *paragraphs]
        return "\n".join([*lines, *(f"{label}：{'、'.join(who)}" for label, who in names.items() if who)])


def _items(meeting: Meeting) -> list[tuple[str, list[str]]]:
    taken = [item for item in meeting.items.all() if item.state != ItemState.SKIPPED]
    return [(item.title, list(_of_item(item, _votes(meeting, item.pk)))) for item in taken]


def _votes(meeting: Meeting, item: int | None) -> list[Vote]:
    """Those that were announced under an item, or under none."""
    return [one for one in meeting.votes.all() if one.item_id == item and one.state == VoteState.ANNOUNCED]


def _opening(meeting: Meeting, there: Attended) -> str:
    on = timezone.localtime(meeting.opened_at or meeting.starts_at)
    place = f"在{meeting.place}" if meeting.place else ""
    counts = (
        f"应出席{there.entitled}人，实到{len(there.present)}人，请假{len(there.leave)}人，缺席{len(there.absent)}人"
    )
    sat_in = f"，列席{len(there.invited)}人" if there.invited else ""
    return f"{on.year}年{on.month}月{on.day}日，{meeting.assembly.name}{place}召开{meeting.title}。{counts}{sat_in}。"


def _of_item(item: Item, votes: Iterable[Vote]) -> Iterator[str]:
    if item.kind == ItemKind.FIRST_TOPIC and item.studied:
        works = [line.strip().rstrip("。；") for line in item.studied.splitlines() if line.strip()]
        yield f"会议学习了{'、'.join(works)}。"
    if item.presenter:
        yield f"会议听取了{item.presenter}的汇报。"
    spoken = list(dict.fromkeys(turn.attendee.name for turn in item.turns.all()))
    if spoken:
        yield f"{'、'.join(spoken)}先后发言。"
    yield from map(_of_vote, votes)
    yield from (line.strip() for line in item.note.splitlines() if line.strip())


def _of_vote(vote: Vote) -> str:
    """As it was counted then, under the rule that was applied, with the conclusion that was stated."""
    words = f"会议以{vote.get_way_display()}方式就“{vote.title}”进行表决，应到{vote.entitled}人，实到{vote.present}人"
    counted = [_of_option(vote, stood) for stood in vote.result["stood"]]
    return "；".join([words, *counted]) + f"。{vote.result['rule']}{vote.result['conclusion']}"


def _of_option(vote: Vote, stood: dict[str, Any]) -> str:
    """Of an election each candidate by name; the one question needs none; who was written in has votes for alone."""
    if stood["number"] is None:
        return f"另选人{stood['name']}，{stood['for']}票"
    votes = "，".join(f"{choice.label}{stood[choice.value]}票" for choice in Choice)
    return f"{stood['name']}，{votes}" if vote.kind == VoteKind.ELECTION else votes


def _of_speeches(meeting: Meeting) -> Iterator[str]:
    rows = meeting.speeches.all()
    for state, words in ((SpeechState.SPOKEN, "作口头发言的有"), (SpeechState.WRITTEN, "书面发言的有")):
        found = [f"{speeches.said_by(one)}《{one.title}》" for one in rows if one.state == state]
        if found:
            yield f"{words}：{'；'.join(found)}。"


def chinese(number: int) -> str:
    """A number below a hundred in Chinese digits: 四, 十二, 二十三."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The minutes of an occasion, if there are any yet."""
    return Minutes.objects.filter(meeting=meeting).select_related("editor").first()


def without_minutes(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Of occasions those that are over, and whose minutes are asked for and not issued yet."""
    over = meetings.filter(state=State.CLOSED, kind__minutes_days__gt=0)
    return over.exclude(record__state=MinutesState.ISSUED)


def is_reading_all(actor: Person | Visitor, meeting: Meeting) -> bool:
    """Does the actor read whatever there is of this occasion, unfinished minutes too?"""
    organ = meeting.organ.scope_id if meeting.organ else None
    return actor.can(Permission.MEETINGS_READ_ALL, meeting.assembly.scope_id, organ)


def versions_of(minutes: Minutes) -> QuerySet[MinutesVersion]:
    """All versions, the latest first, with who saved them."""
    return MinutesVersion.objects.filter(minutes=minutes).select_related("by").order_by("-number")


def issued_files(minutes: Minutes) -> QuerySet[File]:
    """The papers that were issued, the latest first."""
    rows = File.objects.filter(subject_kind="meetings.minutes", subject_id=minutes.pk, purpose=ISSUED)
    return rows.order_by("-uploaded_at", "-pk")


def edited_by_other(minutes: Minutes, person: Person, at: datetime) -> Person | None:
    """Who else has begun to edit and has not saved yet, within the last half hour."""
    if minutes.editor_id in {None, person.pk} or minutes.editing_since is None:
        return None
    return minutes.editor if at - minutes.editing_since < EDITING else None


def compared(earlier: str, later: str) -> list[Change]:
    """Two versions by their paragraphs, in order: what stayed, what went, what is new."""
    a, b = earlier.splitlines(), later.splitlines()
    changes: list[Change] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            changes += [Change("same", line) for line in a[a1:a2]]
        else:
            changes += [Change("gone", line) for line in a[a1:a2]] + [Change("new", line) for line in b[b1:b2]]
    return changes
