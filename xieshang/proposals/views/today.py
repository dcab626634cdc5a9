"""What a day means for a case: how long there is, or how late it is, in words."""

from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from xieshang.deadlines import queries as deadlines
from xieshang.deadlines.calendar import Calendar
from xieshang.spine import clock
from xieshang.ui.cells import Late
from xieshang.ui.show import day_short

SOON = 3
"""So many working days before the end a case is marked as waiting."""


class Today:
    """The day on which a page is read. The calendar is read once, and only where a day is counted."""

    def __init__(self) -> None:
        self.on = clock.today()

    @cached_property
    def calendar(self) -> Calendar:
        """The working-day calendar in force."""
        return deadlines.calendar()

    def cell(self, due_on: date | None) -> date | Late | None:
        """A due day for a list: late in words once it has passed."""
        if due_on is None or not self.is_past(due_on):
            return due_on
        return Late(due_on, self._late(due_on))

    def line(self, due_on: date) -> str:
        """A due day for the line that says whose turn it is: "还有 12 个工作日（至 3 月 18 日）"."""
        if self.is_past(due_on):
            return _("%(late)s（应于 %(due)s）") % {"late": self._late(due_on), "due": day_short(due_on)}
        if due_on == self.on:
            return _("今天到期")
        if left := self.left(due_on):
            return _("还有 %(days)s 个工作日（至 %(due)s）") % {"days": left, "due": day_short(due_on)}
        return _("至 %(due)s") % {"due": day_short(due_on)}

    def tone(self, due_on: date) -> str:
        """How much it presses, for `kit.ball`."""
        if self.is_past(due_on):
            return "bad"
        return "wait" if self.left(due_on) <= SOON else ""

    def is_past(self, due_on: date) -> bool:
        """Is it over? On the due day itself it is not."""
        return due_on < self.on

    def left(self, due_on: date) -> int:
        """Working days after today, up to and including the due day."""
        return self.calendar.working_days_between(self.on, due_on)

    def _late(self, due_on: date) -> str:
        """Late by working days; without a number where only days off have passed since."""
        days = self.calendar.working_days_between(due_on, self.on)
        return _("逾期 %(days)s 个工作日") % {"days": days} if days else _("已逾期")
