"""Who hears of speeches before a plenary and of the minutes."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.meetings import events
from xieshang.meetings.models import Meeting, Minutes, Speech
from xieshang.meetings.states import MinutesState, Part
from xieshang.notices import telling
from xieshang.notices.states import Kind
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


@on(events.SPEECH_TAKEN)
def speech_taken(entry: Entry) -> None:
    """The speaker, and whoever offered it in a body's name, hear for what it was taken and why."""
    _tell_speaker(entry, Kind.SPEECH_TAKEN)


@on(events.SPEECH_NOT_TAKEN)
def speech_not_taken(entry: Entry) -> None:
    """The same people hear that it was not, and why."""
    _tell_speaker(entry, Kind.SPEECH_NOT_TAKEN)


def _tell_speaker(entry: Entry, kind: Kind) -> None:
    """They read nothing of a decision that was changed before they were told of it."""
    speech = Speech.objects.filter(pk=entry.subject_id).select_related("speaker").first()
    if speech is None or speech.state != entry.payload["state"]:
        return
    speaker = speech.speaker.person_id if speech.speaker else None
    people = Person.objects.filter(Q(pk=speaker) | Q(pk=speech.offered_by_id), is_active=True)
    telling.tell(entry, kind, people, link=reverse("meetings:speech", args=[speech.pk]))


@on(events.MINUTES_PROPOSED)
def minutes_proposed(entry: Entry) -> None:
    """Whoever approves them, unless that was done meanwhile."""
    minutes = _minutes(entry)
    if minutes.state == MinutesState.PROPOSED:
        people = holders(P.MEETINGS_APPROVE, minutes.meeting.assembly.scope_id, on=clock.today())
        _tell(entry, Kind.TO_APPROVE_MINUTES, minutes, people)


def _minutes(entry: Entry) -> Minutes:
    rows = Minutes.objects.select_related("meeting__assembly", "meeting__organ")
    return rows.get(pk=entry.subject_id)


def _tell(entry: Entry, kind: Kind, minutes: Minutes, people: QuerySet[Person]) -> None:
    link = reverse("meetings:minutes", args=[minutes.meeting_id])
    telling.tell(entry, kind, people, link=link)


@on(events.MINUTES_RETURNED)
def minutes_returned(entry: Entry) -> None:
    """Those who arrange the occasion, who write them anew."""
    minutes = _minutes(entry)
    _tell(entry, Kind.MINUTES_RETURNED, minutes, _arrangers(minutes.meeting))


def _arrangers(meeting: Meeting) -> QuerySet[Person]:
    """The committee's own officers where it is the committee's, else the office."""
    scope = meeting.organ.scope_id if meeting.organ else meeting.assembly.scope_id
    return holders(P.MEETINGS_ARRANGE, scope, on=clock.today())


@on(events.MINUTES_APPROVED)
def minutes_approved(entry: Entry) -> None:
    """Those who arrange the occasion, who issue them, unless that was done meanwhile."""
    minutes = _minutes(entry)
    if minutes.state == MinutesState.APPROVED:
        _tell(entry, Kind.TO_ISSUE_MINUTES, minutes, _arrangers(minutes.meeting))


@on(events.MINUTES_ISSUED)
def minutes_issued(entry: Entry) -> None:
    """Everybody who was to be there, entitled or invited."""
    minutes = _minutes(entry)
    roster = minutes.meeting.roster.exclude(part=Part.STAFF)
    people = Person.objects.filter(pk__in=roster.values("person"), is_active=True)
    _tell(entry, Kind.MINUTES_ISSUED, minutes, people)
