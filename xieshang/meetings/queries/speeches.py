"""Reads of speeches before a plenary: for whom one speaks, what was collected, in which order it is given."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.meetings.models import Meeting, Speech
from xieshang.meetings.queries.reach import PLENARY
from xieshang.meetings.states import ItemKind, SpeechState
from xieshang.members.models import Assembly, Organ, Post, Sector
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
    return _("%(body)s（%(name)s）") % {"body": body.name, "name": name_of(speech)} if body else name_of(speech)
