"""Who hears what of an occasion: who is on its roster, who approves it, who decides on leave."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.meetings import events, queries
from xieshang.meetings.models import Leave, Meeting
from xieshang.meetings.states import EDITABLE, Answer, LeaveState, State
from xieshang.notices import telling
from xieshang.notices.states import Kind
from xieshang.notices.wording import written
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission
SHOWN = {"starts_at", "ends_at", "place", "title", "text"}
"""What of a change people on the roster are told."""


def occasion_of(entry: Entry) -> Meeting:
    """The occasion that an entry is about."""
    return Meeting.objects.select_related("assembly", "kind", "organ", "sector").get(pk=entry.subject_id)


def tell(entry: Entry, kind: Kind, meeting: Meeting, people: QuerySet[Person], *, link: str = "", **facts: Any) -> None:
    """Tell people of what happened to an occasion; the facts fill in the words of the kind. The link is to its page,
    or to where one decides."""
    known = {"title": meeting.title, "place": meeting.place or _("待定"), "starts": meeting.starts_at}
    to = link or reverse("meetings:show", args=[meeting.pk])
    telling.tell(entry, kind, people, link=to, **{**known, **facts})


def on_roster(meeting: Meeting, **narrow: Any) -> QuerySet[Person]:
    """The people on the roster whose accounts are open."""
    lines = meeting.roster.filter(person__isnull=False, **narrow)
    return Person.objects.filter(is_active=True, pk__in=lines.values("person"))


def arrangers(meeting: Meeting) -> QuerySet[Person]:
    """Those who look after the occasion: its organ's officers, else the office."""
    scope = meeting.organ.scope_id if meeting.organ else meeting.assembly.scope_id
    return holders(P.MEETINGS_ARRANGE, scope, on=clock.today())


@on(events.APPROVAL_ASKED)
def approval_asked(entry: Entry) -> None:
    """Those who approve notices, while it still waits."""
    meeting = occasion_of(entry)
    if meeting.state == State.PROPOSED:
        approvers = holders(P.MEETINGS_APPROVE, meeting.assembly.scope_id, on=clock.today())
        tell(entry, Kind.TO_APPROVE_NOTICE, meeting, approvers, link=reverse("meetings:approval", args=[meeting.pk]))


@on(events.NOTICE_RETURNED)
def notice_returned(entry: Entry) -> None:
    """Those who look after it, while it is still to be mended."""
    meeting = occasion_of(entry)
    if meeting.state == State.DRAFT:
        tell(entry, Kind.NOTICE_RETURNED, meeting, arrangers(meeting))


@on(events.APPROVED)
def approved(entry: Entry) -> None:
    """Those who look after it send the notice next."""
    meeting = occasion_of(entry)
    if meeting.state == State.APPROVED:
        tell(entry, Kind.NOTICE_APPROVED, meeting, arrangers(meeting))


@on(events.NOTIFIED)
def notified(entry: Entry) -> None:
    """Everybody on the roster, unless it was cancelled meanwhile."""
    meeting = occasion_of(entry)
    if meeting.state == State.NOTIFIED:
        tell(entry, Kind.TO_ATTEND, meeting, on_roster(meeting), ask=_asked(meeting))


def _asked(meeting: Meeting) -> object:
    if not meeting.kind.needs_answer:
        return ""
    if meeting.answer_by is None:
        return _("请回复是否参加。")
    return _Until(meeting.answer_by)


class _Until:
    """ "Please answer by …", written in the language that is in force when it is read."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __str__(self) -> str:
        return str(_("请在 %(until)s 前回复是否参加。")) % {"until": written(timezone.localtime(self.at))}


@on(events.ROSTER_DRAWN, events.LISTED)
def listed(entry: Entry) -> None:
    """Who is put on the roster after the notice went out has it now."""
    meeting = occasion_of(entry)
    if entry.payload["told"] and meeting.state in {State.NOTIFIED, State.OPEN}:
        added = on_roster(meeting, pk__in=entry.payload["attendees"])
        tell(entry, Kind.TO_ATTEND, meeting, added, ask=_asked(meeting))


@on(events.UNLISTED)
def unlisted(entry: Entry) -> None:
    """Who is taken off after the notice went out need not come, unless put on again meanwhile."""
    meeting, person = occasion_of(entry), entry.payload["person"]
    if entry.payload["told"] and person and not meeting.roster.filter(person=person).exists():
        tell(entry, Kind.OFF_ROSTER, meeting, Person.objects.filter(pk=person, is_active=True))


@on(events.CHANGED)
def changed(entry: Entry) -> None:
    """Everybody on the roster who had the notice, where time, place or what is said of it changed."""
    meeting = occasion_of(entry)
    if entry.payload["told"] and SHOWN & set(entry.payload["fields"]) and meeting.state not in EDITABLE:
        tell(entry, Kind.OCCASION_CHANGED, meeting, on_roster(meeting))


@on(events.CANCELLED)
def cancelled(entry: Entry) -> None:
    """Everybody on the roster who had the notice."""
    meeting = occasion_of(entry)
    if entry.payload["told"]:
        tell(entry, Kind.OCCASION_CANCELLED, meeting, on_roster(meeting))


@on(events.REMINDED)
def reminded(entry: Entry) -> None:
    """Those who had not answered then and have not since."""
    meeting = occasion_of(entry)
    if meeting.state == State.NOTIFIED:
        silent = on_roster(meeting, pk__in=entry.payload["attendees"], answer=Answer.NONE)
        tell(entry, Kind.TO_ANSWER_NOTICE, meeting, silent, ask=_asked(meeting))


@on(events.LEAVE_ASKED)
def leave_asked(entry: Entry) -> None:
    """Who decides. Of why somebody asks, nothing."""
    leave = _leave_of(entry)
    if leave is not None and leave.state == LeaveState.ASKED:
        meeting = occasion_of(entry)
        people = _deciders(meeting, leave.attendee.person_id or 0)
        link = reverse("meetings:decision", args=[meeting.pk, leave.pk])
        tell(entry, Kind.TO_DECIDE_LEAVE, meeting, people, link=link)


def _leave_of(entry: Entry) -> Leave | None:
    return Leave.objects.select_related("attendee").filter(pk=entry.payload["leave"]).first()


def _deciders(meeting: Meeting, asking: int) -> QuerySet[Person]:
    """The convenors of the sector or group whose occasion it is; where there is no other than who asks, the secretary
    general; of the leave of the only one, the chair."""
    day, scope = clock.today(), meeting.assembly.scope_id
    held = queries.convenors_of(meeting, on=day)
    convenors = Person.objects.filter(is_active=True, pk__in=held.values("member__person")).exclude(pk=asking)
    if convenors.exists():
        return convenors
    granters = holders(P.MEETINGS_GRANT_LEAVE, scope, on=day)
    others = granters.exclude(pk=asking)
    if others.exists() or not granters.exists():
        return others
    return holders(P.MEETINGS_GRANT_GRANTERS_LEAVE, scope, on=day).exclude(pk=asking)


@on(events.LEAVE_GRANTED)
def leave_granted(entry: Entry) -> None:
    """Who asked."""
    _decided(entry, _("已经准假"))


@on(events.LEAVE_REFUSED)
def leave_refused(entry: Entry) -> None:
    """Who asked, and is expected."""
    _decided(entry, _("没有准假，请按时参加"))


def _decided(entry: Entry, words: Promise) -> None:
    meeting = occasion_of(entry)
    tell(entry, Kind.LEAVE_DECIDED, meeting, on_roster(meeting, pk=entry.payload["attendee"]), decided=words)
