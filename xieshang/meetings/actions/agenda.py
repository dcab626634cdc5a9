"""The agenda: drawn up, put in order, run, and its papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.documents import actions as documents
from xieshang.documents.models import File
from xieshang.meetings import events, queries, rules
from xieshang.meetings.models import Item, Meeting
from xieshang.meetings.queries import order
from xieshang.meetings.states import ITEM_LIFE, ItemKind, PaperAccess
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep, keep_all, remove_all
from xieshang.spine.rule import Refused


@dataclass(frozen=True, slots=True)
class Point:
    """What an item says: of a first topic, `studied` names what is studied. `minutes` is the time planned."""

    title: str
    kind: str = ItemKind.OTHER
    presenter: str = ""
    studied: str = ""
    minutes: int = 0
    access: str = PaperAccess.ROSTER
    oral: bool = False


@action(rules.may_add_item)
def add_item(meeting: Meeting, *, by: Person, point: Point) -> Item:
    """Add an item at the end; a first topic (第一议题) goes before all others, and there is one alone.

    Of a kind that opens with a first topic, the first item that is added brings it along.
    """
    if meeting.kind.opens_with_first_topic and point.kind != ItemKind.FIRST_TOPIC and not meeting.items.exists():
        _add(meeting, by, Point(title=_("第一议题"), kind=ItemKind.FIRST_TOPIC))
    return _add(meeting, by, point)


def lay_out_agenda(meeting: Meeting, by: Person, entries: Iterable[Mapping[str, Any]] = ()) -> None:
    """The agenda of an occasion that is just being drawn up, inside its action, as its template or the one before
    has it (see `models.Template`); a first topic, where the kind opens with one, before all others.
    """
    points = [Point(**{name: entry[name] for name in Point.__slots__ if name in entry}) for entry in entries]
    if meeting.kind.opens_with_first_topic and all(one.kind != ItemKind.FIRST_TOPIC for one in points):
        points = [Point(title=_("第一议题"), kind=ItemKind.FIRST_TOPIC), *points]
    items = [Item(meeting=meeting, number=number) for number in range(1, len(points) + 1)]
    for item, point in zip(items, sorted(points, key=lambda one: one.kind != ItemKind.FIRST_TOPIC), strict=True):
        _fill(item, point)
    keep_all(items)
    for item in items:
        events.ITEM_ADDED.record(meeting, by, item=item.pk, number=item.number, title=item.title)


def _add(meeting: Meeting, by: Person, point: Point) -> Item:
    item = Item(meeting=meeting)
    _fill(item, point)
    standing = list(meeting.items.order_by("number"))
    _refuse_second_first(item, standing)
    place = 0 if item.kind == ItemKind.FIRST_TOPIC else len(standing)
    _number([*standing[:place], item, *standing[place:]])
    events.ITEM_ADDED.record(meeting, by, item=item.pk, number=item.number, title=item.title)
    return item


def _fill(item: Item, point: Point) -> None:
    item.title = " ".join(point.title.split())
    if not item.title:
        raise Refused(_("请写上议题。"), field="title")
    item.kind, item.access, item.minutes, item.oral = point.kind, point.access, point.minutes, point.oral
    item.presenter, item.studied = point.presenter.strip(), point.studied.strip()


def _refuse_second_first(item: Item, others: Iterable[Item]) -> None:
    if item.kind == ItemKind.FIRST_TOPIC and any(o.kind == item.kind and o.pk != item.pk for o in others):
        raise Refused(_("已经有第一议题，请在那一项里补充学习内容。"), field="kind")


def _number(items: list[Item]) -> None:
    """Number them from 1 without gaps; that no two are the same is looked at when all are kept."""
    for number, item in enumerate(items, start=1):
        if item.number != number:
            item.number = number
            keep(item)


@action(rules.may_change_item, first="meeting")
def change_item(item: Item, *, by: Person, point: Point) -> Item:
    """Write an item anew; one that becomes the first topic goes before all others."""
    _fill(item, point)
    others = list(item.meeting.items.exclude(pk=item.pk).order_by("number"))
    _refuse_second_first(item, others)
    keep(item)
    if item.kind == ItemKind.FIRST_TOPIC:
        _number([item, *others])
    events.ITEM_CHANGED.record(item.meeting, by, item=item.pk, number=item.number, title=item.title)
    return item


@action(rules.may_move_item, first="meeting")
def move_item(item: Item, *, by: Person, to: int) -> Item:
    """Put an item at another number; the others move up or down, and the first topic stays the first."""
    was = item.number
    standing = list(item.meeting.items.exclude(pk=item.pk).order_by("number"))
    first = bool(standing) and standing[0].kind == ItemKind.FIRST_TOPIC
    at = max(to, 2) if first else to
    _number(order.moved([*standing, item], item, at))
    events.ITEM_MOVED.record(item.meeting, by, item=item.pk, title=item.title, was=was, number=item.number)
    return item


@action(rules.may_remove_item, first="meeting")
def remove_item(item: Item, *, by: Person) -> None:
    """Take an item off with its papers; those after it move up."""
    meeting, key, number, title = item.meeting, item.pk, item.number, item.title
    documents.discard(queries.papers_of([item])[key])
    remove_all([item])
    _number(list(meeting.items.exclude(pk=key).order_by("number")))
    events.ITEM_REMOVED.record(meeting, by, item=key, number=number, title=title)


@action(rules.may_begin_item, first="meeting")
def begin_item(item: Item, *, by: Person) -> Item:
    """The item is on; one that was ended goes on, and its time with it, without what lay between."""
    ITEM_LIFE.advance(item, "begin_item")
    now = clock.now()
    if item.ended_at is not None:
        item.paused += round((now - item.ended_at).total_seconds())
    item.began_at, item.ended_at = item.began_at or now, None
    keep(item)
    events.ITEM_STARTED.record(item.meeting, by, item=item.pk, number=item.number, title=item.title)
    return item


@action(rules.may_end_item, first="meeting")
def end_item(item: Item, *, by: Person) -> Item:
    """The item is done."""
    ITEM_LIFE.advance(item, "end_item")
    item.ended_at = clock.now()
    keep(item)
    events.ITEM_ENDED.record(item.meeting, by, item=item.pk, number=item.number, title=item.title)
    return item


@action(rules.may_skip_item, first="meeting")
def skip_item(item: Item, *, by: Person) -> Item:
    """The item will not be taken today; it can still be begun."""
    ITEM_LIFE.advance(item, "skip_item")
    keep(item)
    events.ITEM_SKIPPED.record(item.meeting, by, item=item.pk, number=item.number, title=item.title)
    return item


@action(rules.may_note_item, first="meeting")
def note_item(item: Item, *, by: Person, note: str, studied: str | None = None) -> Item:
    """Write down what came of an item, and of a first topic what was studied; the minutes are made from it."""
    if studied is not None and not studied.strip():
        raise Refused(_("请写明学习了什么。"), field="studied")
    item.note = note.strip()
    if studied is not None and item.kind == ItemKind.FIRST_TOPIC:
        item.studied = studied.strip()
    keep(item)
    events.ITEM_NOTED.record(item.meeting, by, item=item.pk, number=item.number, title=item.title)
    return item


@action(rules.may_attach_paper, first="meeting")
def attach_paper(item: Item, *, by: Person, upload: UploadedFile) -> File:
    """Add a paper to an item; who reads it is the item's `access`. One that is late is kept as such."""
    file = documents.receive(upload, to=item, purpose=queries.PAPER, by=by)
    late = file.pk in queries.days_late(item.meeting, [file])
    said = {"title": item.title, "file": str(file.key), "name": file.name}
    events.PAPER_ATTACHED.record(item.meeting, by, item=item.pk, late=late, **said)
    return file


@action(rules.may_remove_paper, first="meeting")
def remove_paper(item: Item, *, by: Person, file: File) -> None:
    """Take a paper off an item, for good."""
    if file.pk not in {one.pk for one in queries.papers_of([item])[item.pk]}:
        raise Refused(_("这份材料已经不在了，可能刚被移去。"))
    documents.discard([file])
    events.PAPER_REMOVED.record(item.meeting, by, item=item.pk, title=item.title, file=str(file.key), name=file.name)
