"""What each day is in China: worked, a weekend, a holiday, or a weekend day worked in its place."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from django.utils.translation import gettext_noop

WEEKEND = gettext_noop("周末")


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `name` says why it is off, or why a weekend day is worked; else it is empty."""

    on: date
    working: bool
    name: str = ""

    @property
    def made_up(self) -> bool:
        """True for a weekend day that is worked."""
        return self.working and self.on.weekday() >= _SATURDAY


@cache
def statutory(year: int) -> tuple[Day, ...]:
    """The days of a year, first to last, as announced; Monday to Friday where `announced` is False."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=offset) for offset in range((date(year, 12, 31) - first).days + 1))
    known = announced(year)
    return tuple(_announced(on) if known else _plain(on) for on in days)


@cache
def announced(year: int) -> bool:
    """True where the State Council's arrangement of this year's holidays is in the library."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _announced(on: date) -> Day:
    off, holiday = chinese_calendar.get_holiday_detail(on)
    return Day(on, not off, _HOLIDAYS[holiday]) if holiday else _plain(on)


def _plain(on: date) -> Day:
    off = on.weekday() >= _SATURDAY
    return Day(on, not off, WEEKEND if off else "")


_SATURDAY = 5
_HOLIDAYS = {
    "New Year's Day": gettext_noop("元旦"),
    "Spring Festival": gettext_noop("春节"),
    "Tomb-sweeping Day": gettext_noop("清明节"),
    "Labour Day": gettext_noop("劳动节"),
    "Dragon Boat Festival": gettext_noop("端午节"),
    "National Day": gettext_noop("国庆节"),
    "Mid-autumn Festival": gettext_noop("中秋节"),
    "Anti-Fascist 70th Day": gettext_noop("抗战胜利纪念日"),
}
