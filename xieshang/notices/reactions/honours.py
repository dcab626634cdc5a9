"""Who hears of key cases and of awards: who leads, who handled, who proposed, who nominates and who marks."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Organ
from xieshang.notices import queries, telling
from xieshang.notices.reactions.hearers import bureau_staff, case_of, tell
from xieshang.notices.states import Kind
from xieshang.proposals import events
from xieshang.proposals.models import AwardRound
from xieshang.proposals.queries import key_of
from xieshang.proposals.states import AwardState, HonourKind
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


@on(events.KEY_DECIDED)
def key_decided(entry: Entry) -> None:
    """The author and the staff of its bureaus hear of it."""
    case, due_on = case_of(entry), date.fromisoformat(entry.payload["due_on"])
    tell(entry, Kind.KEY_DECIDED, case, queries.authors_of(case) | bureau_staff(case), due_on=due_on)


@on(events.KEY_DECIDED)
def to_supervise(entry: Entry) -> None:
    """The leader hears that they lead, and until when."""
    case, due_on = case_of(entry), date.fromisoformat(entry.payload["due_on"])
    key, leader = key_of(case), Person.objects.filter(pk=entry.payload["leader"], is_active=True)
    if key is not None:
        link = reverse("proposals:key_case", args=[key.pk])
        telling.tell(entry, Kind.TO_SUPERVISE, leader, link=link, title=case.title, due_on=due_on)


@on(events.KEY_REPORTED)
def key_reported(entry: Entry) -> None:
    """The author and the staff of its bureaus hear what came of it."""
    case = case_of(entry)
    tell(entry, Kind.KEY_REPORTED, case, queries.authors_of(case) | bureau_staff(case))


@on(events.ROUND_OPENED)
def round_opened(entry: Entry) -> None:
    """The staff of the bureaus and the committees may nominate until a day."""
    award = _round(entry)
    if award.state == AwardState.NOMINATING:
        bureaus = Bureau.objects.on(clock.today()).filter(assembly=award.assembly).values_list("scope", flat=True)
        staff = holders(P.PROPOSALS_HANDLE, *bureaus, on=clock.today())
        _tell(entry, Kind.TO_NOMINATE, award, staff | _committees(award), until_on=award.nominations_until_on)


@on(events.MARKING_STARTED)
def marking_started(entry: Entry) -> None:
    """Whoever marks hears that they can, until when."""
    award = _round(entry)
    if award.state == AwardState.MARKING:
        chairs = holders(P.PROPOSALS_MARK, award.assembly.scope_id, on=clock.today())
        _tell(entry, Kind.TO_MARK, award, chairs | _committees(award), until_on=award.marks_until_on)


def _committees(award: AwardRound) -> QuerySet[Person]:
    """Those who mark in a committee of the assembly."""
    organs = Organ.objects.filter(assembly=award.assembly).values_list("scope", flat=True)
    return holders(P.PROPOSALS_MARK, *organs, on=clock.today())


def _in_quotes(title: str) -> str:
    return _("《%(title)s》") % {"title": title}


_quoted = lazy(_in_quotes, str)
"""A title as the language of whoever reads it quotes it."""


@on(events.HONOURED)
def honoured(entry: Entry) -> None:
    """All signers of a case, and the staff of the bureaus that handled it."""
    case = case_of(entry)
    words = {"whom": _quoted(case.title), "honour": HonourKind.PROPOSAL.label, "title": entry.payload["title"]}
    tell(entry, Kind.HONOURED, case, queries.signers_of(case) | bureau_staff(case), **words)


@on(events.BUREAU_HONOURED)
def bureau_honoured(entry: Entry) -> None:
    """The staff of the bureau."""
    award = _round(entry)
    bureau = Bureau.objects.get(pk=entry.payload["bureau"])
    staff = holders(P.PROPOSALS_HANDLE, bureau.scope_id, on=clock.today())
    _tell(entry, Kind.HONOURED, award, staff, whom=bureau.name, honour=HonourKind.BUREAU.label)


@on(events.STAFF_HONOURED)
def staff_honoured(entry: Entry) -> None:
    """The person."""
    award, person = _round(entry), Person.objects.filter(pk=entry.payload["person"], is_active=True)
    _tell(entry, Kind.HONOURED, award, person, whom=entry.payload["name"], honour=HonourKind.PERSON.label)


def _round(entry: Entry) -> AwardRound:
    return AwardRound.objects.select_related("assembly").get(pk=entry.subject_id)


def _tell(entry: Entry, kind: Kind, award: AwardRound, people: QuerySet[Person], **facts: Any) -> None:
    link = reverse("proposals:award", args=[award.pk])
    telling.tell(entry, kind, people, link=link, **{"title": award.title, **facts})
