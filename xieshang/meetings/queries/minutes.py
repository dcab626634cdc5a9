"""The minutes (纪要): what they are made from, who was there, how two versions differ.

They are official papers, and so in Chinese whatever language their reader has chosen.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone, translation

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.documents.models import File
from xieshang.engine.prepared import Prepared
from xieshang.meetings.models import Appearance, Attendee, Item, Meeting, Minutes, MinutesVersion, Speech, Vote
from xieshang.meetings.queries import agenda, speeches
from xieshang.meetings.queries.occasion import AFTER_NOON, NOON
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
EVENING = time(18)
EDITING = timedelta(minutes=30)
"""So long somebody who has begun to edit counts as editing, unless they save before."""
ROLL = ("出席", "列席", "请假", "缺席")
HEADINGS = (re.compile(r"[零一二三四五六七八九十百]+、"), re.compile(r"（[零一二三四五六七八九十百]+）.*[^。；：]$"))
"""How a heading of the first and of the second level begins; what ends as a sentence does is a numbered paragraph."""
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
HELD = Meeting.objects.filter(state__in=[State.OPEN, State.CLOSED]).order_by("starts_at", "pk")
PARTS = Prefetch("parts", HELD.prefetch_related(*SAID))
"""The parts of a plenary that have begun, in order of time, with the same of each."""


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


class Line(NamedTuple):
    """A line of minutes: a heading of level 1 ("一、…") or 2 ("（一）…"), or a paragraph (0)."""

    level: int
    text: str


class Change(NamedTuple):
    """A paragraph of two versions: "same", "gone" (only in the earlier one) or "new"."""

    kind: str
    text: str


def with_what_was_said(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The same occasions with all that their minutes are made from, in as many queries for any number."""
    return meetings.prefetch_related(*SAID, PARTS)


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
    the speeches; of a plenary the same of each part that has begun; at the end the names. A paragraph a line."""
    prefetch_related_objects([meeting], *SAID, PARTS)
    with translation.override("zh-hans"):
        there = _attended(meeting)
        names = dict(zip(ROLL, (there.present, there.invited, there.leave, there.absent), strict=True))
        parts = [(part.title, list(_of_part(part))) for part in meeting.parts.all()]
        text = [_opening(meeting, there), *_numbered("{}、{}", [*_sections(meeting), *parts])]
        return "\n".join([*text, *(f"{label}：{'、'.join(who)}" for label, who in names.items() if who)])


Section = tuple[str, list[str]]


def _numbered(form: str, sections: Iterable[Section]) -> Iterator[str]:
    for number, (title, paragraphs) in enumerate(sections, start=1):
        yield form.format(chinese(number), title)
        yield from paragraphs


def _sections(meeting: Meeting) -> list[Section]:
    """What was dealt with: the items, the speeches under the first that is for them or else on their own, and what was
    voted on beside the agenda."""
    items = [item for item in meeting.items.all() if item.state != ItemState.SKIPPED]
    spoken, votes = list(_of_speeches(meeting)), [_of_vote(one) for one in _votes(meeting, None)]
    floor = next((item for item in items if item.kind == ItemKind.SPEECHES), None)
    sections = [(item.title, _of_item(item, meeting, spoken if item is floor else [])) for item in items]
    beside = [("大会发言", spoken if floor is None else []), ("表决", votes)]
    return [*sections, *(section for section in beside if section[1])]


def _of_part(part: Meeting) -> Iterator[str]:
    """When and where, how many were there and who else was or was not, then what was dealt with."""
    there, place = _attended(part), f"在{part.place}" if part.place else ""
    yield f"{_days(part.starts_at, part.ends_at, halves=True)}，{place}举行。{_counts(there)}。"
    others = (("列席", there.invited), ("请假", there.leave), ("缺席", there.absent))
    if named := [f"{label}的有{'、'.join(who)}" for label, who in others if who]:
        yield f"{'；'.join(named)}。"
    yield from _numbered("（{}）{}", _sections(part))


def _votes(meeting: Meeting, item: int | None) -> list[Vote]:
    """Those that were announced under an item, or under none."""
    return [one for one in meeting.votes.all() if one.item_id == item and one.state == VoteState.ANNOUNCED]


def _opening(meeting: Meeting, there: Attended) -> str:
    place = f"在{meeting.place}" if meeting.place else ""
    days = _days(meeting.opened_at or meeting.starts_at, meeting.ends_at)
    return f"{days}，{meeting.assembly.name}{place}召开{meeting.title}。{_counts(there)}。"


def _counts(there: Attended) -> str:
    present, leave, absent = len(there.present), len(there.leave), len(there.absent)
    sat_in = f"，列席{len(there.invited)}人" if there.invited else ""
    return f"应出席{there.entitled}人，实到{present}人，请假{leave}人，缺席{absent}人{sat_in}"


def _days(starts_at: datetime, ends_at: datetime, *, halves: bool = False) -> str:
    """2026年2月20日至22日; of one day alone with its half where it lies within one: 2026年2月20日上午."""
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    day = f"{first.year}年{first.month}月{first.day}日"
    if last.date() <= first.date():
        return day + (_half(first.time(), last.time()) if halves else "")
    year = f"{last.year}年" if last.year != first.year else ""
    month = f"{last.month}月" if year or last.month != first.month else ""
    return f"{day}至{year}{month}{last.day}日"


def _half(first: time, last: time) -> str:
    if last <= AFTER_NOON:
        return "上午"
    if first >= EVENING:
        return "晚上"
    return "下午" if first >= NOON else ""


def _of_item(item: Item, meeting: Meeting, read: Iterable[str]) -> list[str]:
    spoken = list(dict.fromkeys(map(speeches.has_the_floor, item.turns.all())))
    heard = [*_heard(item), *read, *([f"{'、'.join(spoken)}先后发言。"] if spoken else [])]
    return [*heard, *map(_of_vote, _votes(meeting, item.pk)), *filter(None, map(str.strip, item.note.splitlines()))]


def _heard(item: Item) -> Iterator[str]:
    if item.kind == ItemKind.FIRST_TOPIC and item.studied:
        works = [line.strip().rstrip("。；") for line in item.studied.splitlines() if line.strip()]
        yield f"会议学习了{'、'.join(works)}。"
    if item.presenter:
        yield f"会议听取了{item.presenter}的汇报。"


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
    """A number below a thousand in Chinese digits: 四, 十二, 二十三, 一百零五, 一百一十."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{DIGITS[hundreds]}百" + ("零" if ones and not tens else "") if hundreds else ""
    if tens:
        head += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    return head + (DIGITS[ones] if ones or not head else "")


def laid_out(text: str) -> tuple[list[Line], list[tuple[str, str]]]:
    """The lines that say something, each with the level of heading that it is; and, where the last of them are the
    names of those who were there or not (`ROLL`), these by their labels."""
    lines = [Line(_level(line), line) for line in map(str.strip, text.splitlines()) if line]
    roll: list[tuple[str, str]] = []
    while lines and lines[-1].text.partition("：")[0] in ROLL and "：" in lines[-1].text:
        label, _colon, names = lines.pop().text.partition("：")
        roll.insert(0, (label, names))
    return lines, roll


def _level(line: str) -> int:
    return next((level for level, form in enumerate(HEADINGS, start=1) if form.match(line)), 0)


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The minutes of an occasion, if there are any yet."""
    return _MINUTES.first(meeting.pk)


_MINUTES = Prepared(lambda meeting: Minutes.objects.filter(meeting=meeting).select_related("editor"))


def minutes_asked(meeting: Meeting) -> int:
    """Within how many working days after it its minutes are issued; 0 where none are asked for, as of a part of a
    plenary, which the minutes of the whole hold."""
    return 0 if meeting.whole_id else meeting.kind.minutes_days


def without_minutes(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Of occasions those that are over, and whose minutes are asked for and not issued yet."""
    over = meetings.filter(state=State.CLOSED, kind__minutes_days__gt=0, whole__isnull=True)
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
