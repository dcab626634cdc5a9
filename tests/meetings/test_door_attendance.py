"""What the records of the door come to, whatever their order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.meetings.door import attendance
from xieshang.meetings.door.attendance import Noted, Standing, fold
from xieshang.meetings.states import THERE, Direction, Presence, SignInWay

START = datetime(2026, 3, 18, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
P = Presence


@dataclass(frozen=True)
class Half:
    starts_at: datetime = START
    ends_at: datetime = START + timedelta(hours=3)


@dataclass(frozen=True)
class Mark:
    direction: str
    at: datetime
    way: str = ""
    presence: str = ""
    record_key: UUID | None = None


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def came(number: int, way: str = SignInWay.HALL) -> Mark:
    return Mark(Direction.IN, minute(number), way, record_key=uuid4())


def went(number: int) -> Mark:
    return Mark(Direction.OUT, minute(number), record_key=uuid4())


def corrected(number: int, presence: str) -> Mark:
    return Mark(Direction.CORRECTION, minute(number), presence=presence, record_key=uuid4())


@pytest.mark.parametrize(
    ("marks", "presence", "came_at", "went_at"),
    [
        ([], P.EXPECTED, None, None),
        ([came(-30)], P.PRESENT, -30, None),
        ([came(15)], P.PRESENT, 15, None),
        ([came(16)], P.LATE, 16, None),
        ([came(0), went(100)], P.LEFT_EARLY, 0, 100),
        ([came(0), went(165)], P.PRESENT, 0, 165),
        ([came(0), went(60), came(70)], P.PRESENT, 0, None),
        ([came(20), went(60), came(70)], P.LATE, 20, None),
        ([went(5), came(10)], P.PRESENT, 10, None),
        ([went(5)], P.EXPECTED, None, None),
        ([came(20), corrected(30, P.PRESENT)], P.PRESENT, 20, None),
        ([came(0), corrected(30, P.ABSENT)], P.ABSENT, None, None),
        ([came(0), corrected(30, P.ABSENT), came(40)], P.LATE, 40, None),
        ([corrected(30, P.PRESENT), came(40)], P.PRESENT, 40, None),
        ([corrected(30, P.ON_LEAVE), came(10)], P.ON_LEAVE, None, None),
        ([came(0), went(60), corrected(70, P.PRESENT)], P.PRESENT, 0, None),
        ([came(0), corrected(70, P.LEFT_EARLY)], P.LEFT_EARLY, 0, None),
        ([came(0), corrected(30, P.LATE), went(170)], P.LATE, 0, 170),
    ],
)
def test_what_records_come_to(marks: list[Mark], presence: str, came_at: int | None, went_at: int | None):
    """In every order of arrival."""
    wanted = (presence, None if came_at is None else minute(came_at), None if went_at is None else minute(went_at))
    for order in permutations(marks):
        standing = fold(order, Half())
        assert (standing.presence, standing.in_at, standing.out_at) == wanted


keys = st.one_of(st.none(), st.uuids())
arrivals = st.builds(
    Mark,
    st.just(Direction.IN),
    st.integers(-120, 179).map(minute),
    st.sampled_from(SignInWay.values),
    st.just(""),
    keys,
)
leavings = st.builds(Mark, st.just(Direction.OUT), st.integers(-60, 200).map(minute), record_key=keys)
corrections = st.builds(
    Mark,
    st.just(Direction.CORRECTION),
    st.integers(-60, 300).map(minute),
    st.just(""),
    st.sampled_from(Presence.values),
    keys,
)
records = st.lists(
    st.one_of(arrivals, leavings, corrections), max_size=8, unique_by=lambda one: one.record_key or id(one)
)


@given(records, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(marks: list[Mark], source):
    """Records of several devices, mixed in any way, come to the same."""
    mixed = [*marks]
    source.shuffle(mixed)
    one, other = fold(marks, Half()), fold(mixed, Half())
    assert (one.presence, one.way, one.in_at, one.out_at) == (other.presence, other.way, other.in_at, other.out_at)


@given(records, st.data())
def test_a_record_sent_twice_counts_once(marks: list[Mark], data: st.DataObject):
    """However often a device sends what it has not heard an answer to."""
    keyed = [mark for mark in marks if mark.record_key]
    again = data.draw(st.lists(st.sampled_from(keyed), max_size=4)) if keyed else []
    assert fold([*marks, *again], Half()) == fold(marks, Half())


@given(st.lists(arrivals, min_size=1, max_size=6))
def test_the_first_of_all_ways_counts(marks: list[Mark]):
    """Whichever way it was, and whichever reached us first."""
    standing = fold(marks, Half())
    first = min(mark.at for mark in marks)
    assert standing.in_at == first
    assert standing.way in {mark.way for mark in marks if mark.at == first}


@given(records, corrections)
def test_a_correction_wins_from_its_moment_on(marks: list[Mark], correction: Mark):
    """Over all that happened until then, and until something happens afterwards."""
    before = [mark for mark in marks if mark.at < correction.at]
    assert fold([*before, correction], Half()).presence == correction.presence


@given(records)
def test_what_it_comes_to_is_sound(marks: list[Mark]):
    """Nobody goes before he came, and who is not there has neither come nor gone."""
    standing: Standing = fold(marks, Half())
    if standing.in_at and standing.out_at:
        assert standing.out_at >= standing.in_at
    if standing.presence not in THERE:
        assert (standing.in_at, standing.out_at, standing.way) == (None, None, "")


@pytest.mark.parametrize(
    ("presences", "halves", "attended"),
    [
        ([], 0, False),
        ([P.PRESENT], 1, True),
        ([P.ABSENT], 0, False),
        ([P.PRESENT, P.LATE, P.ABSENT], 2, True),
        ([P.PRESENT, P.ON_LEAVE, P.LEFT_EARLY], 2, True),
        ([P.PRESENT, P.ON_LEAVE], 1, False),
        ([P.PRESENT] * 5 + [P.ABSENT] * 3, 5, False),
        ([P.PRESENT] * 6 + [P.ABSENT] * 3, 6, True),
    ],
)
def test_two_thirds_is_the_line(presences: list[str], halves: int, attended: bool):
    """Of all half-days; leave is not attendance."""
    assert attendance.halves_attended(presences) == halves
    assert attendance.is_attended(presences) is attended


HALVES = [Half(), Half(minute(300), minute(480))]  # 9–12 and 14–17


def noted(begins: int, ends: int, presence: str, *, is_settled: bool = True) -> Noted:
    return Noted(minute(begins), minute(ends), presence, is_settled)


@pytest.mark.parametrize(
    ("marks", "presences"),
    [
        ([], []),
        ([noted(0, 180, P.ABSENT)], [P.ABSENT]),
        ([noted(0, 180, P.ABSENT), noted(0, 90, P.PRESENT), noted(100, 180, P.ABSENT)], [P.PRESENT]),
        ([noted(0, 180, P.LATE), noted(0, 180, P.PRESENT)], [P.PRESENT]),
        ([noted(0, 180, P.ON_LEAVE), noted(0, 90, P.ABSENT)], [P.ON_LEAVE]),
        ([noted(300, 480, P.ABSENT), noted(280, 400, P.PRESENT)], [P.PRESENT]),
        ([noted(300, 480, P.ABSENT), noted(600, 700, P.PRESENT)], [P.PRESENT]),
        ([noted(0, 180, P.ABSENT), noted(200, 230, P.LATE)], [P.LATE]),
        ([noted(0, 180, P.PRESENT, is_settled=False)], []),
        ([noted(0, 180, P.ABSENT), noted(0, 90, P.PRESENT, is_settled=False)], [P.PRESENT]),
        ([noted(0, 180, P.EXPECTED, is_settled=False), noted(0, 90, P.ABSENT)], [P.ABSENT]),
        ([noted(300, 480, P.ABSENT), noted(0, 180, P.LATE)], [P.LATE, P.ABSENT]),
    ],
)
def test_a_part_counts_in_the_half_day_in_which_it_lies(marks: list[Noted], presences: list[str]):
    """That with which it shares most time; noon and evening belong to the nearest. The best that is noted holds."""
    for order in permutations(marks):
        assert attendance.by_half_days(HALVES, order) == presences


spans = st.tuples(st.integers(-60, 700), st.integers(1, 200))
notes = st.lists(
    st.builds(
        lambda span, presence, is_settled: noted(span[0], sum(span), presence, is_settled=is_settled),
        spans,
        st.sampled_from(Presence.values),
        st.booleans(),
    ),
    max_size=8,
)


@given(notes, notes)
def test_parts_add_no_half_days_and_take_none_away(marks: list[Noted], more: list[Noted]):
    """However many parts there are; who was there stays there whatever else is noted."""
    fewer, found = (attendance.by_half_days(HALVES, one) for one in (marks, [*marks, *more]))
    assert len(fewer) <= len(found) <= len(HALVES)
    assert attendance.halves_attended(fewer) <= attendance.halves_attended(found)


def test_who_did_not_come_was_on_leave_or_absent():
    """Only who is still expected changes when a half-day is settled."""
    assert attendance.settled(P.EXPECTED, has_leave=True) == P.ON_LEAVE
    assert attendance.settled(P.EXPECTED, has_leave=False) == P.ABSENT
    assert {attendance.settled(one, has_leave=True) for one in (P.PRESENT, P.LATE)} == {P.PRESENT, P.LATE}


@pytest.mark.parametrize(("minutes", "number"), [(-200, 1), (-119, 1), (10, 1), (179, 1), (200, 2), (240, 2), (999, 2)])
def test_the_half_day_whose_door_is_open(minutes: int, number: int):
    """The one that lasts; between two the next; after all the last."""
    morning, afternoon = Half(), Half(minute(300), minute(480))
    found = attendance.sitting_at([afternoon, morning], minute(minutes))
    assert found == {1: morning, 2: afternoon}[number]
    assert attendance.sitting_at([], START) is None
