"""What the hall board shows: one statement, asked by pages and by the event stream, so that both say the same."""

import json
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing

TOPIC: Final = "hall"
"""The name under which the event stream tells it; its keys are those of half-days."""

SALT: Final = "meetings.hall"
DAY: Final = 86_400  # seconds that a ticket holds

SQL: Final = """
SELECT s.id, json_build_object(
  'sitting', s.id,
  'entitled', coalesce(sum(b.entitled), 0),
  'present', coalesce(sum(b.present), 0),
  'late', coalesce(sum(b.late), 0),
  'gone', coalesce(sum(b.gone), 0),
  'leave', coalesce(sum(b.leave), 0),
  'away', coalesce(sum(b.entitled - b.present - b.gone - b.leave), 0),
  'invited', coalesce(sum(b.invited), 0),
  'beside', coalesce(sum(b.beside), 0),
  'percent', k.quorum_percent,
  'quorum', coalesce(sum(b.present), 0) * 100 > coalesce(sum(b.entitled), 0) * k.quorum_percent,
  'sectors', coalesce(json_agg(
    json_build_object('name', b.name, 'entitled', b.entitled, 'present', b.present, 'leave', b.leave,
      'away', b.entitled - b.present - b.gone - b.leave)
    ORDER BY b.position, b.name) FILTER (WHERE b.entitled > 0), '[]'::json)
)::text
FROM meetings_sitting s
JOIN meetings_meeting m ON m.id = s.meeting_id
JOIN meetings_kind k ON k.id = m.kind_id
LEFT JOIN LATERAL (
  SELECT coalesce(c.name, '') AS name, coalesce(min(c.position), 32767) AS position,
    count(*) FILTER (WHERE t.part = 'entitled') AS entitled,
    count(*) FILTER (WHERE t.part = 'entitled' AND there.yes AND a.out_at IS NULL) AS present,
    count(*) FILTER (WHERE t.part = 'entitled' AND a.presence = 'late' AND a.out_at IS NULL) AS late,
    count(*) FILTER (WHERE t.part = 'entitled' AND there.yes AND a.out_at IS NOT NULL) AS gone,
    count(*) FILTER (WHERE t.part = 'entitled' AND a.presence = 'on_leave') AS leave,
    count(*) FILTER (WHERE t.part = 'invited') AS invited,
    count(*) FILTER (WHERE t.part = 'invited' AND there.yes AND a.out_at IS NULL) AS beside
  FROM meetings_appearance a
  JOIN meetings_attendee t ON t.id = a.attendee_id
  CROSS JOIN LATERAL (SELECT a.presence IN ('present', 'late', 'left_early') AS yes) there
  LEFT JOIN members_sector c ON c.id = t.sector_id
  WHERE a.sitting_id = s.id
  GROUP BY c.name
) b ON true
WHERE s.id = ANY(%s)
GROUP BY s.id, k.quorum_percent
"""
"""For keys of half-days: each with its tally as a text of JSON, the same text as long as nothing changes."""


@dataclass(frozen=True, slots=True)
class Sector:
    """One sector of the hall; an empty name for who has none."""

    name: str
    entitled: int
    present: int
    leave: int
    away: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the entitled are in the hall, have gone again, are on leave or away; who is there beside them.

    `quorum`: are more than `percent` of a hundred there? Zero percent asks for nobody.
    """

    sitting: int
    entitled: int
    present: int
    late: int
    gone: int
    leave: int
    away: int
    invited: int
    beside: int
    percent: int
    quorum: bool
    sectors: tuple[Sector, ...]

    @property
    def needed(self) -> int:
        """How many must be there at least."""
        return self.entitled * self.percent // 100 + 1 if self.percent else 0


def read(text: str) -> Tally:
    """The tally that a text says."""
    said: dict[str, Any] = json.loads(text)
    sectors = tuple(Sector(**one) for one in said.pop("sectors"))
    return Tally(**said, sectors=sectors)


def ticket(person: int, sitting: int) -> str:
    """What a page shows the event stream, so that this person hears of that half-day: whoever made the page has
    asked whether they may.
    """
    return signing.dumps([person, sitting], salt=SALT, compress=True)


def sitting_of(ticket: str, person: int) -> int | None:
    """The half-day of which a ticket lets this person hear, for a day."""
    try:
        holder, sitting = signing.loads(ticket, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    return int(sitting) if holder == person else None
