"""Occasions as iCalendar (RFC 5545), one or many; what a calendar program reads again from time to time.

Moments are in UTC, so that no time zone need be described. An occasion keeps its UID for ever; SEQUENCE grows with
each change, and a cancelled one stays, as CANCELLED, so that calendars take it out.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from xieshang.meetings.models import Meeting
from xieshang.meetings.states import State

CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""
REFRESH = "PT1H"


def calendar(meetings: Iterable[Meeting], *, origin: str, at: datetime, name: str = "") -> bytes:
    """The occasions as one calendar. `origin` ("https://xieshang.example.org") makes UIDs and links; `at` is now."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Xieshang//Meetings//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}"]
    if name:
        lines.append(f"X-WR-CALNAME:{escaped(name)}")
    for meeting in meetings:
        lines += _event(meeting, origin, at)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(meeting: Meeting, origin: str, at: datetime) -> Iterator[str]:
    link = f"{origin}/meetings/{meeting.pk}"
    host = origin.partition("://")[2].partition("/")[0].partition(":")[0]
    yield "BEGIN:VEVENT"
    yield f"UID:meeting-{meeting.pk}@{host}"
    yield f"DTSTAMP:{utc(at)}"
    yield f"LAST-MODIFIED:{utc(meeting.changed_at)}"
    yield f"SEQUENCE:{meeting.revision}"
    yield f"DTSTART:{utc(meeting.starts_at)}"
    yield f"DTEND:{utc(meeting.ends_at)}"
    yield f"SUMMARY:{escaped(_summary(meeting))}"
    if meeting.place:
        yield f"LOCATION:{escaped(meeting.place)}"
    if meeting.text:
        yield f"DESCRIPTION:{escaped(meeting.text)}"
    yield f"URL:{link}"
    yield f"STATUS:{'CANCELLED' if meeting.state == State.CANCELLED else 'CONFIRMED'}"
    yield "END:VEVENT"


def _summary(meeting: Meeting) -> str:
    """Programs that do not heed STATUS show at least that it is cancelled."""
    return _("已取消：%(title)s") % {"title": meeting.title} if meeting.state == State.CANCELLED else meeting.title


def utc(moment: datetime) -> str:
    """A moment as RFC 5545 writes it in UTC."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line ends escaped; other control characters left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for bare in ("\\", ";", ","):
        plain = plain.replace(bare, f"\\{bare}")
    return "".join(char for char in plain.replace("\n", "\\n") if char == "\t" or ord(char) >= ord(" "))


def folded(line: str) -> bytes:
    """A content line with its end: no part is longer than 75 octets, and no character is cut in two."""
    parts, part = [], b""
    for char in line:
        octets = char.encode()
        if len(part) + len(octets) > LONGEST_LINE:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
