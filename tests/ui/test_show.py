"""Values are written as the field writes them, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from xieshang.ui import cells, show
from xieshang.ui.cells import Badge, Door, Late

EVENING = datetime(2026, 3, 18, 15, 5, tzinfo=UTC)  # 23:05 in Shanghai


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("zh-hans", date(2026, 3, 18), "2026 年 3 月 18 日（周三）"),
        ("en", date(2026, 3, 18), "Wed 18 March 2026"),
        ("zh-hans", datetime(2026, 3, 18, 17, 0, tzinfo=UTC), "2026 年 3 月 19 日（周四）"),
        ("zh-hans", None, "—"),
    ],
)
def test_a_day_in_full(language: str, value: date | None, text: str) -> None:
    with translation.override(language):
        assert show.day(value) == text


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("zh-hans", date(2026, 12, 1), "12 月 1 日"),
        ("zh-hans", date(2025, 12, 1), "2025 年 12 月 1 日"),
        ("en", date(2026, 12, 1), "1 Dec"),
        ("en", date(2025, 12, 1), "1 Dec 2025"),
    ],
)
def test_a_day_in_a_table(language: str, value: date, text: str, moment: datetime) -> None:
    with translation.override(language):
        assert show.day_short(value) == text


def test_a_moment_is_on_the_24_hour_clock_of_the_assembly() -> None:
    with translation.override("zh-hans"):
        assert show.moment(EVENING) == "2026 年 3 月 18 日（周三）23:05"
    with translation.override("en"):
        assert show.moment(EVENING) == "Wed 18 March 2026 23:05"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(seconds=20), "刚才"),
        (timedelta(minutes=3), "3 分钟前"),
        (timedelta(hours=2), "2 小时前"),
        (timedelta(hours=12), "昨天 22:00"),
        (timedelta(days=2), "2026 年 3 月 16 日（周一）"),
        (timedelta(minutes=-5), "刚才"),
    ],
)
def test_how_long_ago(before: timedelta, text: str, moment: datetime) -> None:
    with translation.override("zh-hans"):
        assert show.ago(moment - before) == text


def test_numbers_shares_and_sizes() -> None:
    assert [show.number(n) for n in (12345, Decimal("1.50"), None)] == ["12,345", "1.50", "—"]
    assert [show.percent(s) for s in (0.9448, None)] == ["94.5%", "—"]
    assert [show.size(n) for n in (1, 320_400, 1_440_000)] == ["1 KB", "320 KB", "1.4 MB"]


def test_marked_text_is_escaped_and_the_longest_word_wins() -> None:
    assert show.mark("<b>托育服务</b>", ["托育", "托育服务"]) == "&lt;b&gt;<mark>托育服务</mark>&lt;/b&gt;"
    assert show.mark("a.b AxB", ["A.b"]) == "<mark>a.b</mark> AxB"
    assert show.mark("<i>", []) == "&lt;i&gt;"


def test_every_line_that_says_something_is_a_paragraph() -> None:
    assert show.paragraphs("一 <b>\n\n  二\n") == "<p>一 &lt;b&gt;</p>\n<p>二</p>"


def test_shared_passages_point_at_each_other() -> None:
    assert show.passages("甲<乙>丙", [(1, 4, 2)]) == '甲<mark id="a2">&lt;乙&gt;<sup><a href="#b2">2</a></sup></mark>丙'
    assert show.passages("甲乙", [(0, 1, 1)], "b") == '<mark id="b1">甲<sup><a href="#a1">1</a></sup></mark>乙'


def test_a_value_decides_its_look_by_its_type(moment: datetime) -> None:
    with translation.override("zh-hans"):
        shown = [cells.show(value) for value in (None, "", "文", 1200, date(2026, 3, 1))]
    assert shown == ["—", "—", "文", "1,200", "3 月 1 日"]
    assert 'class="badge good"' in Badge("已办结", "good").__html__()
    assert '<span class="late">逾期 3 个工作日</span>' in Late(date(2026, 3, 1), "逾期 3 个工作日").__html__()


def test_a_number_is_a_door_where_something_is_behind_it() -> None:
    assert Door(1200, "/rows?a=1&b=2").__html__() == '<a class="count" href="/rows?a=1&amp;b=2">1,200</a>'
    assert (Door(0, "/rows").__html__(), cells.plain(Door(0, "/rows"))) == ("0", 0)


def test_a_value_in_a_sheet_keeps_its_type_where_the_sheet_has_one() -> None:
    assert cells.plain(EVENING) == datetime(2026, 3, 18, 23, 5)  # noqa: DTZ001 - sheets know no time zone
    assert [cells.plain(v) for v in (None, 3, date(2026, 3, 1))] == ["", 3, date(2026, 3, 1)]
    assert cells.plain(Badge("已办结", "good")) == "已办结"
    assert cells.plain(Late(date(2026, 3, 1), "逾期")) == "2026-03-01 逾期"
    assert cells.plain(show.mark("托育", ["托"])) == "托育"
