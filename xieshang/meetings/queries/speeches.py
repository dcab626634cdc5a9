"""Reads of speeches before a plenary: for whom one speaks, what was collected, in which order it is given."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.meetings.events import in_name_of
from xieshang.meetings.models import Meeting, Speech, Turn
from xieshang.meetings.queries.reach import PLENARY
from xieshang.meetings.states import ItemKind, SpeechState
from xieshang.members.models import Assembly, Member, Organ, Post, Sector
from xieshang.members.states import OrganKind, PostKind

SPOKESPEOPLE = (PostKind.DIRECTOR, PostKind.DEPUTY_DIRECTOR, PostKind.CONVENOR)
"""The posts whose holders offer a speech in the name of their organ; of a sector the convenor alone."""
IN_ORDER = (SpeechState.ORAL, SpeechState.SPOKEN)


def takes_speeches(meeting: Meeting) -> bool:
    """Are speeches collected before this occasion: a plenary, or one with an item of speeches?"""
    return meeting.kind.code == PLENARY or meeting.items.filter(kind=ItemKind.SPEECHES).exists()


def organs_spoken_for(actor: Person | Visitor, assembly: Assembly, *, on: date) -> QuerySet[Organ]:
    """The bodies in whose name an actor offers speeches: as their officer, by a post in them, or in the office."""
    if actor.pk is None:
        return Organ.objects.none()
    organs = Organ.objects.on(on).filter(assembly=assembly).exclude(kind=OrganKind.OFFICE)
    if not actor.can(Permission.MEETINGS_ARRANGE, assembly.scope_id):
        posts = Post.objects.on(on).filter(member__person=actor.pk, kind__in=SPOKESPEOPLE, organ__isnull=False)
        officer = Q(scope__in=actor.scopes_with(Permission.MEETINGS_ARRANGE))
        organs = organs.filter(officer | Q(pk__in=posts.values("organ")))
    return organs.order_by("position", "pk")


def sectors_spoken_for(actor: Person | Visitor, meeting: Meeting, *, on: date) -> QuerySet[Sector]:
    """The sectors in whose name an actor offers speeches: as their convenor (召集人), or in the office."""
    if actor.pk is None:
        return Sector.objects.none()
    sectors = Sector.objects.filter(term=meeting.term_id)
    if not actor.can(Permission.MEETINGS_ARRANGE, meeting.assembly.scope_id):
        posts = Post.objects.on(on).filter(member__person=actor.pk, kind=PostKind.CONVENOR, sector__isnull=False)
        sectors = sectors.filter(pk__in=posts.values("sector"))
    return sectors.order_by("position", "pk")


def bodies_spoken_for(actor: Person | Visitor, meeting: Meeting, *, on: date) -> list[Organ | Sector]:
    """All of them, in whose name an actor has the floor at once; two queries."""
    return [*organs_spoken_for(actor, meeting.assembly, on=on), *sectors_spoken_for(actor, meeting, on=on)]


def bodies_of(meeting: Meeting, *, on: date) -> list[Organ | Sector]:
    """All bodies in whose name somebody can have the floor; two queries."""
    organs = Organ.objects.on(on).filter(assembly=meeting.assembly_id).exclude(kind=OrganKind.OFFICE)
    sectors = Sector.objects.filter(term=meeting.term_id)
    return [*organs.order_by("position", "pk"), *sectors.order_by("position", "pk")]


def bodies_belonged_to(actor: Person | Visitor, meeting: Meeting, *, on: date) -> list[Organ | Sector]:
    """The bodies to which the roll says that an actor belongs: their committee, sector and party, and where they hold
    a post. In the name of these they may ask to speak; two queries at most."""
    own = Member.objects.on(on).filter(person=actor.pk, term=meeting.term_id).select_related("sector").first()
    if actor.pk is None or own is None:
        return []
    posts = Post.objects.on(on).filter(member=own.pk, organ__isnull=False)
    theirs = Q(pk=own.committee_id) | Q(pk__in=posts.values("organ"))
    if own.party:
        theirs |= Q(kind=OrganKind.PARTY, name__contains=own.party)
    organs = Organ.objects.on(on).filter(theirs, assembly=meeting.assembly_id).exclude(kind=OrganKind.OFFICE)
    return [*organs.order_by("position", "pk"), own.sector]


def with_speakers(speeches: QuerySet[Speech]) -> QuerySet[Speech]:
    """The same with all that says who speaks, and where: one query."""
    return speeches.select_related("speaker", "organ", "sector", "meeting__kind")


def orals_of(meeting: Meeting) -> list[Speech]:
    """The speeches that are given by word of mouth, in their order."""
    rows = Speech.objects.filter(meeting=meeting, state__in=IN_ORDER)
    return list(with_speakers(rows).order_by("position", "pk"))


def speech_of_entry(key: UUID | None) -> Speech | None:
    """The speech that this form has made already, if it was sent before."""
    return Speech.objects.filter(entry_key=key).first() if key else None


def name_of(speech: Speech) -> str:
    """Who speaks."""
    return speech.speaker.name if speech.speaker else speech.speaker_name


def said_by(speech: Speech) -> str:
    """Who speaks, and in whose name."""
    body = speech.organ or speech.sector
    return in_name_of(body.name, name_of(speech)) if body else name_of(speech)


def has_the_floor(turn: Turn) -> str:
    """Who has a turn in the hall, and in whose name."""
    return in_name_of(turn.body.name, turn.attendee.name) if turn.body else turn.attendee.name
