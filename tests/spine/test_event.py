"""Events: declared once, typed, told in a sentence."""

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.spine.rows import ANYONE, sectors
from xieshang.spine.event import Event, Plain, current_request, sentence_of
from xieshang.spine.models import Entry


@dataclass(frozen=True, slots=True)
class Everything:
    on: date
    names: list[str]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Inexact:
    share: float


def test_a_kind_is_declared_once(room: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match=r"^the event tests\.renamed is declared twice$"):
        Event("tests.renamed", "又一次", Plain)


def test_a_payload_is_a_dataclass(room: SimpleNamespace) -> None:
    with pytest.raises(TypeError, match=r"^the payload of tests\.loose must be a dataclass$"):
        Event("tests.loose", "随便", dict)


def test_a_payload_that_does_not_fit_is_a_fault(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("甲")
    with pytest.raises(TypeError):
        room.RENAMED.record(sector, ANYONE, before="甲")
    assert not Entry.objects.exists()


def test_a_payload_holds_only_what_comes_back_the_same(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("甲")
    with pytest.raises(TypeError, match=r"^an event's payload cannot hold float$"):
        Event("tests.inexact", "约数", Inexact).record(sector, ANYONE, share=0.1)
    entry = Event("tests.everything", "全有", Everything).record(sector, None, on=date(2026, 3, 18), names=["甲", "乙"])
    kept = Entry.objects.get(pk=entry.pk)
    assert kept.payload == {"on": "2026-03-18", "names": ["甲", "乙"], "note": None}
    assert kept.actor_id is None


def test_it_happened_at_the_product_s_own_time(db: None, room: SimpleNamespace, moment: datetime) -> None:
    """`at` is when it happened; when it was really written is kept beside it, by the database."""
    (sector,) = sectors("甲")
    entry = Entry.objects.get(pk=room.RENAMED.record(sector, ANYONE, before="甲", after="乙").pk)
    assert entry.at == moment
    assert entry.recorded_at > moment


def test_the_entries_of_one_request_bear_its_mark(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("甲")
    mark = uuid4()
    token = current_request.set(mark)
    try:
        room.rename(sector, by=ANYONE, to="乙")
    finally:
        current_request.reset(token)
    assert Entry.objects.get().request_id == mark


def test_an_entry_is_told_in_a_sentence(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("甲")
    entry = room.RENAMED.record(sector, ANYONE, before="甲", after="乙")
    assert sentence_of(entry) == "改名：甲 → 乙"
    assert sentence_of(Entry(kind="tests.forgotten")) == "tests.forgotten"
    del entry.payload["after"]
    assert sentence_of(entry) == "改名：甲 → …"
