"""What the room keeps: kinds, occasions and their rosters, who was there, what was said, decided and written down."""

from xieshang.meetings.models.agenda import Item, Minutes, MinutesVersion, Speech, Turn
from xieshang.meetings.models.answers import Feed, Leave
from xieshang.meetings.models.door import Appearance, Attendance, Device, DoorRecord
from xieshang.meetings.models.meeting import Attendee, Kind, Meeting, Series, Sitting, Template
from xieshang.meetings.models.seats import Plan, Seat
from xieshang.meetings.models.votes import Ballot, Cast, Count, Option, Vote

__all__ = [
    "Appearance",
    "Attendance",
    "Attendee",
    "Ballot",
    "Cast",
    "Count",
    "Device",
    "DoorRecord",
    "Feed",
    "Item",
    "Kind",
    "Leave",
    "Meeting",
    "Minutes",
    "MinutesVersion",
    "Option",
    "Plan",
    "Seat",
    "Series",
    "Sitting",
    "Speech",
    "Template",
    "Turn",
    "Vote",
]
