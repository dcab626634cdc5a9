"""How everybody was at each half-day by whichever door, the occasion's own or that of a part: one view for all."""

from django.db import migrations

UP = """
CREATE VIEW meetings_appearance AS
WITH best (presences) AS (VALUES (ARRAY['present', 'late', 'left_early', 'on_leave', 'absent', 'expected']))
SELECT sitting_id, meeting_id, attendee_id,
  (presences)[min(array_position(presences, presence::text))]::varchar(12) AS presence,
  min(in_at) AS in_at,
  CASE WHEN bool_or(was_there AND out_at IS NULL) THEN NULL ELSE max(out_at) END AS out_at,
  max(own) AS attendance_id,
  bool_or(was_there AND at_part) AND NOT bool_or(was_there AND NOT at_part) AS by_part
FROM (
  SELECT a.id AS own, a.sitting_id, s.meeting_id, a.attendee_id, a.presence, a.in_at, a.out_at, false AS at_part
  FROM meetings_attendance a JOIN meetings_sitting s ON s.id = a.sitting_id
  UNION ALL
  SELECT NULL, half.id, half.meeting_id, line.id, a.presence, a.in_at, a.out_at, true
  FROM meetings_sitting half
  JOIN meetings_meeting part ON part.whole_id = half.meeting_id AND part.state <> 'cancelled'
  JOIN meetings_sitting s ON s.meeting_id = part.id
  JOIN meetings_attendee own ON own.meeting_id = part.id AND own.part <> 'staff'
  JOIN meetings_attendance a ON a.sitting_id = s.id AND a.attendee_id = own.id
  JOIN meetings_attendee line ON line.meeting_id = half.meeting_id AND line.person_id = own.person_id
  WHERE NOT EXISTS (
    SELECT FROM meetings_sitting nearer WHERE nearer.meeting_id = half.meeting_id AND nearer.id <> half.id
    AND (least(nearer.ends_at, s.ends_at) - greatest(nearer.starts_at, s.starts_at), half.number)
      > (least(half.ends_at, s.ends_at) - greatest(half.starts_at, s.starts_at), nearer.number))
) noted
CROSS JOIN best
CROSS JOIN LATERAL (SELECT presence IN ('present', 'late', 'left_early') AS was_there) there
GROUP BY sitting_id, meeting_id, attendee_id, presences
"""
"""A part counts in the half-day with which it shares most time, else in the nearest: `door.attendance.by_half_days`."""

DOWN = "DROP VIEW meetings_appearance"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [migrations.RunSQL(UP, DOWN)]
