"""A due date tells how it was found, in sentences and in JSON."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from xieshang.deadlines.calendar import Calendar
from xieshang.deadlines.days import Day
from xieshang.deadlines.due import Due
from xieshang.deadlines.states import Unit

CALENDAR = Calendar()


def _sentences(due: Due) -> list[str]:
    with translation.override("zh-hans"):
        return due.sentences


def test_a_plain_week() -> None:
    """A weekend that is passed over is named."""
    assert _sentences(CALENDAR.add_working_days(date(2026, 1, 5), 7)) == [
        "自 2026 年 1 月 5 日次日起算 7 个工作日",
        "跳过 1 月 10 日、11 日（周末）",
        "至 2026 年 1 月 14 日（周三）",
    ]


def test_a_spring_festival_with_its_make_up_day() -> None:
    """The Saturday that is worked, and the holiday in one run with the weekend inside it."""
    assert _sentences(CALENDAR.add_working_days(date(2026, 2, 10), 7)) == [
        "自 2026 年 2 月 10 日次日起算 7 个工作日",
        "2 月 14 日为调休上班日（春节），计入",
        "跳过 2 月 15 日至 23 日（春节）",
        "至 2026 年 2 月 26 日（周四）",
    ]


def test_a_single_day_off_and_a_run_over_a_month_s_end() -> None:
    """19 September 2026 is a lone Saturday off; the May holiday of 2023 began on 29 April."""
    lone = CALENDAR.add_working_days(date(2026, 9, 18), 1)
    assert _sentences(lone)[1:-1] == ["跳过 9 月 19 日（周末）", "9 月 20 日为调休上班日（国庆节），计入"]
    over = CALENDAR.add_working_days(date(2023, 4, 28), 1)
    assert _sentences(over)[1:] == ["跳过 4 月 29 日至 5 月 3 日（劳动节）", "至 2023 年 5 月 4 日（周四）"]


def test_months_that_lack_the_day() -> None:
    """The month's end stands in, and a Saturday that is worked is said to be one."""
    assert _sentences(CALENDAR.add_months(date(2025, 11, 30), 3)) == [
        "自 2025 年 11 月 30 日次日起算 3 个月",
        "到期月没有对应的日子，取月末 2 月 28 日",
        "2 月 28 日为调休上班日（春节），计入",
        "至 2026 年 2 月 28 日（周六）",
    ]


def test_days_that_end_on_a_day_off() -> None:
    """The move to the next working day gives its cause."""
    assert _sentences(CALENDAR.add_days(date(2026, 9, 4), 30)) == [
        "自 2026 年 9 月 4 日次日起算 30 天",
        "10 月 4 日逢国庆节，顺延至 10 月 8 日",
        "至 2026 年 10 月 8 日（周四）",
    ]


def test_a_year_that_is_not_announced_is_admitted() -> None:
    """From 2026 into 2027; once 2027 is entered, the sentence is gone and the day is right."""
    assert _sentences(CALENDAR.add_working_days(date(2026, 12, 29), 3)) == [
        "自 2026 年 12 月 29 日次日起算 3 个工作日",
        "2027 年的放假安排尚未录入，暂按周一至周五上班计算",
        "至 2027 年 1 月 1 日（周五）",
    ]
    arranged = Calendar([Day(date(2027, 1, 1), False, "元旦"), Day(date(2027, 10, 1), False, "国庆节")])
    assert _sentences(arranged.add_working_days(date(2026, 12, 29), 3)) == [
        "自 2026 年 12 月 29 日次日起算 3 个工作日",
        "跳过 1 月 1 日（元旦）",
        "跳过 1 月 2 日、3 日（周末）",
        "至 2027 年 1 月 4 日（周一）",
    ]


@given(st.dates(date(2018, 1, 1), date(2027, 12, 31)), st.integers(1, 60), st.sampled_from(Unit))
def test_json_and_back(from_on: date, amount: int, unit: Unit) -> None:
    """Nothing is lost on the way through the database."""
    due = CALENDAR.add(from_on, amount, unit)
    assert Due.from_json(due.as_json()) == due


def test_json_is_plain_values() -> None:
    """What the database keeps for the shortest of explanations."""
    assert CALENDAR.add_working_days(date(2026, 1, 5), 1).as_json() == {
        "on": "2026-01-06",
        "steps": [
            {"kind": "counted", "from_on": "2026-01-05", "amount": 1, "unit": "working_days"},
            {"kind": "ended", "on": "2026-01-06"},
        ],
    }


def test_an_unknown_step_is_refused() -> None:
    """A step of a later version is not guessed at."""
    with pytest.raises(ValueError, match="unknown step of a due date: 'paused'"):
        Due.from_json({"on": "2026-01-06", "steps": [{"kind": "paused"}]})
