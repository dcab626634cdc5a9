"""The life of an occasion: approved, notified, opened, closed; taken back, cancelled, gone on with."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.deadlines import periods
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.meetings import events, queries, rules
from xieshang.meetings.actions.agenda import end_item
from xieshang.meetings.models import Meeting
from xieshang.meetings.states import EDITABLE, LIFE
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import batch, keep
from xieshang.spine.event import Event
from xieshang.spine.rule import Refused

MINUTES = periods.declare(
    "meetings.minutes", 7, "working_days", source=gettext_noop("协商活动组织办法"), title=gettext_lazy("印发纪要")
)
"""Minutes within 7 working days after the occasion (field.md §5.1), or as its kind says."""


@action(rules.may_ask_approval)
def ask_approval(meeting: Meeting, *, by: Person) -> Meeting:
    """Lay the notice before those who approve it; it is not changed any more unless it is taken back."""
    meeting.reason = ""
    return _moved(meeting, "ask_approval", events.APPROVAL_ASKED, by)


@action(rules.may_approve)
def approve(meeting: Meeting, *, by: Person) -> Meeting:
    """Approve the notice as it stands; it is not changed any more unless it is taken back."""
    meeting.reason = ""
    return _moved(meeting, "approve", events.APPROVED, by)


@action(rules.may_return_notice)
def return_notice(meeting: Meeting, *, by: Person, reason: str) -> Meeting:
    """Back to the draft with what has to be changed, which those who arrange it read."""
    if not reason.strip():
        raise Refused(_("请写明退回的理由，筹备人员会看到。"), field="reason")
    meeting.reason = reason.strip()
    return _moved(meeting, "return_notice", events.NOTICE_RETURNED, by, reason=meeting.reason)


@action(rules.may_take_back)
def take_back(meeting: Meeting, *, by: Person) -> Meeting:
    """Back to the draft, before anybody was told."""
    return _moved(meeting, "take_back", events.TAKEN_BACK, by)


def _moved(meeting: Meeting, move: str, event: Event[Any], by: Person, **facts: str) -> Meeting:
    LIFE.advance(meeting, move)
    meeting.changed_at = clock.now()
    event.record(meeting, by, title=meeting.title, **facts)
    return keep(meeting)


@action(rules.may_notify)
def notify(meeting: Meeting, *, by: Person, reason: str = "") -> Meeting:
    """Send the notice to everybody on the roster.

    A notice later than its kind asks (counted in working days backwards from the day it begins) needs a reason,
    which stays with the occasion's record.
    """
    early = queries.early_notice(meeting, on=clock.today())
    if early.is_late and not reason.strip():
        words = {"asked": early.asked, "days": early.days}
        late = _("按规定要提前 %(asked)s 个工作日通知，现在只剩 %(days)s 个，请写明理由。")
        raise Refused(late % words, field="reason")
    LIFE.advance(meeting, "notify")
    meeting.notified_at = meeting.changed_at = clock.now()
    listed = meeting.roster.count()
    kept = reason.strip() if early.is_late else ""
    events.NOTIFIED.record(
        meeting, by, title=meeting.title, listed=listed, days_before=early.days, days_asked=early.asked, reason=kept
    )
    return keep(meeting)


@action(rules.may_cancel)
def cancel(meeting: Meeting, *, by: Person, reason: str) -> Meeting:
    """Cancel an occasion that has not begun; whoever had the notice hears why. Its number is free again.

    With a plenary go its parts that have not begun, each with an event of its own and the same reason.
    """
    if not reason.strip():
        raise Refused(_("请写明取消的理由，名单上的人会看到。"), field="reason")
    _cancel(meeting, by, reason.strip())
    with batch(queries.parts_ahead(meeting)) as parts:
        for part in parts:
            _cancel(part, by, meeting.reason)
    return meeting


def _cancel(meeting: Meeting, by: Person, reason: str) -> None:
    told = meeting.state not in EDITABLE
    LIFE.advance(meeting, "cancel")
    meeting.reason, meeting.changed_at = reason, clock.now()
    meeting.revision += 1
    events.CANCELLED.record(meeting, by, title=meeting.title, reason=reason, told=told)
    keep(meeting)


@action(rules.may_open)
def open(meeting: Meeting, *, by: Person) -> Meeting:
    """The occasion begins."""
    meeting.opened_at = clock.now()
    return _moved(meeting, "open", events.OPENED, by)


@action(rules.may_close)
def close(meeting: Meeting, *, by: Person) -> Meeting:
    """The occasion is over, and the item that is on with it. Where minutes are asked for, their clock starts."""
    meeting.closed_at = clock.now()
    if (item := queries.item_on(meeting)) is not None:
        end_item(item, by=by)
    _moved(meeting, "close", events.CLOSED, by)
    if days := queries.minutes_asked(meeting):
        length = Length(days, Unit.WORKING_DAYS, MINUTES.default.source)
        deadlines.start(meeting, MINUTES.code, from_on=clock.today(), length=length)
    return meeting


@action(rules.may_reopen)
def reopen(meeting: Meeting, *, by: Person) -> Meeting:
    """It goes on after all: the clock for the minutes stops until it is closed again."""
    meeting.closed_at = None
    deadlines.drop(meeting, MINUTES.code, on=clock.today())
    return _moved(meeting, "reopen", events.REOPENED, by)
