"""The minutes (纪要): made from what there is, written, approved, issued; every saved text is kept."""

import io
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.documents import actions as documents
from xieshang.documents.numbers import next_number
from xieshang.meetings import events, exports, queries, rules
from xieshang.meetings.actions.life import MINUTES
from xieshang.meetings.exports.minutes import TYPES
from xieshang.meetings.models import Meeting, Minutes, MinutesVersion
from xieshang.meetings.states import MINUTES_LIFE
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.event import Event
from xieshang.spine.rule import Refused


@action(rules.may_make_minutes)
def make_minutes(meeting: Meeting, *, by: Person) -> Minutes:
    """Make the first text from agenda, attendance, speeches and votes as they are now."""
    minutes = Minutes(meeting=meeting, text=queries.drafted(meeting))
    keep(minutes)
    _keep_version(minutes, by)
    _record(events.MINUTES_DRAFTED, minutes, by)
    return minutes


def _keep_version(minutes: Minutes, by: Person) -> None:
    keep(MinutesVersion(minutes=minutes, number=minutes.version, text=minutes.text, by=by, at=clock.now()))


def _record(event: Event[Any], minutes: Minutes, by: Person, **facts: str) -> None:
    event.record(minutes, by, title=minutes.meeting.title, version=minutes.version, **facts)


@action(rules.may_edit_minutes, records=False)
def edit_minutes(minutes: Minutes, *, by: Person) -> Minutes:
    """Say that one begins to edit, so that others are warned; who is warned may edit all the same."""
    minutes.editor, minutes.editing_since = by, clock.now()
    keep(minutes)
    return minutes


@action(rules.may_write_minutes)
def write_minutes(minutes: Minutes, *, by: Person, text: str, version: int) -> Minutes:
    """Save the text as a new version, of whoever has read the one before it.

    Refused where somebody else has saved meanwhile: nothing is overwritten that was not read.
    """
    if version != minutes.version:
        words = {"version": minutes.version}
        raise Refused(
            _("您打开以后，别人已经保存了第 %(version)s 稿；请对照两份文字，改好再保存。") % words, field="text"
        )
    if not text.strip():
        raise Refused(_("纪要不能是空的。"), field="text")
    minutes.text, minutes.version = text.strip().replace("\r\n", "\n"), minutes.version + 1
    minutes.editor, minutes.editing_since = None, None
    keep(minutes)
    _keep_version(minutes, by)
    _record(events.MINUTES_CHANGED, minutes, by)
    return minutes


@action(rules.may_propose_minutes)
def propose_minutes(minutes: Minutes, *, by: Person) -> Minutes:
    """Lay them before whoever approves."""
    return _moved(minutes, "propose_minutes", events.MINUTES_PROPOSED, by)


def _moved(minutes: Minutes, move: str, event: Event[Any], by: Person) -> Minutes:
    MINUTES_LIFE.advance(minutes, move)
    keep(minutes)
    _record(event, minutes, by)
    return minutes


@action(rules.may_return_minutes)
def return_minutes(minutes: Minutes, *, by: Person, reason: str) -> Minutes:
    """Back to the office, with a reason."""
    if not reason.strip():
        raise Refused(_("请写上退回的理由，起草的人会看到。"), field="reason")
    MINUTES_LIFE.advance(minutes, "return_minutes")
    keep(minutes)
    _record(events.MINUTES_RETURNED, minutes, by, reason=reason.strip())
    return minutes


@action(rules.may_approve_minutes)
def approve_minutes(minutes: Minutes, *, by: Person) -> Minutes:
    """This text may be issued."""
    return _moved(minutes, "approve_minutes", events.MINUTES_APPROVED, by)


@action(rules.may_revise_minutes)
def revise_minutes(minutes: Minutes, *, by: Person) -> Minutes:
    """A draft again; what was issued stays readable, and its number stays."""
    return _moved(minutes, "revise_minutes", events.MINUTES_REVISED, by)


@action(rules.may_issue_minutes)
def issue_minutes(minutes: Minutes, *, by: Person) -> Minutes:
    """Issue them as PDF and Word under the next number of their kind and year, without gaps; their clock stops."""
    MINUTES_LIFE.advance(minutes, "issue_minutes")
    at = clock.now()
    minutes.number, minutes.issued_at = minutes.number or _next_number(minutes.meeting), at
    keep(minutes)
    for ending, media_type in TYPES.items():
        content = io.BytesIO(exports.paper_of(minutes, ending, at=at))
        name = exports.name_of(minutes, ending)
        documents.produce(content, name, media_type, to=minutes, purpose=queries.ISSUED, by=by)
    deadlines.meet(minutes.meeting, MINUTES.code, on=clock.today())
    _record(events.MINUTES_ISSUED, minutes, by, number=minutes.number)
    return minutes


def _next_number(meeting: Meeting) -> str:
    """The number of the kind in the year: 〔2026〕3号."""
    year = timezone.localdate(meeting.starts_at).year
    number = next_number(f"meetings/minutes-{meeting.kind.code}-{year}", meeting.assembly)
    return exports.number_of(meeting, year, number)
