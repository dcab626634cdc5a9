"""How the papers of a case write texts, days and facts."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils import timezone

from xieshang.documents.letters import Block


def prose(text: str) -> Iterator[Block]:
    """A text, a paragraph for each of its lines."""
    for line in text.splitlines():
        if line.strip():
            yield Block("paragraph", line.strip())


def facts(rows: Iterable[tuple[str, object]]) -> Block:
    """Labels with their values, without those that have none."""
    return Block("facts", rows=[[label, str(value)] for label, value in rows if value])


def day(at: datetime | date | None) -> str:
    """The day of a moment, or the day itself; nothing where there is none."""
    if at is None:
        return ""
    return f"{timezone.localdate(at) if isinstance(at, datetime) else at:%Y-%m-%d}"


def minute(at: datetime | None) -> str:
    """A moment to the minute."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
