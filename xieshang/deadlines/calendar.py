"""Counting in working days, days and months; every answer comes with its steps."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate, groupby

from xieshang.deadlines.days import Day, announced, statutory
from xieshang.deadlines.due import Assumed, Counted, Cut, Due, Ended, Included, Moved, Skipped, Step
from xieshang.deadlines.states import Unit


class Calendar:
    """China's working days, with the days in `overrides` taking precedence.

    A year is known when the library covers it or its National Day is among the overrides. In any
    other year Monday to Friday are working days, and each due date that touches it says so.
    """

    def __init__(self, overrides: Iterable[Day] = ()) -> None:
        self._overrides = {day.on: day for day in overrides}
        self._years: dict[int, _Year] = {}

    def day(self, on: date) -> Day:
        """What kind of day this is, and its name where it has one."""
        return self._year(on.year).day(on)

    def is_working(self, on: date) -> bool:
        """True on a working day, make-up days included."""
        return self.day(on).working

    def is_known(self, year: int) -> bool:
        """False where this year's holidays are not known, so that only weekends are days off."""
        return announced(year) or date(year, 10, 1) in self._overrides

    def next_working_day(self, on: date) -> date:
        """The day itself where it is worked, else the first working day after it."""
        while not self.is_working(on):
            on += _ONE_DAY
        return on

    def working_days_before(self, on: date, amount: int) -> date:
        """The `amount`-th working day before a day, which itself does not count: the last on which one is in time."""
        while amount > 0:
            on -= _ONE_DAY
            amount -= self.is_working(on)
        return on

    def working_days_between(self, from_on: date, to_on: date) -> int:
        """Working days after `from_on` up to and including `to_on`; negative where `to_on` is earlier."""
        if to_on < from_on:
            return -self.working_days_between(to_on, from_on)
        whole_years = sum(self._year(year).worked for year in range(from_on.year, to_on.year))
        return whole_years + self._year(to_on.year).until(to_on) - self._year(from_on.year).until(from_on)

    def add(self, from_on: date, amount: int, unit: Unit) -> Due:
        """The last day of a period of `amount` units that begins the day after `from_on`."""
        count = {
            Unit.WORKING_DAYS: self.add_working_days,
            Unit.DAYS: self.add_days,
            Unit.MONTHS: self.add_months,
        }
        return count[unit](from_on, amount)

    def add_working_days(self, from_on: date, amount: int) -> Due:
        """The `amount`-th working day after `from_on`."""
        counted = Counted(from_on, _positive(amount), Unit.WORKING_DAYS)
        passed = tuple(self._days_until(from_on, amount))
        return self._due(passed[0].on, passed[-1].on, counted, *_notable(passed))

    def add_days(self, from_on: date, amount: int) -> Due:
        """`amount` calendar days after `from_on`, moved to the next working day where that is off."""
        counted = Counted(from_on, _positive(amount), Unit.DAYS)
        return self._settled(from_on + timedelta(days=amount), counted)

    def add_months(self, from_on: date, amount: int) -> Due:
        """The same day `amount` months later, or that month's last, moved on where it is off."""
        counted = Counted(from_on, _positive(amount), Unit.MONTHS)
        end = _months_later(from_on, amount)
        return self._settled(end, counted, *([Cut(end)] if end.day != from_on.day else []))

    def _days_until(self, from_on: date, amount: int) -> Iterator[Day]:
        """Each day after `from_on`, the last being the `amount`-th working day."""
        while amount:
            from_on += _ONE_DAY
            day = self.day(from_on)
            amount -= day.working
            yield day

    def _settled(self, end: date, *steps: Step) -> Due:
        """The end of a period, moved past days off (Civil Code, article 203)."""
        on = self.next_working_day(end)
        moved = [] if on == end else [Moved(end, on, self.day(end).name)]
        return self._due(end, on, *steps, *moved, *_notable([self.day(on)]))

    def _due(self, looked_from: date, on: date, *steps: Step) -> Due:
        unknown = [year for year in range(looked_from.year, on.year + 1) if not self.is_known(year)]
        return Due(on, (*steps, *map(Assumed, unknown), Ended(on)))

    def _year(self, year: int) -> "_Year":
        if year not in self._years:
            self._years[year] = _Year(tuple(self._overrides.get(day.on, day) for day in statutory(year)))
        return self._years[year]


@dataclass(frozen=True)
class _Year:
    """The days of one year, with running totals so that a span costs two look-ups."""

    days: tuple[Day, ...]

    @cached_property
    def totals(self) -> tuple[int, ...]:
        return tuple(accumulate(day.working for day in self.days))

    @property
    def worked(self) -> int:
        return self.totals[-1]

    def day(self, on: date) -> Day:
        return self.days[on.timetuple().tm_yday - 1]

    def until(self, on: date) -> int:
        """Working days from 1 January to `on`, both included."""
        return self.totals[on.timetuple().tm_yday - 1]


def _notable(days: Iterable[Day]) -> Iterator[Step]:
    """What a person would ask about: the runs of days off, and the weekend days that count."""
    for (working, name), run in groupby(days, key=lambda day: (day.working, day.name)):
        group = list(run)
        if not working:
            yield Skipped(group[0].on, group[-1].on, name)
        yield from (Included(day.on, day.name) for day in group if day.made_up)


def _months_later(on: date, amount: int) -> date:
    years, month = divmod(on.month - 1 + amount, 12)
    year, month = on.year + years, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def _positive(amount: int) -> int:
    if amount < 1:
        raise ValueError(f"a period is at least one unit long, not {amount}")
    return amount


_ONE_DAY = timedelta(days=1)
