"""Who was there: one attendance for each sitting and person, and every record of the door behind it."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from xieshang.accounts.models import Person
from xieshang.accounts.privacy import Class
from xieshang.meetings.models.meeting import Attendee, Meeting, Sitting
from xieshang.meetings.states import THERE, Direction, Presence, SignInWay

PERSONAL: Final[dict[str, Class]] = {"inside": "C", "distance": "C"}
"""Whereabouts: kept only of who chose to sign in by position, and only so much; never listed."""


class Attendance(models.Model):
    """How one person on the roster was at one sitting. One row, whichever of five ways came first.

    It is what its records (`DoorRecord`) come to; the first sign-in of all ways counts.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="attendances", db_index=False)
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="attendances")
    presence = models.CharField(max_length=12, choices=Presence, default=Presence.EXPECTED)
    way = models.CharField(max_length=10, choices=SignInWay, blank=True)
    in_at = models.DateTimeField(null=True, blank=True)
    out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "attendee"], name="meetings_attendance_once"),
            models.CheckConstraint(condition=Q(presence__in=Presence.values), name="meetings_attendance_presence"),
            models.CheckConstraint(
                condition=Q(out_at__isnull=True) | Q(in_at__isnull=True) | Q(out_at__gte=F("in_at")),
                name="meetings_attendance_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendee_id} {self.presence}"

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.sitting.assembly_id

    @property
    def is_there(self) -> bool:
        """Is the person counted in the hall, and has not gone?"""
        return self.presence in THERE and self.out_at is None


class Appearance(models.Model):
    """How somebody on the roster is noted at a half-day by whichever door: its own, or that of a part of a plenary
    that lies in it. A view of the database, the one answer of boards, lists, votes, figures and minutes.

    The best that is noted holds (`door.attendance.BEST`); `in_at` is the first sign-in, and `out_at` stands where the
    person has left every door. `by_part` says that they came through a part's door alone, `attendance` is the
    one at the own door.

    Ask for the half-day, the occasion or the line by their keys: through a join the database would reckon all there is.
    """

    pk = models.CompositePrimaryKey("sitting_id", "attendee_id")
    sitting = models.ForeignKey(Sitting, on_delete=models.DO_NOTHING, related_name="appearances")
    meeting = models.ForeignKey(Meeting, on_delete=models.DO_NOTHING, related_name="appearances")
    attendee = models.ForeignKey(Attendee, on_delete=models.DO_NOTHING, related_name="appearances")
    attendance = models.ForeignKey(Attendance, on_delete=models.DO_NOTHING, related_name="appearances")
    presence = models.CharField(max_length=12, choices=Presence)
    in_at = models.DateTimeField(null=True)
    out_at = models.DateTimeField(null=True)
    by_part = models.BooleanField()

    class Meta:
        managed = False
        db_table = "meetings_appearance"

    def __str__(self) -> str:
        return f"{self.attendee_id} {self.presence}"

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.meeting.assembly_id

    @property
    def is_there(self) -> bool:
        """Is the person counted in the hall, and has not gone?"""
        return self.presence in THERE and self.out_at is None


class Device(models.Model):
    """A clerk's device that may sign people in without a network; it signs its records with its own key."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="devices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=64, help_text="the secret by which its records are signed")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.meeting.assembly_id


class DoorRecord(models.Model):
    """One record of the door, never changed: somebody came in or went, or a clerk put an attendance right.

    `at` is when it happened at the door, `received_at` when it reached us. Of a position only `inside` and
    `distance` (metres) are kept. `record_key` makes a record that is sent twice one record.
    """

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="records")
    direction = models.CharField(max_length=10, choices=Direction)
    way = models.CharField(max_length=10, choices=SignInWay, blank=True)
    presence = models.CharField(max_length=12, choices=Presence, blank=True, help_text="what a correction sets")
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.PROTECT, related_name="records")
    reason = models.TextField(blank=True)
    inside = models.BooleanField(null=True, blank=True)
    distance = models.PositiveIntegerField(null=True, blank=True)
    record_key = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(direction=Direction.CORRECTION) | (~Q(reason="") & ~Q(presence="")),
                name="meetings_record_corrected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.direction} {self.at}"
