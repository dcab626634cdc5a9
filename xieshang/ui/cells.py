"""The values a list shows, and how each is shown on the page and written to a sheet.

A row of a list is a dict of plain values; their type decides how they look:
text, numbers, dates, moments, `Badge` (a state with its tone), `Late` (a due date that has passed), `Door` (a number
that opens its rows).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from django.utils import timezone
from markupsafe import Markup

from xieshang.ui import show as words
from xieshang.ui.icons import icon as draw

Tone = Literal["plain", "good", "wait", "bad", "award", "off"]

TONE_ICONS: dict[str, str] = {
    "plain": "circle-dot",
    "good": "circle-check",
    "wait": "hourglass",
    "bad": "alert-triangle",
    "award": "award",
    "off": "circle-dashed",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word, with a tone that picks its icon and colour."""

    label: str
    tone: Tone = "plain"
    icon: str = ""

    def __str__(self) -> str:
        return str(self.label)

    def __html__(self) -> str:
        return badge(str(self.label), self.tone, self.icon)


@dataclass(frozen=True, slots=True)
class Late:
    """A due date that has passed, with the words that say so ("逾期 3 个工作日")."""

    on: date
    words: str

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.words}"

    def __html__(self) -> str:
        return Markup('{} <span class="late">{}</span>').format(words.day_short(self.on), self.words)


@dataclass(frozen=True, slots=True)
class Door:
    """A number that opens what it counts; nothing is behind a nought."""

    n: int
    href: str

    def __str__(self) -> str:
        return str(self.n)

    def __html__(self) -> str:
        return Markup('<a class="count" href="{}">{}</a>').format(self.href, words.number(self.n)) if self.n else "0"


@lru_cache(maxsize=1024)  # states are few, rows are many
def badge(label: str, tone: str = "plain", icon: str = "") -> Markup:
    """A state as icon and word, never as colour alone."""
    return Markup('<span class="badge {}">{}{}</span>').format(tone, draw(icon or TONE_ICONS[tone]), label)


def show(value: Any) -> Any:
    """A value as it stands on the page; what has its own look (`__html__`) keeps it."""
    if value is None or value == "":
        return words.NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.day_short(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return words.number(value)
    return value


def plain(value: Any) -> Any:
    """A value as it stands in a sheet: numbers stay numbers, dates dates, all else is text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, int | float | Decimal | date) and not isinstance(value, bool):
        return value
    if isinstance(value, Markup):
        return value.striptags()
    if isinstance(value, Door):
        return value.n
    return str(value)
