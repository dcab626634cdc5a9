"""A batch does what its actions would do one by one: the same rows, entries and refusals."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.spine.rows import ANYONE, Someone, sectors
from xieshang.accounts.models import Person
from xieshang.members.models import Sector, Term
from xieshang.spine.batch import batch, changed_fields, current_batch, hold, keep, once, remember, remove_all
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

STRICT = Someone(bars=frozenset({"乙", "丁"}))


def rows_of(places: Sequence[Sector]) -> models.QuerySet[Sector]:
    return Sector.objects.filter(pk__in=[place.pk for place in places])


def test_all_is_written_at_the_end_in_few_statements(
    db: None, room: SimpleNamespace, django_assert_num_queries: Callable[..., object]
) -> None:
    """Savepoint, lock, one UPDATE, one INSERT of entries, release: for three rows as for one."""
    places = sectors("甲", "丙", "戊")
    for some in (places[:1], places):
        with django_assert_num_queries(5), batch(rows_of(some).select_related("term")) as held:
            for sector in held:
                room.rename(sector, by=ANYONE, to=f"{sector.name}会")
    assert list(rows_of(places).order_by("pk").values_list("name", flat=True)) == ["甲会会", "丙会", "戊会"]
    assert [entry.payload["after"] for entry in Entry.objects.order_by("id")] == ["甲会", "甲会会", "丙会", "戊会"]


def test_the_rows_come_locked_in_the_order_of_their_keys(db: None) -> None:
    places = sectors("甲", "乙", "丙")
    with batch(rows_of(places).order_by("-pk")) as held:
        assert [sector.pk for sector in held] == [sector.pk for sector in places]


def test_an_exception_leaves_nothing(db: None, room: SimpleNamespace) -> None:
    places = sectors("甲", "丙")
    with suppress(ZeroDivisionError), batch(rows_of(places)) as held:
        room.rename(held[0], by=ANYONE, to="甲会")
        1 / 0  # noqa: B018
    assert list(rows_of(places).order_by("pk").values_list("name", flat=True)) == ["甲", "丙"]
    assert not Entry.objects.exists()


def test_what_is_removed_goes_at_the_end_and_makes_room(
    db: None, django_assert_num_queries: Callable[..., object]
) -> None:
    """A row may take the place of one that goes: what is removed goes first, in one statement."""
    places = sectors("甲", "丙", "戊")
    with batch(rows_of(places)) as held:
        remove_all(held[:2])
        assert Sector.objects.filter(name="甲").exists()
        keep(Sector(term=held[0].term, name="甲", position=9))
    assert sorted(Sector.objects.values_list("name", "position")) == [("戊", held[2].position), ("甲", 9)]


def test_what_a_refused_action_had_removed_stays(db: None) -> None:
    places = sectors("甲")
    with batch(rows_of(places)) as held:
        opened = current_batch()
        assert opened is not None
        with suppress(Refused), opened.step():
            remove_all(held)
            raise Refused("不行")
    assert Sector.objects.count() == 1


def test_batches_do_not_nest(db: None) -> None:
    with batch(), pytest.raises(RuntimeError, match=r"^a batch is open already$"), batch():
        pass


def test_in_a_batch_the_same_is_asked_once(db: None) -> None:
    """Anew in the next, and each time where none is open."""
    asked: list[int] = []

    def ask(value: int) -> int:
        asked.append(value)
        return value * 2

    with batch():
        assert [once(ask, 1), once(ask, 2), once(ask, 1)] == [2, 4, 2]
    with batch():
        once(ask, 1)
    assert (once(ask, 1), once(ask, 1)) == (2, 2)
    assert asked == [1, 2, 1, 1, 1]


def test_a_row_not_locked_before_is_locked_when_an_action_meets_it(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("甲")
    with batch():
        room.rename(sector, by=ANYONE, to="甲会")
        room.rename(sector, by=ANYONE, to="甲总会")
    assert Sector.objects.get(pk=sector.pk).name == "甲总会"
    assert [entry.payload["before"] for entry in Entry.objects.order_by("id")] == ["甲", "甲会"]


def test_a_refused_action_leaves_nothing_in_the_batch(db: None, room: SimpleNamespace) -> None:
    """Refused only after it had changed and recorded: as after a rollback, the next finds the row as it was."""
    (sector,) = sectors("甲")
    with batch(rows_of([sector])) as (held,):
        with pytest.raises(Refused, match=r"^名称不能为空。$"):
            room.rename(held, by=ANYONE, to="")
        room.rename(held, by=ANYONE, to="甲会")
    assert Sector.objects.get(pk=sector.pk).name == "甲会"
    assert [entry.payload for entry in Entry.objects.all()] == [{"before": "甲", "after": "甲会"}]


def test_what_a_refused_action_had_created_is_not_created(db: None, room: SimpleNamespace) -> None:
    (sector,) = sectors("甲")
    with batch() as _:
        for name in ("", "甲会"):
            try:
                with_child(room, sector, name)
            except Refused:
                continue
    assert list(Sector.objects.filter(code="child").values_list("name", flat=True)) == ["甲会之下"]


def with_child(room: SimpleNamespace, sector: Sector, name: str) -> None:
    """One step that creates a row and then takes another, as an action that calls an action does."""
    from xieshang.spine.batch import current_batch

    opened = current_batch()
    assert opened is not None
    with opened.step():
        keep(Sector(term_id=sector.term_id, code="child", name=f"{name}之下"))
        room.rename(sector, by=ANYONE, to=name)


def test_rows_created_together_may_point_to_each_other(db: None) -> None:
    (sector,) = sectors("甲")
    with batch():
        term = keep(Term(assembly_id=sector.assembly_id, number=10, from_on=date(2023, 1, 1)))
        keep(Sector(term=term, code="1", name="新界别"))
        Term.objects.filter(pk=sector.term_id).update(until_on=date(2023, 1, 1))
    assert Sector.objects.get(name="新界别").term.number == 10


def test_every_kind_of_value_comes_out_as_it_went_in(db: None) -> None:
    """The one statement goes through JSON; moments keep their microseconds, empty stays empty."""
    (sector,) = sectors("甲")
    person = Person.objects.create(home=sector.term.assembly.scope, name="甲", phone="13800000001")
    moment = datetime(2026, 3, 18, 2, 0, 0, 123456, tzinfo=UTC)
    with batch(Person.objects.filter(pk=person.pk)) as (held,):
        held.name, held.created_at, held.phone, held.email = "“甲”\\ \n'乙'", moment, None, "a@b.cn"
        held.is_active = False
        keep(held)
    written = Person.objects.get(pk=person.pk)
    assert (written.name, written.created_at, written.phone, written.email, written.is_active) == (
        "“甲”\\ \n'乙'",
        moment,
        None,
        "a@b.cn",
        False,
    )


def test_changed_fields_are_those_whose_value_differs(db: None) -> None:
    (sector,) = sectors("甲")
    light = Sector.objects.defer("code").get(pk=sector.pk)
    remember(light)
    light.name = "乙"
    assert changed_fields(light) == ("name",)
    assert changed_fields(Sector(name="新")) == ("term", "code", "name", "position")


def test_held_outside_a_batch_is_locked_anew(db: None) -> None:
    (sector,) = sectors("甲")
    with transaction.atomic():
        assert hold(sector) is not sector
    with batch(rows_of([sector])) as (held,):
        assert hold(sector) is held


Step = tuple[int, str, bool]
STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["甲", "乙", "丙", "丁", "戊", ""]), st.booleans()), max_size=12
)


def play(room: SimpleNamespace, steps: list[Step], places: list[Sector]) -> list[str]:
    """Do the steps; what each said where it was refused."""
    said = []
    for index, name, strict in steps:
        try:
            room.rename(places[index], by=STRICT if strict else ANYONE, to=name)
            said.append("")
        except Refused as refused:
            said.append(refused.reason)
    return said


def outcome(places: list[Sector]) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The rows and the entries, told without the keys, which differ from run to run."""
    order = {sector.pk: index for index, sector in enumerate(places)}
    names = list(rows_of(places).order_by("pk").values_list("name", flat=True))
    entries = Entry.objects.filter(subject_id__in=order, assembly_id=places[0].assembly_id).order_by("id")
    return names, [(order[entry.subject_id], entry.payload) for entry in entries]


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_batch_is_what_one_by_one_would_be(db: None, room: SimpleNamespace, steps: list[Step]) -> None:
    alone, together = sectors("甲", "乙", "丙", "丁"), sectors("甲", "乙", "丙", "丁")
    said_alone = play(room, steps, alone)
    with batch(rows_of(together)) as held:
        said_together = play(room, steps, held)
    assert said_together == said_alone
    assert outcome(together) == outcome(alone)
