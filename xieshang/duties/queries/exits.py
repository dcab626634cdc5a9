"""Who falls short over the years: what the triggers of a scheme find, and what became of it.

The program finds and says why; it decides nothing. Grades count as the meeting decided them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties import clauses, words
from xieshang.duties.models import Credit, Exit, Grade, Year
from xieshang.duties.queries.schemes import edition_of, scheme_of
from xieshang.duties.schemes import Scheme, Trigger
from xieshang.duties.states import YearState
from xieshang.members import queries as members
from xieshang.members.models import Member


def exits_visible_to(actor: Person | Visitor) -> QuerySet[Exit]:
    """One's own, and all of an assembly for who notes what its meeting decides: nobody else reads them."""
    if actor.pk is None:
        return Exit.objects.none()
    scopes = actor.scopes_with(Permission.DUTIES_DECIDE)
    return Exit.objects.filter(Q(member__person=actor.pk) | Q(assembly__scope__in=scopes))


@dataclass(frozen=True, slots=True)
class Finding:
    """A member of whom a trigger says that they fall short, and why, as it is told to them."""

    member: Member
    trigger: Trigger
    reason: str


def findings(year: Year) -> list[Finding]:
    """What the triggers of the year's scheme find among those on the roll at its end; by trigger, then by name."""
    scheme = scheme_of(year.edition)
    roll = {one.person_id: one for one in members.roll(year.assembly, on=date(year.year, 12, 31))}
    found = [
        Finding(roll[person], trigger, reason)
        for trigger in scheme.triggers
        for person, reason in _found(trigger, year)
        if person in roll
    ]
    order = {trigger.code: at for at, trigger in enumerate(scheme.triggers)}
    return sorted(found, key=lambda one: (order[one.trigger.code], one.member.sort_key, one.member.pk))


def _found(trigger: Trigger, year: Year) -> Iterator[tuple[int, str]]:
    return _by_facts(trigger, year) if trigger.match else _by_grades(trigger, year)


def _by_grades(trigger: Trigger, year: Year) -> Iterator[tuple[int, str]]:
    """Whoever was at or below the band in each of so many years in a row, all of which the meeting has decided."""
    span = range(year.year - trigger.years + 1, year.year + 1)
    years = {one.year: one for one in _decided(year, span)}
    if len(years) < trigger.years:
        return
    low = {one.pk: _at_or_below(scheme_of(one.edition), trigger.band) for one in years.values()}
    said: dict[int, list[str]] = {}
    rows = Grade.objects.filter(of_year__in=years.values()).order_by("of_year__year")
    for person, of_year, number, total, band in rows.values_list(
        "member__person", "of_year", "of_year__year", "total", "decided"
    ):
        if band in low[of_year]:
            said.setdefault(person, []).append(_told(number, low[of_year][band], total))
    for person, lines in said.items():
        if len(lines) == trigger.years:
            yield person, _reason(trigger, lines)


def _decided(year: Year, span: range) -> QuerySet[Year]:
    rows = Year.objects.filter(assembly=year.assembly_id, year__in=span, state=YearState.DECIDED)
    return rows.select_related("edition")


def _at_or_below(scheme: Scheme, band: str) -> dict[str, str]:
    """The titles of the bands from this one down, by their codes; nothing where the scheme does not have it."""
    codes = [one.code for one in scheme.bands]
    return {one.code: one.title for one in scheme.bands[codes.index(band) :]} if band in codes else {}


def _told(year: int, band: str, total: int) -> str:
    return _("%(year)s 年审定为“%(band)s”（%(points)s 分）") % {
        "year": year,
        "band": band,
        "points": words.points(total),
    }


def _reason(trigger: Trigger, lines: list[str]) -> str:
    said = {"lines": _("；").join(lines), "title": trigger.title, "advice": trigger.advice}
    return _("%(lines)s。按办法属于“%(title)s”：%(advice)s。") % said


def _by_facts(trigger: Trigger, year: Year) -> Iterator[tuple[int, str]]:
    """Whoever has so many facts that match within so many years; 0 years: since the term began."""
    assert trigger.match is not None  # noqa: S101 - the caller asked
    term = members.current_term(year.assembly, on=date(year.year, 12, 31))
    first = year.year - trigger.years + 1 if trigger.years else (term.from_on.year if term else year.year)
    rows = Credit.objects.filter(assembly=year.assembly_id, undone_by__isnull=True)
    rows = rows.annotate(is_meant=clauses.meant(trigger.match)).filter(is_meant=True)
    counted = rows.filter(year__gte=first, year__lte=year.year).values("person").annotate(n=Count("pk"))
    for person, times in counted.filter(n__gte=trigger.times).order_by("person").values_list("person", "n"):
        line = _("%(first)s 至 %(last)s 年共 %(times)s 次") % {"first": first, "last": year.year, "times": times}
        yield person, _reason(trigger, [line])


def undecided_before(year: Year) -> list[int]:
    """The years that the triggers of the year's scheme look at and that no meeting has decided yet."""
    longest = max((one.years for one in scheme_of(year.edition).triggers if not one.match), default=0)
    span = range(year.year - longest + 1, year.year + 1)
    decided = set(_decided(year, span).values_list("year", flat=True))
    return [one for one in span if one not in decided and edition_of(year.assembly, one) is not None]
