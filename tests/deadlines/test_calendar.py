"""The calendar: real years, real make-up days, and laws that hold for any span."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.deadlines.calendar import Calendar
from xieshang.deadlines.days import Day
from xieshang.deadlines.states import Unit

CALENDAR = Calendar()
DAYS = st.dates(date(2018, 1, 1), date(2027, 6, 30))
AMOUNTS = st.integers(1, 120)


@pytest.mark.parametrize(
    ("from_on", "amount", "due_on"),
    [
        # Each was counted by hand on the announced arrangement of that year's Spring Festival.
        (date(2018, 2, 12), 5, date(2018, 2, 24)),  # 13, 14, 22, 23, and Saturday 24, a make-up day
        (date(2019, 1, 30), 5, date(2019, 2, 11)),  # 31, 1, the make-up days 2 and 3, then 11
        (date(2020, 1, 17), 6, date(2020, 2, 3)),  # make-up day 19, 20 to 23; the lengthened holiday; 3
        (date(2021, 2, 8), 7, date(2021, 2, 23)),  # 9, 10, 18, 19, make-up day 20, 22, 23
        (date(2022, 1, 27), 4, date(2022, 2, 7)),  # 28, the make-up days 29 and 30, then 7
        (date(2023, 1, 19), 4, date(2023, 1, 30)),  # 20, the make-up days 28 and 29, then 30
        (date(2024, 2, 8), 3, date(2024, 2, 19)),  # 9, make-up day 18, 19
        (date(2025, 1, 24), 6, date(2025, 2, 8)),  # make-up day 26, 27, 5, 6, 7, make-up day 8
        (date(2026, 2, 13), 3, date(2026, 2, 25)),  # make-up day 14, 24, 25
    ],
)
def test_working_days_over_each_spring_festival(from_on: date, amount: int, due_on: date) -> None:
    """Holidays do not count, make-up days do."""
    assert CALENDAR.add_working_days(from_on, amount).on == due_on


@pytest.mark.parametrize("year", range(2018, 2027))
def test_national_day_is_never_a_working_day(year: int) -> None:
    """Whatever the weekday, 1 to 3 October are off."""
    assert [CALENDAR.is_working(date(year, 10, day)) for day in (1, 2, 3)] == [False, False, False]


def test_a_make_up_saturday_counts() -> None:
    """Saturday 10 October 2026 is worked: one working day after Friday the 9th is the 10th."""
    assert CALENDAR.day(date(2026, 10, 10)) == Day(date(2026, 10, 10), True, "国庆节")
    assert CALENDAR.add_working_days(date(2026, 10, 9), 1).on == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("from_on", "months", "due_on"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 15)),  # the corresponding day
        (date(2025, 11, 30), 3, date(2026, 2, 28)),  # no 30 February: month's end, here a make-up Saturday
        (date(2024, 1, 31), 1, date(2024, 2, 29)),  # a leap year
        (date(2026, 1, 5), 3, date(2026, 4, 7)),  # 5 April is Tomb-sweeping; 7 April is worked again
        (date(2026, 7, 1), 3, date(2026, 10, 8)),  # National Day moves it past the whole holiday
        (date(2026, 5, 22), 3, date(2026, 8, 24)),  # 22 August is a Saturday
        (date(2025, 12, 15), 13, date(2027, 1, 15)),  # over more than a year
    ],
)
def test_months_end_on_the_corresponding_day_or_the_next_working_day(from_on: date, months: int, due_on: date) -> None:
    """Civil Code, articles 202 and 203."""
    assert CALENDAR.add_months(from_on, months).on == due_on


def test_days_count_every_day_and_move_off_a_holiday() -> None:
    """Thirty days after 4 September 2026 is 4 October; the holiday ends on the 7th."""
    assert CALENDAR.add_days(date(2026, 9, 4), 30).on == date(2026, 10, 8)
    assert CALENDAR.add_days(date(2026, 9, 1), 7).on == date(2026, 9, 8)


def test_add_counts_in_the_unit_it_is_given() -> None:
    """One from Monday 5 January 2026, in each unit."""
    ends = {unit: CALENDAR.add(date(2026, 1, 5), 1, unit).on for unit in Unit}
    assert ends == {
        Unit.WORKING_DAYS: date(2026, 1, 6),
        Unit.DAYS: date(2026, 1, 6),
        Unit.MONTHS: date(2026, 2, 5),
    }


@pytest.mark.parametrize("amount", [0, -3])
@pytest.mark.parametrize("unit", list(Unit))
def test_a_period_is_at_least_one_unit(unit: Unit, amount: int) -> None:
    """Nothing falls due at once or in the past."""
    with pytest.raises(ValueError, match=f"not {amount}$"):
        CALENDAR.add(date(2026, 1, 5), amount, unit)


def test_a_year_without_announced_holidays_has_weekends_alone() -> None:
    """1 January 2027 is a Friday; no arrangement for 2027 is in the library."""
    assert (CALENDAR.is_known(2026), CALENDAR.is_known(2027)) == (True, False)
    assert CALENDAR.is_working(date(2027, 1, 1)) is True
    assert CALENDAR.is_working(date(2027, 1, 2)) is False


def test_an_entered_day_stands_over_the_library() -> None:
    """A day off on a Wednesday, a worked Sunday, and a holiday that is worked after all."""
    entered = [
        Day(date(2026, 3, 18), False, "抗洪"),
        Day(date(2026, 3, 22), True, "抗洪"),
        Day(date(2026, 10, 7), True, "值守"),
    ]
    calendar = Calendar(entered)
    assert [calendar.day(day.on) for day in entered] == entered
    assert calendar.add_working_days(date(2026, 3, 17), 3).on == date(2026, 3, 22)
    assert CALENDAR.add_working_days(date(2026, 3, 17), 3).on == date(2026, 3, 20)


def test_a_year_is_known_once_its_national_day_was_entered() -> None:
    """One local closure does not make a year known."""
    closure = Calendar([Day(date(2027, 6, 1), False, "停电")])
    arranged = Calendar([Day(date(2027, 10, 1), False, "国庆节")])
    assert (closure.is_known(2027), arranged.is_known(2027)) == (False, True)


@given(DAYS, AMOUNTS)
def test_adding_and_counting_agree(from_on: date, amount: int) -> None:
    """Between the start and the n-th working day lie n working days."""
    due = CALENDAR.add_working_days(from_on, amount)
    assert CALENDAR.working_days_between(from_on, due.on) == amount
    assert CALENDAR.is_working(due.on)


@given(DAYS, AMOUNTS)
def test_a_longer_period_ends_later(from_on: date, amount: int) -> None:
    """In working days strictly; in days and months never earlier."""
    assert CALENDAR.add_working_days(from_on, amount).on < CALENDAR.add_working_days(from_on, amount + 1).on
    assert CALENDAR.add_days(from_on, amount).on <= CALENDAR.add_days(from_on, amount + 1).on
    assert CALENDAR.add_months(from_on, amount).on <= CALENDAR.add_months(from_on, amount + 1).on


@given(DAYS, AMOUNTS, st.sampled_from(Unit))
def test_a_later_start_never_ends_earlier(from_on: date, amount: int, unit: Unit) -> None:
    """Whatever the unit."""
    next_day = from_on + timedelta(days=1)
    assert CALENDAR.add(from_on, amount, unit).on <= CALENDAR.add(next_day, amount, unit).on


@given(DAYS, AMOUNTS, st.sampled_from(Unit))
def test_a_period_always_ends_on_a_working_day_after_its_start(from_on: date, amount: int, unit: Unit) -> None:
    """So that it can be kept by someone at work."""
    due_on = CALENDAR.add(from_on, amount, unit).on
    assert due_on > from_on
    assert CALENDAR.is_working(due_on)


@given(DAYS, DAYS)
def test_counting_is_what_one_would_count_on_one_s_fingers(one: date, other: date) -> None:
    """Signed, over any number of years, the first day out and the last day in."""
    first, last = sorted((one, other))
    span = [first + timedelta(days=offset) for offset in range(1, (last - first).days + 1)]
    counted = sum(CALENDAR.is_working(on) for on in span)
    assert CALENDAR.working_days_between(first, last) == counted
    assert CALENDAR.working_days_between(last, first) == -counted


@given(DAYS)
def test_the_next_working_day_is_the_first(on: date) -> None:
    """The day itself where it is worked; no working day is passed over."""
    found = CALENDAR.next_working_day(on)
    assert CALENDAR.is_working(found)
    assert found == on or CALENDAR.working_days_between(on, found) == 1


def test_counted_back_over_days_off():
    """15 working days before 8 April 2026, over Qingming (4 to 6 April): 17 March."""
    assert CALENDAR.working_days_before(date(2026, 4, 8), 15) == date(2026, 3, 17)
    assert CALENDAR.working_days_before(date(2026, 4, 8), 0) == date(2026, 4, 8)


@given(DAYS, st.integers(1, 60))
def test_who_is_in_time_on_the_last_day_is_late_on_the_next_working_day(on: date, amount: int):
    """Back and forth count the same days."""
    last_on = CALENDAR.working_days_before(on, amount)
    assert CALENDAR.is_working(last_on)
    worked_on = CALENDAR.next_working_day(on)
    assert CALENDAR.working_days_between(last_on, worked_on) >= amount
    assert CALENDAR.working_days_between(CALENDAR.next_working_day(last_on + timedelta(days=1)), on) < amount
