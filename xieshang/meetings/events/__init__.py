"""What happens to occasions."""

from xieshang.meetings.events.door import (
    ATTENDANCE_CORRECTED,
    ATTENDANCE_SETTLED,
    DEVICE_REGISTERED,
    DEVICE_REVOKED,
    GATE_RENEWED,
    RECORD_MERGED,
    RECORDS_SENT,
    SIGNED_IN,
    SIGNED_OUT,
    SITTING_SETTLED,
)
from xieshang.meetings.events.meeting import KINDS_FOUNDED

__all__ = [
    "ATTENDANCE_CORRECTED",
    "ATTENDANCE_SETTLED",
    "DEVICE_REGISTERED",
    "DEVICE_REVOKED",
    "GATE_RENEWED",
    "KINDS_FOUNDED",
    "RECORDS_SENT",
    "RECORD_MERGED",
    "SIGNED_IN",
    "SIGNED_OUT",
    "SITTING_SETTLED",
]
