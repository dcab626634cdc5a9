"""What each member had come to by the end of a day: as it was sealed by then, or else by what the ledger said then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from xieshang.duties import tally
from xieshang.duties.models import Grade, Year
from xieshang.duties.queries.facts import members_of
from xieshang.duties.queries.reach import year_of
from xieshang.duties.queries.schemes import edition_of, scheme_of
from xieshang.duties.schemes import Scheme
from xieshang.members.models import Assembly, Member
from xieshang.spine.clock import midnight


@dataclass(frozen=True, slots=True)
class Day:
    """A year of duty at the end of a day: totals in hundredths and codes of grades by person. `is_sealed`: the year was
    under its seal by then; `sealed`: what stands under its seal by now, where it has one."""

    scheme: Scheme
    of_year: Year | None
    is_sealed: bool
    held: dict[int, tuple[int, str]]
    sealed: dict[int, Grade]


def day_of(assembly: Assembly, year: int, *, on: date) -> Day | None:
    """The year at the end of the day; None where no scheme counts in it. Posts are those of the whole year."""
    of_year, edition = year_of(assembly, year), edition_of(assembly, year)
    if edition is None:
        return None
    scheme, sealed = scheme_of(edition), _sealed(of_year)
    if was_sealed(of_year, on=on):
        held = {person: (grade.total, grade.band) for person, grade in sealed.items()}
        return Day(scheme, of_year, True, held, sealed)
    told = tally.tally(scheme, assembly, year, at=_end_of(on))
    return Day(scheme, of_year, False, {one.person: (one.total, one.band) for one in told}, sealed)


def _sealed(of_year: Year | None) -> dict[int, Grade]:
    if of_year is None or not of_year.seal:
        return {}
    rows = Grade.objects.filter(of_year=of_year).defer("explained").select_related("member")
    return {grade.member.person_id: grade for grade in rows}


def was_sealed(of_year: Year | None, *, on: date) -> bool:
    """Did the year stand under its present seal by the end of the day?"""
    return of_year is not None and of_year.frozen_at is not None and of_year.frozen_at <= _end_of(on)


def _end_of(on: date) -> datetime:
    return midnight(on + timedelta(days=1)) - timedelta(microseconds=1)


def members_by(assembly: Assembly, year: int, *, on: date) -> QuerySet[Member]:
    """Who had been on the roll of the year by the day."""
    return Member.objects.filter(pk__in=members_of(assembly, year).values(), from_on__lte=on)
