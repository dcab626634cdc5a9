"""An action locks, asks, acts and records, all in one transaction."""

import threading
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from tests.spine.rows import ANYONE, Someone, may_rename, sectors
from tests.together import at_once
from xieshang.members.models import Sector
from xieshang.spine import action as spine_action
from xieshang.spine.action import action, may
from xieshang.spine.batch import hold, hold_related, keep
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused


def test_an_action_writes_the_row_and_one_entry(db: None, room: SimpleNamespace) -> None:
    """What was passed in is not touched; what comes back is the row under lock."""
    (sector,) = sectors("工会")
    renamed = room.rename(sector, by=ANYONE, to="总工会")
    entry = Entry.objects.get()
    assert (renamed.name, sector.name) == ("总工会", "工会")
    assert Sector.objects.get(pk=sector.pk).name == "总工会"
    assert (entry.kind, entry.subject_kind, entry.subject_id) == ("tests.renamed", "members.sector", sector.pk)
    assert (entry.assembly_id, entry.actor_id) == (sector.assembly_id, 7)
    assert entry.payload == {"before": "工会", "after": "总工会"}


def test_the_rule_is_asked_about_the_row_as_it_is_now(db: None, room: SimpleNamespace) -> None:
    """A page that was opened before somebody else's change does not get round a rule."""
    (stale,) = sectors("工会")
    Sector.objects.filter(pk=stale.pk).update(name="工商联")
    with pytest.raises(Refused, match=r"^工商联不能改名。$"):
        room.rename(stale, by=Someone(bars=frozenset({"工商联"})), to="商会")


def test_a_late_refusal_takes_everything_back(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("工会")
    with pytest.raises(Refused) as refused:
        room.rename(sector, by=ANYONE, to="")
    assert (refused.value.reason, refused.value.field) == ("名称不能为空。", "name")
    assert Sector.objects.get(pk=sector.pk).name == "工会"
    assert not Entry.objects.exists()


def test_what_records_nothing_is_not_committed(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("工会")

    @action(may_rename)
    def rename_in_silence(sector: Sector, *, by: Someone) -> None:
        """Change a row and tell nobody."""
        sector.name = "悄悄改的"
        keep(sector)

    with pytest.raises(RuntimeError, match=r"^spine\.rename_in_silence recorded no event$"):
        rename_in_silence(sector, by=ANYONE)
    assert Sector.objects.get(pk=sector.pk).name == "工会"


def test_the_keeping_of_unfinished_text_needs_no_event(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("工会")

    @action(may_rename, records=False)
    def autosave_name(sector: Sector, *, by: Someone) -> None:
        """Keep what was typed so far."""
        sector.name = "工"
        keep(sector)

    autosave_name(sector, by=ANYONE)
    assert Sector.objects.get(pk=sector.pk).name == "工"


def test_a_page_may_ask_the_rule_of_any_verb(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("工会")
    assert bool(may(ANYONE, "spine.rename", sector)) is True
    refusal = may(Someone(bars=frozenset({"工会"})), "spine.rename", sector)
    assert (refusal.allowed, refusal.reason) == (False, "工会不能改名。")
    assert spine_action.VERBS["spine.rename"].promise.startswith("Give a sector another name.")


def test_only_what_changed_is_written(db: None, room: SimpleNamespace) -> None:
    """Two actions on other fields of one row do not undo each other."""
    (sector,) = sectors("工会")
    with transaction.atomic():
        held = hold(sector)
        Sector.objects.filter(pk=sector.pk).update(position=5)
        held.name = "总工会"
        keep(held)
    assert Sector.objects.values_list("name", "position").get(pk=sector.pk) == ("总工会", 5)


def test_holding_a_row_reads_its_relations_no_second_time(
    db: None, django_assert_num_queries: Callable[..., object]
) -> None:
    (sector,) = sectors("工会")
    seen = Sector.objects.select_related("term").get(pk=sector.pk)
    with transaction.atomic(), django_assert_num_queries(1):
        held = hold(seen)
        assert held.term == seen.term


def test_a_relation_that_has_moved_is_read_again(db: None) -> None:
    (sector,), (_, other) = sectors("工会"), sectors("科协", "工商联")
    seen = Sector.objects.select_related("term").get(pk=sector.pk)
    Sector.objects.filter(pk=sector.pk).update(term=other.term, code="9")
    with transaction.atomic():
        assert hold(seen).term == other.term


def test_the_row_above_is_held_first_and_both_know_each_other(
    db: None, django_assert_num_queries: Callable[..., object]
) -> None:
    (sector,) = sectors("工会")
    with transaction.atomic(), django_assert_num_queries(2) as asked:
        held = hold_related(sector, "term")
    assert held.term.pk == sector.term_id
    tables = [query["sql"].split(" FROM ")[1].split(" ")[0] for query in asked.captured_queries]  # type: ignore[attr-defined]
    assert tables == ['"members_term"', '"members_sector"']


def test_a_row_that_is_gone_refuses(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("工会")
    Sector.objects.filter(pk=sector.pk).delete()
    with pytest.raises(Refused, match=r"^这一项已经不在了，可能刚被删除。请刷新页面再看。$"):
        room.rename(sector, by=ANYONE, to="总工会")


def test_a_constraint_that_carries_a_sentence_refuses_with_it(
    db: None, room: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sectors("工会", "工商联")
    once = next(c for c in Sector._meta.constraints if c.name == "members_sector_once")

    @action(may_rename)
    def recode(sector: Sector, *, by: Someone, code: str) -> None:
        """Give a sector another code."""
        sector.code = code
        keep(sector)

    with pytest.raises(DatabaseError, match=r"members_sector_once"):
        recode(second, by=ANYONE, code=first.code)
    monkeypatch.setattr(once, "violation_error_message", "这个代码已经有了。")
    with pytest.raises(Refused, match=r"^这个代码已经有了。$"):
        recode(second, by=ANYONE, code=first.code)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_wait_for_each_other_one_is_told(room: SimpleNamespace) -> None:
    """Each holds a row that the other wants: one is done, the other is asked to press again, and wrote nothing."""
    one, other = sectors("工会", "工商联")
    gate = threading.Barrier(2)

    @action(may_rename)
    def rename_both(sector: Sector, *, by: Someone, beside: Sector, to: str) -> None:
        """Give two sectors a name; both come to have one row before they ask for the other."""
        gate.wait()
        for row in (sector, hold(beside)):
            row.name = f"{to}{row.pk}"
            keep(row)
        room.RENAMED.record(sector, by, before="", after=to)

    said = at_once(
        lambda: rename_both(one, by=ANYONE, beside=other, to="甲"),
        lambda: rename_both(other, by=ANYONE, beside=one, to="乙"),
    )
    assert [reason for reason in said if reason] == ["别人在同一时刻处理有关的事项，这一步没有办成，请再按一次。"]
    done = "乙" if said[0] else "甲"
    assert {row.name for row in Sector.objects.all()} == {f"{done}{one.pk}", f"{done}{other.pk}"}
    assert Entry.objects.get().payload["after"] == done


@pytest.mark.django_db(transaction=True)
def test_two_at_once_act_one_after_the_other(room: SimpleNamespace) -> None:
    """The second sees what the first has done, and its entry says so."""
    (sector,) = sectors("工会")
    at_once(*[partial(room.rename, sector, by=ANYONE, to=name) for name in ("甲", "乙")])
    first, second = Entry.objects.order_by("id")
    assert first.payload["before"] == "工会"
    assert second.payload["before"] == first.payload["after"]
    assert Sector.objects.get(pk=sector.pk).name == second.payload["after"]
