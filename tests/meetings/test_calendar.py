"""iCalendar as RFC 5545 says: lines folded by octets, texts escaped, moments in UTC, changes and cancellations told."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.meetings import Hall, hall, meeting
from xieshang.meetings.exports import calendar as ical
from xieshang.meetings.states import State
from xieshang.spine import clock

ORIGIN = "https://xieshang.example.org:8443"


@given(st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])))
def test_folded_lines_are_short_and_unfold_to_what_they_were(line: str) -> None:
    folded = ical.folded(line)
    assert folded.endswith(b"\r\n")
    parts = folded[:-2].split(b"\r\n")
    assert all(len(part) <= 75 and part.decode() is not None for part in parts)
    assert folded[:-2].replace(b"\r\n ", b"").decode() == line


def test_texts_are_escaped() -> None:
    assert ical.escaped("甲,乙;丙\\丁\r\n戊\x07") == "甲\\,乙\\;丙\\\\丁\\n戊"


@pytest.mark.django_db
@pytest.mark.usefixtures("moment")
def test_an_occasion_from_its_notice_to_its_cancellation() -> None:
    place: Hall = hall()
    made = meeting(
        place,
        starts_at=datetime(2026, 4, 20, 1, 0, tzinfo=UTC),
        ends_at=datetime(2026, 4, 20, 3, 30, tzinfo=UTC),
        title="主席会议；第一次, 扩大",
        text="请着正装\n带笔",
        revision=2,
    )
    text = ical.calendar([made], origin=ORIGIN, at=clock.now(), name="会议").replace(b"\r\n ", b"").decode()
    lines = text.split("\r\n")
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Xieshang//Meetings//ZH", "CALSCALE:GREGORIAN"]
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    assert event[1:] == [
        f"UID:meeting-{made.pk}@xieshang.example.org",
        "DTSTAMP:20260318T020000Z",
        f"LAST-MODIFIED:{ical.utc(made.changed_at)}",
        "SEQUENCE:2",
        "DTSTART:20260420T010000Z",
        "DTEND:20260420T033000Z",
        "SUMMARY:主席会议；第一次\\, 扩大",
        "LOCATION:会议中心",
        "DESCRIPTION:请着正装\\n带笔",
        f"URL:{ORIGIN}/meetings/{made.pk}",
        "STATUS:CONFIRMED",
    ]
    made.state = State.CANCELLED
    gone = ical.calendar([made], origin=ORIGIN, at=clock.now()).decode()
    assert "STATUS:CANCELLED" in gone
    assert "SUMMARY:已取消：" in gone
