"""How values are written for people: dates, moments, numbers, and marked text."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from xieshang.spine import clock

Words = str | Promise  # a text for people, at once or in the language of whoever reads it
NOTHING = "—"
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(value: date | datetime | None) -> str:
    """A full date: "2026 年 3 月 18 日（周三）", in English "Wed 18 March 2026"; "—" for none."""
    if value is None:
        return NOTHING
    on = _local(value)
    if _chinese():
        return f"{on.year} 年 {on.month} 月 {on.day} 日（周{WEEKDAYS_ZH[on.weekday()]}）"
    return f"{WEEKDAYS_EN[on.weekday()]} {on.day} {MONTHS_EN[on.month - 1]} {on.year}"


def day_short(value: date | datetime | None) -> str:
    """A date for tables: "3 月 18 日" within this year, "2025 年 3 月 18 日" outside it; "—" for none."""
    if value is None:
        return NOTHING
    on = _local(value)
    return _in_table(on.year, on.month, on.day, clock.today().year, _chinese())


@lru_cache(maxsize=1024)  # a list shows a few days many times
def _in_table(year: int, month: int, day: int, this_year: int, chinese: bool) -> str:
    if chinese:
        return f"{month} 月 {day} 日" if year == this_year else f"{year} 年 {month} 月 {day} 日"
    name = MONTHS_EN[month - 1][:3]
    return f"{day} {name}" if year == this_year else f"{day} {name} {year}"


def moment(value: datetime | None) -> str:
    """A full date with the time on the 24-hour clock; "—" for none."""
    if value is None:
        return NOTHING
    between = "" if _chinese() else " "
    return f"{day(value)}{between}{time(value)}"


def time(value: datetime) -> str:
    """The time of day, "10:32", in the assembly's time zone."""
    return f"{_local(value):%H:%M}"


def number(value: float | Decimal | None) -> str:
    """A number with thousands set apart, "12,345"; decimals as given; "—" for none."""
    return NOTHING if value is None else f"{value:,}"


def percent(share: float | Decimal | None, digits: int = 1) -> str:
    """A share of one as a percentage, "94.5%"; "—" for none."""
    return NOTHING if share is None else f"{share:.{digits}%}"


def size(octets: int) -> str:
    """The size of a file: "320 KB", "1.4 MB"."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} KB"
    return f"{octets / 1_000_000:.1f} MB"


def ago(value: datetime) -> str:
    """How long ago, for recent moments: "3 分钟前", "2 小时前", "昨天 10:32"; older ones as a date."""
    minutes = int((clock.now() - value).total_seconds() // 60)
    days = (clock.today() - timezone.localdate(value)).days
    if minutes < 1:
        return _("刚才")
    if minutes < 60:
        return ngettext("%(n)d 分钟前", "%(n)d 分钟前", minutes) % {"n": minutes}
    if days == 0:
        return ngettext("%(n)d 小时前", "%(n)d 小时前", minutes // 60) % {"n": minutes // 60}
    return _("昨天 %(time)s") % {"time": time(value)} if days == 1 else day(value)


def paragraphs(text: str) -> Markup:
    """`text` escaped, each line of it that says something a paragraph."""
    lines = (line.strip() for line in text.splitlines())
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines if line)


def mark(text: str, words: Iterable[str]) -> Markup:
    """`text` escaped, with `<mark>` round every hit of `words` (case does not matter)."""
    pattern = _any_of(tuple(sorted({word for word in words if word}, key=len, reverse=True)))
    if pattern is None:
        return escape(text)
    pieces = pattern.split(text)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces)
    )


def passages(text: str, spans: Sequence[tuple[int, int, int]], side: str = "a") -> Markup:
    """`text` escaped, with its shared passages marked and linked to the same passage on the other side.

    A span is (start, end, number); spans come in order and do not overlap. `side` is "a" or "b".
    """
    other, pieces, reached = {"a": "b", "b": "a"}[side], [], 0
    for start, end, shared in spans:
        pieces.append(escape(text[reached:start]))
        pieces.append(_LINKED.format(side=side, other=other, n=shared, text=text[start:end]))
        reached = end
    return Markup("").join([*pieces, escape(text[reached:])])


_LINKED = Markup('<mark id="{side}{n}">{text}<sup><a href="#{other}{n}">{n}</a></sup></mark>')


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_default_timezone()) if timezone.is_aware(value) else value
    return value


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("(" + "|".join(map(re.escape, words)) + ")", re.IGNORECASE) if words else None
