"""Leave that is asked for, and the addresses of personal calendars."""

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.accounts.privacy import Class
from xieshang.meetings.models.meeting import Attendee, Meeting, Sitting
from xieshang.meetings.states import LeaveKind, LeaveState
from xieshang.spine import clock


class Leave(models.Model):
    """Leave (请假) from an occasion, and what was decided. Late changes are rows of their own.

    It is for the half-days that lie between `from_at` and `until_at`; where these are empty, for the whole occasion.
    """

    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="leaves")
    kind = models.CharField(_("请假类型"), max_length=10, choices=LeaveKind)
    reason = models.TextField(_("请假事由"))
    from_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=LeaveState, default=LeaveState.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attendee"],
                condition=Q(state__in=[LeaveState.ASKED, LeaveState.GRANTED]),
                name="meetings_leave_one",
                violation_error_message=_("已经请过假，请先撤回。"),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="meetings_leave_reasoned"),
            models.CheckConstraint(
                condition=Q(from_at__isnull=True, until_at__isnull=True) | Q(until_at__gt=F("from_at")),
                name="meetings_leave_hours",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[LeaveState.ASKED, LeaveState.WITHDRAWN]) | Q(decided_at__isnull=False),
                name="meetings_leave_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendee_id} {self.state}"

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.attendee.assembly_id

    def excuses(self, line: Attendee, sitting: Sitting) -> bool:
        """Is it for this half-day, of whoever has this line: of the same occasion, or of a part of it?"""
        of_person = line.person_id is not None and line.person_id == self.attendee.person_id
        if line.pk != self.attendee_id and (line.meeting_id == self.attendee.meeting_id or not of_person):
            return False
        if self.from_at is None or self.until_at is None:
            return True
        return self.from_at < sitting.ends_at and sitting.starts_at < self.until_at

    def holds_all_of(self, part: Meeting) -> bool:
        """Does it hold for all of a part of its occasion?"""
        if self.from_at is None or self.until_at is None:
            return True
        return self.from_at <= part.starts_at and part.ends_at <= self.until_at


PERSONAL: Final[dict[str, Class]] = {"kind": "C", "reason": "C", "remark": "C"}
"""The personal fields of a leave: somebody's health and whereabouts. They are read by who asked, who decides and
who arranges the occasion, and stand in no list, no sheet and no entry of the ledger."""


class Feed(models.Model):
    """The address of a person's calendar: whoever has it reads it, so it can be given up. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    assembly_id = None  # a person's own, over all assemblies

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at__isnull=True), name="meetings_feed_one")
        ]

    def __str__(self) -> str:
        return str(self.made_at)
