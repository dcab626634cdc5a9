"""Events: declared once, typed, told in a sentence."""

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import translation

from tests.spine.rows import ANYONE, sectors
from xieshang.proposals.states import TalkKind
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


@dataclass(frozen=True, slots=True)
class Talked:
    way: TalkKind


def test_the_ledger_keeps_a_choice_and_its_reader_s_language_calls_it(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("甲")
    talked = Event("tests.talked", "沟通（%(way)s）", Talked)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            entry = Entry.objects.get(pk=talked.record(sector, None, way=TalkKind.MEETING).pk)
        assert entry.payload == {"way": "meeting"}
    assert sentence_of(entry) == "沟通（面商）"
    with translation.override("en"):
        assert sentence_of(entry) == f"沟通（{TalkKind.MEETING.label}）" != "沟通（面商）"


def test_an_entry_of_an_earlier_commit_tells_its_choice_by_the_words_that_it_kept(room: SimpleNamespace) -> None:
    Event("tests.talked", "沟通（%(way)s）", Talked)
    for payload in ({"way": "面商"}, {"way_words": "面商"}, {"way": "meeting", "way_words": "Talk"}):
        assert sentence_of(Entry(kind="tests.talked", payload=payload)) == "沟通（面商）"
    with translation.override("en"):
        told = sentence_of(Entry(kind="tests.talked", payload={"way": "面商"}))
        assert told == f"沟通（{TalkKind.MEETING.label}）"
    assert sentence_of(Entry(kind="tests.talked", payload={"way": "Face to face"})) == "沟通（Face to face）"
    assert sentence_of(Entry(kind="tests.talked", payload={})) == "沟通（…）"


def test_what_is_no_choice_is_not_recorded(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("甲")
    talked = Event("tests.talked", "沟通（%(way)s）", Talked)
    with pytest.raises(ValueError, match="面商"):
        talked.record(sector, None, way=str(TalkKind.MEETING.label))  # type: ignore[arg-type]
    assert not Entry.objects.exists()


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
