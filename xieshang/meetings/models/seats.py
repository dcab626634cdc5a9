"""Who sits where."""

from django.db import models
from django.db.models import Q

from xieshang.meetings.models.meeting import Attendee, Meeting
from xieshang.meetings.seating import Hall, Place


class Plan(models.Model):
    """The seats of a hall for an occasion. `rows` is a list of rows from the front, each a list of blocks,
    each a number of seats: [[8, 10, 8], [8, 10, 8]]. The first `leaders` rows face the hall. `revision` counts
    the changes, so that what somebody does from an old page is found out."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="plan")
    rows = models.JSONField(default=list)
    leaders = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.meeting_id)

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.meeting.assembly_id

    @property
    def hall(self) -> Hall:
        """Its seats, to be reckoned with."""
        return Hall.of(self.rows, self.leaders)


class Seat(models.Model):
    """Somebody's seat: row and number count from 1, from the front and from the left as one faces the front."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="seats", db_index=False)
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "row", "number"],
                name="meetings_seat_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["plan", "attendee"], name="meetings_seat_each", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(row__gte=1) & Q(number__gte=1), name="meetings_seat_counted"),
        ]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.row, self.number)
