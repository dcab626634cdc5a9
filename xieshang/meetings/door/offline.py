"""What a clerk's device keeps without a network and sends later, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

AHEAD: Final = timedelta(minutes=2)
"""So far the clock of a device may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class SentRecord:
    """One record as the device signed it: `said_at` is the moment as the device wrote it, `at` the same as a moment.

    `card` is what was read where it came from a card, which the device cannot judge.
    """

    key: UUID
    sitting: int
    attendee: int
    direction: str
    said_at: str
    at: datetime
    signature: str
    card: str = ""

    def text(self, device: int) -> str:
        """What the device signed."""
        parts = [device, self.key, self.sitting, self.attendee, self.direction, self.said_at]
        return "\n".join(map(str, [*parts, self.card] if self.card else parts))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record: "taken", "known" (sent before) or "refused", and why, as a sentence."""

    key: UUID
    state: str
    said: str
