"""A member's record of a year with everything that its page shows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import quantiles

from django.db.models import QuerySet

from xieshang.accounts.models import Person, Visitor
from xieshang.duties import events, readings, scoring, sealed
from xieshang.duties.models import Credit, Edition, Exemption, Grade, HandEntry, Objection, Year
from xieshang.duties.queries.facts import facts_of, standing_of
from xieshang.duties.queries.reach import year_of
from xieshang.duties.queries.schemes import edition_of, in_force, scheme_of
from xieshang.duties.schemes import Band, Scheme
from xieshang.duties.scoring import Fact, Score, Standing
from xieshang.members.models import Member
from xieshang.proposals import queries as proposals
from xieshang.spine.models import Entry


@dataclass(frozen=True, slots=True)
class Record:
    """One member's year: the score line by line, the ledger's entries behind it, and what stands beside it."""

    member: Member
    year: int
    edition: Edition
    of_year: Year | None
    scheme: Scheme
    standing: Standing
    facts: list[Fact]
    score: Score
    entries: dict[int, Entry]
    by_hand: list[HandEntry]
    objections: list[Objection]
    undone: list["Undone"]
    exemptions: list[Exemption]

    @property
    def is_frozen(self) -> bool:
        """Can nothing be entered any more?"""
        return self.of_year is not None and bool(self.of_year.seal)

    @property
    def next_band(self) -> Band | None:
        """The grade above the one that was reached; None at the top."""
        at = self.scheme.bands.index(self.score.band)
        return self.scheme.bands[at - 1] if at else None

    @property
    def missing(self) -> int:
        """How many hundredths the next grade asks for beyond the total; 0 where only a gate stands before it."""
        if self.next_band is None:
            return 0
        return scoring.missing_for(self.next_band, self.score.total, self.scheme, self.standing.months)


def record_of(member: Member, year: int) -> Record | None:
    """The record of a year; None where no scheme counts in it, or where it was sealed without this member. That of a
    sealed year is read from what was sealed. A fixed number of queries."""
    of_year = year_of(member.assembly, year)
    edition = of_year.edition if of_year else edition_of(member.assembly, year)
    if edition is None:
        return None
    facts = facts_of(member.assembly, member.person, year)
    scheme = scheme_of(edition)
    standing = standing_of(member.assembly, member.person, year)
    if of_year is not None and of_year.seal:
        told = sealed_score(of_year, member.person)
    else:
        told = scoring.score(scheme, facts, standing), entries(fact.entry for fact in facts)
    if told is None:
        return None
    score, said = told
    own = {"member__person": member.person_id, "assembly": member.assembly_id}
    return Record(
        member=member,
        year=year,
        edition=edition,
        of_year=of_year,
        scheme=scheme,
        standing=standing,
        facts=facts,
        score=score,
        entries=said,
        by_hand=list(HandEntry.objects.filter(**own, on__year=year).order_by("-on", "-pk")),
        objections=list(Objection.objects.filter(**own, year=year).order_by("-raised_at", "-pk")),
        undone=undone_of(member, year),
        exemptions=list(Exemption.objects.filter(**own, year=year).order_by("pk")),
    )


def score_by(scheme: Scheme, member: Member, year: int, *, on: date | None = None) -> tuple[Score, dict[int, Entry]]:
    """What a member's year comes to by a scheme as the ledger stands now, and the entries of which that speaks; `on`:
    as of that day."""
    facts = facts_of(member.assembly, member.person, year)
    standing = standing_of(member.assembly, member.person, year, on=on)
    return scoring.score(scheme, facts, standing, on=on), entries(fact.entry for fact in facts)


def sealed_score(of_year: Year, person: Person) -> tuple[Score, dict[int, Entry]] | None:
    """A member's score as it was sealed, and the entries of which it speaks; None who was not on the roll. Two
    queries."""
    grade = Grade.objects.filter(of_year=of_year, member__person=person).first()
    if grade is None:
        return None
    grade.of_year = of_year
    return read_from(grade)


def read_from(grade: Grade) -> tuple[Score, dict[int, Entry]]:
    """The score that a grade explains, and the entries of which it speaks; one query, where its year is at hand."""
    said = entries(sealed.entries_in(grade.explained))
    return _read(grade, said), said


def _read(grade: Grade, said: dict[int, Entry]) -> Score:
    facts = {key: readings.fact_in(said[key]) for key in sealed.entries_in(grade.explained)}
    return sealed.read(grade.explained, scheme_of(grade.of_year.edition), facts)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was told of a member and counts no more, what was told in its stead, and for which reason where one was
    written."""

    was: Entry
    now: Entry
    reason: str


def undone_of(member: Member, year: int) -> list[Undone]:
    """What was put right in a member's year, in the order of the ledger; three queries at most."""
    rows = Credit.objects.filter(assembly=member.assembly_id, person=member.person_id, year=year)
    told = rows.exclude(undone_by=None).order_by("entry").values_list("entry", "undone_by")
    pairs = {was: now for was, now in told if now is not None}
    if not pairs:
        return []
    said = entries([*pairs, *pairs.values()])
    keys = [said[key].subject_id for key in pairs.values() if said[key].kind == events.CORRECTED.kind]
    reasons = dict(HandEntry.objects.filter(pk__in=keys).values_list("pk", "reason"))
    return [
        Undone(said[was], said[now], reasons.get(said[now].subject_id, "") if said[now].subject_id in keys else "")
        for was, now in pairs.items()
    ]


def entries(keys: Iterable[int]) -> dict[int, Entry]:
    """Entries of the ledger by their keys; one query."""
    return Entry.objects.in_bulk(list(keys))


def cases_seen(entries: dict[int, Entry], actor: Person | Visitor) -> dict[int, str]:
    """The proposals among the subjects of entries that the actor may open, with their titles; one query."""
    keys = {one.subject_id for one in entries.values() if one.subject_kind == "proposals.proposal"}
    if not keys:
        return {}
    return dict(proposals.visible_to(actor).filter(pk__in=keys).values_list("pk", "title"))


@dataclass(frozen=True, slots=True)
class Spread:
    """How the totals of many lie: lowest, quartiles, highest, in hundredths; and how many they are."""

    label: str
    count: int
    low: int
    first: int
    middle: int
    third: int
    high: int


def spreads_of(record: Record) -> list[Spread]:
    """The spread of the member's sector and of the assembly, as last counted; nothing where fewer than four."""
    if record.of_year is None:
        return []
    rows = Grade.objects.filter(of_year=record.of_year).values_list("total", "member__sector")
    everybody = sorted(total for total, _sector in rows)
    sector = sorted(total for total, one in rows if one == record.member.sector_id)
    named = [(record.member.sector.name, sector), (record.member.assembly.name, everybody)]
    return [_spread(label, totals) for label, totals in named if len(totals) >= 4]


def _spread(label: str, totals: list[int]) -> Spread:
    first, middle, third = (round(one) for one in quantiles(totals, n=4))
    return Spread(label, len(totals), totals[0], first, middle, third, totals[-1])


def years_of_member(member: Member) -> list[Grade]:
    """The member's totals and grades over the years that were opened, the latest first."""
    own = Grade.objects.filter(member__person=member.person_id, of_year__assembly=member.assembly_id)
    return list(own.select_related("of_year").order_by("-of_year__year"))


def credits_of(member: Member) -> QuerySet[Credit]:
    """What the ledger says of a member over all years; what was taken back is left out."""
    return Credit.objects.filter(assembly=member.assembly_id, person=member.person_id, undone_by__isnull=True)


def scores_over(member: Member, years: Collection[int]) -> dict[int, Score | None]:
    """The score of each of the years; None for a year in which no scheme counts, or that was sealed without the member.
    Sealed years cost three queries together, each other year four or five."""
    rows = Year.objects.filter(assembly=member.assembly_id, year__in=years).select_related("edition")
    opened = {one.year: one for one in rows}
    under_seal = {year: one for year, one in opened.items() if one.seal}
    found: dict[int, Score | None] = dict.fromkeys(under_seal) | _read_each(member, under_seal)
    for year in set(years) - found.keys():
        edition = opened[year].edition if year in opened else in_force(member.assembly, year)
        found[year] = _score_of(scheme_of(edition), member, year) if edition else None
    return found


def _read_each(member: Member, years: dict[int, Year]) -> dict[int, Score]:
    grades = list(Grade.objects.filter(of_year__in=years.values(), member__person=member.person_id))
    said = entries(key for grade in grades for key in sealed.entries_in(grade.explained))
    found = {}
    for year, of_year in years.items():
        for grade in (one for one in grades if one.of_year_id == of_year.pk):
            grade.of_year = of_year
            found[year] = _read(grade, said)
    return found


def _score_of(scheme: Scheme, member: Member, year: int) -> Score:
    facts = facts_of(member.assembly, member.person, year)
    return scoring.score(scheme, facts, standing_of(member.assembly, member.person, year))
