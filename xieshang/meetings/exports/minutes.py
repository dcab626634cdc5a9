"""Minutes in the official layout of 纪要 (GB/T 9704-2012, 10.3): a head of their own, no seal, the names at the end."""

from datetime import datetime

from django.utils import timezone

from xieshang.documents import letters
from xieshang.documents.letters import Item, Letter
from xieshang.meetings.models import Meeting, Minutes
from xieshang.meetings.queries.minutes import Line, laid_out

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def paper_of(minutes: Minutes, ending: str, *, at: datetime) -> bytes:
    """The minutes as "pdf" or "docx", as they are issued at that moment."""
    letter = letter_of(minutes, at=at)
    return letters.pdf(letter) if ending == "pdf" else letters.docx(letter)


def name_of(minutes: Minutes, ending: str) -> str:
    """What the file is called."""
    return f"{minutes.meeting.title}纪要.{ending}"


def number_of(meeting: Meeting, year: int, number: int) -> str:
    """主席会议纪要〔2026〕3号."""
    return f"{meeting.kind.name}纪要〔{year}〕{number}号"


def letter_of(minutes: Minutes, *, at: datetime) -> Letter:
    """The text by its headings and paragraphs, and the names at its end (`queries.laid_out`)."""
    meeting, (lines, roll) = minutes.meeting, laid_out(minutes.text)
    opening, items = _parts(lines)
    on = timezone.localdate(at)
    return Letter(
        head=f"{meeting.assembly.name}{meeting.kind.name}纪要",
        number=minutes.number,
        title=f"{meeting.title}纪要",
        addressee="",
        at=at,
        opening=opening,
        items=items,
        roll=roll,
        issuer=f"{meeting.assembly.name}办公室",
        issued=f"{on.year}年{on.month}月{on.day}日印发",
    )


def _parts(lines: list[Line]) -> tuple[list[str], list[Item]]:
    opening: list[str] = []
    items: list[tuple[Line, list[str]]] = []
    for line in lines:
        if line.level:
            items.append((line, []))
        else:
            (items[-1][1] if items else opening).append(line.text)
    return opening, [Item(heading.text, paragraphs, heading.level) for heading, paragraphs in items]
